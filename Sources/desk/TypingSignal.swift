internal import DeskKit

/// Whether this rep writes an answer, told at most so often.
struct TypingSignal {
    static let millisecondsMin = 3_000
    private var isOn = false
    private var length = 0
    private var ticket: Int64 = 0
    private var lastTold: MonotonicTime?

    /// What is to be told now, if anything.
    mutating func heed(isWriting: Bool, length: Int, ticket: Int64, at now: MonotonicTime) -> Bool? {
        defer { (self.length, self.ticket) = (length, ticket) }
        if isOn, !isWriting || ticket != self.ticket {
            isOn = false
            lastTold = nil
            return ticket == self.ticket ? false : nil
        }
        guard isWriting, length != self.length else { return nil }
        if let lastTold, now.milliseconds(since: lastTold) < Self.millisecondsMin { return nil }
        isOn = true
        lastTold = now
        return true
    }
}

/// Which contacts write. A mark that is not renewed goes away.
struct TypingMarks {
    static let millisecondsMax = 6_000
    static let ticketsMax = 1_000
    private var since: [Int64: MonotonicTime] = [:]

    mutating func set(_ ticket: Int64, _ on: Bool, at now: MonotonicTime) {
        if since.count >= Self.ticketsMax { since = [:] }
        since[ticket] = on ? now : nil
    }

    func isTyping(_ ticket: Int64, at now: MonotonicTime) -> Bool {
        since[ticket].map { now.milliseconds(since: $0) < Self.millisecondsMax } ?? false
    }
}
