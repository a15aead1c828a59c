import DeskKit

/// When somebody is there, as `Mon-Fri 09:00-17:00, Sat 10:00-14:00`, by the clocks of a time zone. The visitor's browser, which knows
/// the rules of all zones, says whether that is now.
struct OpeningHours: Equatable {
    static let spansMax = 32
    private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    struct Span: Equatable {
        /// 0 is Sunday, as browsers count.
        let day: Int
        /// Minutes since midnight; an end of 1440 is the next one.
        let from: Int
        let to: Int
    }

    let spans: [Span]
    let zone: String

    init(_ text: String, zone: String) throws(LookTrouble) {
        guard Self.isKnown(zone) else { throw .zone(zone) }
        var spans: [Span] = []
        for part in text.split(separator: ",") {
            let words = part.split(separator: " ")
            guard words.count == 2, let days = Self.days(words[0]), let hours = Self.hours(words[1]) else { throw .hours(String(part)) }
            spans += days.map { Span(day: $0, from: hours.from, to: hours.to) }
        }
        guard (1...Self.spansMax).contains(spans.count) else { throw .hours(text) }
        (self.spans, self.zone) = (spans, zone)
    }

    private static func isKnown(_ zone: String) -> Bool {
        let parts = zone.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isZoneByte) }) else { return false }
        return zone.utf8.elementsEqual("UTC".utf8) || PathFacts(at: "/usr/share/zoneinfo/\(zone)")?.kind != nil
    }

    private static func isZoneByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "_-+".utf8.contains(byte)
        }
    }

    /// `Mon`, `Mon-Fri`, `Sat-Sun`.
    private static func days(_ word: Substring) -> [Int]? {
        let names = word.split(separator: "-", omittingEmptySubsequences: false).map { $0.lowercased() }
        let numbers = names.compactMap { name in days.firstIndex { $0.utf8.elementsEqual(name.utf8) } }
        guard numbers.count == names.count, let first = numbers.first, let last = numbers.last, numbers.count <= 2 else { return nil }
        return (0...((last - first + 7) % 7)).map { (first + $0) % 7 }
    }

    private static func hours(_ word: Substring) -> (from: Int, to: Int)? {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
        guard ends.count == 2, let from = ends[0], let to = ends[1], from < to else { return nil }
        return (from, to)
    }

    /// `09:00` → 540.
    private static func minutes(_ word: Substring) -> Int? {
        let bytes = Array(word.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = number(bytes[0...1]), let minute = number(bytes[3...4]) else {
            return nil
        }
        let total = hour * 60 + minute
        return minute < 60 && total <= 1_440 ? total : nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.allSatisfy { (0x30...0x39).contains($0) } ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("zone", zone)
        writer.name("spans")
        writer.beginArray()
        for span in spans {
            writer.beginArray()
            for number in [span.day, span.from, span.to] { writer.integer(number) }
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
    }
}
