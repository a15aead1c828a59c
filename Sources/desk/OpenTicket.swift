internal import DeskConsole
internal import DeskKit

/// The ticket that one looks at: its lines by number, and how far it was shown.
struct OpenTicket {
    /// Lines that are remembered by their message's number; older ones are asked for again.
    static let linesMax = 10_000
    /// Nobody has read what was on the screen for less.
    static let readingMilliseconds = 400

    var facts: TicketFacts
    /// Message numbers by line number, from 1: `m1` is the first line of the timeline, for everybody and for good.
    private(set) var messages: [Int: Int64] = [:]
    private(set) var replyStates: [Int64: String] = [:]
    /// `before` of the lines that came earlier; nil where there are none.
    var earlier: Int64?
    /// The lowest line number shown.
    var firstShown = 0
    /// The highest sequence that has been read.
    private(set) var seen: Int64
    /// Shown, and perhaps not read yet.
    private var pending: [(sequence: Int64, shown: MonotonicTime)] = []

    init(_ facts: TicketFacts) {
        self.facts = facts
        seen = facts.head
    }

    mutating func add(_ item: Item, line: Int) {
        guard messages.count < Self.linesMax else { return }
        messages[line] = item.message
        if let state = item.delivery?.state { replyStates[item.message] = state }
    }

    func line(of message: Int64) -> Int? { messages.first { $0.value == message }?.key }

    mutating func setState(_ state: String, of message: Int64) { replyStates[message] = state }

    /// It was shown as somebody looked: an answer to what they asked.
    mutating func sawAtOnce(_ sequence: Int64) {
        seen = max(seen, sequence)
    }

    /// It appeared by itself while they were doing something.
    mutating func showed(_ sequence: Int64, at time: MonotonicTime) { pending.append((sequence, time)) }

    /// What has been on the screen for long enough counts as read.
    mutating func read(by now: MonotonicTime, isOnScreen: Bool = true) {
        while isOnScreen, let first = pending.first, now.milliseconds(since: first.shown) >= Self.readingMilliseconds {
            seen = max(seen, first.sequence)
            pending.removeFirst()
        }
    }

    /// Everything shown so far counts as read: where lines appear only between two entered ones.
    mutating func readAll() {
        seen = pending.reduce(seen) { max($0, $1.sequence) }
        pending = []
    }

    var who: String { facts.shownContact }
}
