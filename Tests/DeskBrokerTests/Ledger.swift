import DeskTesting
import DeskWire

/// What peers of a broker were promised, and what they asked for.
struct Ledger {
    /// Keys of publications that were asked for, with their texts, in order.
    private(set) var asked: [(key: String, text: String)] = []
    /// Keys that were answered `ok`, with the message that each became.
    private(set) var promised: [String: Int64] = [:]

    mutating func ask(_ key: String, _ text: String) { asked.append((key, text)) }
    mutating func promise(_ key: String, _ message: Int64) { promised[key] = message }

    /// What is wrong with this timeline, whose messages are told by number and text; nil where nothing is.
    func complaint(about told: [(message: Int64, text: String)]) -> String? {
        let texts = told.map(\.text)
        if Set(texts).count != texts.count { return "a message is there twice" }
        for (key, text) in asked {
            guard let message = promised[key] else { continue }
            if !told.contains(where: { $0.message == message && $0.text == text }) {
                return "\(key) was promised as \(message) and is lost"
            }
        }
        let known = Set(asked.map(\.text))
        return texts.first { !known.contains($0) }.map { "nobody sent \($0)" }
    }
}
