import DeskBroker
import DeskSystem
import DeskTesting
import DeskWire

/// A desk on which much was said, and how long it takes to find some of it.
final class SearchBench {
    private static let firstPageMillisecondsMax: Int64 = 200
    private static let messagesOfThread = 5
    private static let vocabulary = 60_000

    private let desk: BenchDesk
    private let directory: String
    private let adapter: SessionID
    private let rep: SessionID
    private var random = SeededRandom(seed: 44)
    private var textBytes = 0

    init(data: String) throws {
        directory = data
        desk = try BenchDesk(data: data + "/data")
        let admin = try desk.attach("admin", "root")
        adapter = try desk.attach(
            "adapter", "bench",
            #","manifest":{"key":"bench","name":"Bench","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#
        )
        rep = try desk.attach("rep", "ana")
        try desk.demand(
            admin, #""type":"account.create","channel":"bench","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#)
    }

    /// Whether each first page came soon enough.
    func run(messages: Int) throws -> Bool {
        try say("saying \(messages) messages…")
        for start in stride(from: 0, to: messages, by: 100) {
            try desk.perform((start..<min(start + 100, messages)).map(message), from: adapter)
        }
        try desk.keepIndex(in: directory + "/search")
        let start = MonotonicTime.now
        let longest = try desk.makeIndex()
        let seconds = Double(MonotonicTime.now.nanoseconds - start.nanoseconds) / 1e9
        try say(
            "indexed \(Int(Double(messages) / seconds)) messages a second, the longest step \(longest / 1_000) µs; "
                + "text \(textBytes >> 20) MiB, index on disk \(try diskBytes() >> 20) MiB, in memory \(desk.indexMemory >> 10) KiB")
        var isQuick = true
        for (name, query) in Self.queries { isQuick = try time(name, query) && isQuick }
        return isQuick
    }

    private static let queries = [
        ("a word in every other message", "w0"), ("a word in one of a hundred", "w100"), ("a rare word", "w50000"),
        ("two common words", "w0 w1"), ("a common and a rare word", "w0 w30000"), ("words beside each other", #"\"w0 w1\""#),
        ("the beginning of many words", "w1*"), ("a contact's name", "person123"), ("without a common word", "w100 -w0"),
        ("nothing", "neversaid"), ("by ticket alone", "is:open"), ("what somebody never said", "from:nobody"),
    ]

    private func time(_ name: String, _ query: String) throws -> Bool {
        let start = MonotonicTime.now
        let answer = try desk.ask(rep, #""type":"search","limit":20,"query":"\#(query)""#)
        let spent = MonotonicTime.now.nanoseconds - start.nanoseconds
        let isWhole = answer["next"]?.integer == nil
        try say("\(name): \(answer["items"]?.elements.count ?? 0) found\(isWhole ? "" : " and more") in \(spent / 1_000) µs")
        return spent <= Self.firstPageMillisecondsMax * 1_000_000
    }

    private func message(_ index: Int) -> [UInt8] {
        let person = index / Self.messagesOfThread
        let text = (0..<Int.random(in: 4...24, using: &random)).map { _ in "w\(word())" }.joined(separator: " ")
        textBytes += text.utf8.count
        return desk.frame(
            for: adapter,
            #""type":"publish","account":"shop","key":"k\#(index)","thread":"t\#(person)","from":{"kind":"opaque","value":"p\#(person)","name":"Person\#(person % 5_000)"},"text":"\#(text)","at":"2026-11-22T14:48:00Z""#
        )
    }

    /// Few words are said often, and most hardly ever.
    private func word() -> Int {
        let share = Double.random(in: 0..<1, using: &random)
        return min(Self.vocabulary - 1, Int(Self.power(Double(Self.vocabulary), share)) - 1)
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        // By halves: 2^-1, 2^-2, … of the exponent, each the root of the one before.
        var (result, root, rest) = (1.0, base, exponent)
        for _ in 0..<30 {
            root = root.squareRoot()
            rest *= 2
            if rest >= 1 {
                result *= root
                rest -= 1
            }
        }
        return result
    }

    private func diskBytes() throws -> Int {
        try Directory.names(in: directory + "/search").reduce(0) { $0 + (try File(directory + "/search/" + $1, .read).size()) }
    }

    private func say(_ line: String) throws { try StandardStream.output.write(line + "\n") }
}
