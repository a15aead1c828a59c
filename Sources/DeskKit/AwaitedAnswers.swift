public import DeskWire

/// A request of the broker's that wants one answer.
public struct BrokerRequest: Sendable {
    public let type: String
    public let body: JSONValue
    let identifier: Int64
    let connection: Int
}

/// A request's frame, ready to be sent as often as needed.
struct PreparedRequest: Sendable {
    let identifier: Int64
    let object: [UInt8]
}

/// Requests without an answer yet, by number.
struct AwaitedAnswers {
    struct Entry {
        /// What is sent again in the next session; nil where nothing is.
        let object: [UInt8]?
        let then: (LinkAnswer) -> Void
    }

    private var entries: [Int64: Entry] = [:]

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    mutating func add(_ identifier: Int64, _ entry: Entry) { entries[identifier] = entry }

    mutating func take(_ identifier: Int64) -> Entry? { entries.removeValue(forKey: identifier) }

    /// What is sent again, in the order in which it was asked.
    func durableObjects() -> [[UInt8]] { ordered(entries).compactMap(\.object) }

    /// Those that a lost session takes with it.
    mutating func takeLost() -> [Entry] {
        let lost = entries.filter { $0.value.object == nil }
        for identifier in lost.keys { entries[identifier] = nil }
        return ordered(lost)
    }

    mutating func takeAll() -> [Entry] {
        defer { entries = [:] }
        return ordered(entries)
    }

    private func ordered(_ some: [Int64: Entry]) -> [Entry] { some.sorted { $0.key < $1.key }.map(\.value) }
}
