/// The outside world behind the adapters of a kill loop. It outlives them and the broker, and remembers what really happened.
struct FakeService {
    /// How often each reply reached its contact.
    private(set) var effects: [Int64: Int] = [:]
    /// Replies of which the adapter once could not tell.
    private(set) var doubtful: Set<Int64> = []

    mutating func say(_ message: Int64) { effects[message, default: 0] += 1 }

    mutating func doubt(_ message: Int64) { doubtful.insert(message) }

    func has(_ message: Int64) -> Bool { effects[message] != nil }

    /// What is untruthful about a delivery in that state; nil where it agrees with what happened.
    func complaint(_ message: Int64, _ state: String) -> String? {
        let count = effects[message, default: 0]
        let isTrue =
            switch state {
            case "sent": count == 1
            case "queued", "held", "canceled": count == 0
            case "unknown": count <= 1 && doubtful.contains(message)
            default: false
            }
        return isTrue ? nil : "reply \(message) is \(state), and the service saw it \(count) times"
    }
}
