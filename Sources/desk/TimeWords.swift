internal import DeskCore
internal import DeskKit
internal import DeskSystem
internal import DeskWire

/// Moments in words, in the zone of whoever reads them.
enum TimeWords {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Milliseconds of a moment as the wire has it; nil where it is none.
    static func milliseconds(_ text: [UInt8]) -> Int64? { Timestamp(text: text)?.milliseconds }

    static func wire(_ milliseconds: Int64) -> String { Timestamp(milliseconds: milliseconds).text }

    /// `40s`, `3m`, `2h`, `5d`.
    static func age(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1_000)
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3_600: "\(seconds / 60)m"
        case ..<86_400: "\(seconds / 3_600)h"
        default: "\(seconds / 86_400)d"
        }
    }

    /// So long from now, or a moment as the wire has it.
    static func moment(_ word: String) -> String? {
        if milliseconds(Array(word.utf8)) != nil { return word }
        let units: [UInt8: Int64] = [UInt8(ascii: "m"): 60_000, UInt8(ascii: "h"): 3_600_000, UInt8(ascii: "d"): 86_400_000]
        guard let unit = word.utf8.last.flatMap({ units[$0] }), let count = Arguments.number(word.dropLast()), count <= 100_000 else {
            return nil
        }
        return wire(WallClock.nowMilliseconds() + count * unit)
    }

    static func noMoment(_ word: String, _ verb: String) -> String {
        "\(verb): '\(PlainText.ascii(word, max: 40))' is no moment; say 30m, 2h, 3d or 2026-11-23T09:00:00Z"
    }

    /// The same to the millisecond: `16:02:07.120`.
    static func exact(_ milliseconds: Int64, now: Int64) -> String {
        // Zones differ by whole minutes.
        clock(milliseconds, now: now) + Timestamp(milliseconds: milliseconds).text.dropFirst(16).prefix(7)
    }

    /// `2026-11-22 16:02:07`.
    static func stamp(_ milliseconds: Int64, offsetMinutes: (Int64) -> Int = WallClock.zoneOffsetMinutes) -> String {
        let text = Timestamp(milliseconds: milliseconds + Int64(offsetMinutes(milliseconds)) * 60_000).text
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }

    /// `16:02` today, `Mon 16:02` within a week, `3 Nov 16:02` before.
    static func clock(_ milliseconds: Int64, now: Int64, offsetMinutes: (Int64) -> Int = WallClock.zoneOffsetMinutes) -> String {
        let local = Timestamp(milliseconds: milliseconds + Int64(offsetMinutes(milliseconds)) * 60_000)
        let today = (now + Int64(offsetMinutes(now)) * 60_000).quotient(86_400_000)
        let day = local.milliseconds.quotient(86_400_000)
        let text = local.text
        let time = String(text.dropFirst(11).prefix(5))
        if day == today { return time }
        // 1970 began on a Thursday.
        if (today - 6..<today).contains(day) { return days[Int((day + 4) % 7)] + " " + time }
        let month = Int(text.dropFirst(5).prefix(2)).map { months[($0 - 1) % 12] } ?? ""
        let date = "\(Int(text.dropFirst(8).prefix(2)) ?? 0) \(month)"
        return abs(today - day) < 300 ? "\(date) \(time)" : "\(date) \(text.prefix(4))"
    }
}

extension Int64 {
    /// Rounded towards the past.
    fileprivate func quotient(_ divisor: Int64) -> Int64 { self >= 0 ? self / divisor : (self - divisor + 1) / divisor }
}
