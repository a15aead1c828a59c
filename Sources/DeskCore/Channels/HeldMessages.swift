/// Messages that came in while their account was off and wait for their tickets.
public struct HeldMessages: Sendable {
    /// More of one account are refused, so that the service keeps them.
    public static let waitingMax = 10_000

    private var waiting: [AccountSlug: Queue] = [:]
    /// Where and when those that have waited got their tickets: whoever looked before has not seen them.
    private var released: [TicketID: [Release]] = [:]

    private struct Queue {
        var messages: [MessageID] = []
        var first = 0
        var count: Int { messages.count - first }
    }

    private struct Release {
        let message: MessageID
        let sequence: SequenceNumber
    }

    /// In no order that means anything: each account by itself.
    public var sortedAccounts: [AccountSlug] { waiting.keys.sorted() }
    public var isEmpty: Bool { waiting.isEmpty }
    public func count(of account: AccountSlug) -> Int { waiting[account]?.count ?? 0 }

    /// The oldest that waits.
    public func next(of account: AccountSlug) -> MessageID? {
        waiting[account].flatMap { $0.count > 0 ? $0.messages[$0.first] : nil }
    }

    /// Those that got onto the ticket after `sequence`.
    func released(on ticket: TicketID, after sequence: SequenceNumber) -> [MessageID] {
        (released[ticket] ?? []).filter { $0.sequence > sequence }.map(\.message)
    }

    mutating func hold(_ message: MessageID, on account: AccountSlug) { waiting[account, default: Queue()].messages.append(message) }

    mutating func release(_ message: MessageID, on account: AccountSlug, to ticket: TicketID, in sequence: SequenceNumber) {
        released[ticket, default: []].append(Release(message: message, sequence: sequence))
        guard var queue = waiting[account], queue.count > 0, queue.messages[queue.first] == message else { return }
        queue.first += 1
        waiting[account] = queue.count == 0 ? nil : queue
    }

    func write(to state: inout StateWriter) {
        for (account, queue) in waiting.sorted(by: { $0.key < $1.key }) {
            state.write(account.slug)
            for message in queue.messages[queue.first...] { state.write(message.number) }
        }
        for (ticket, releases) in released.sorted(by: { $0.key < $1.key }) {
            state.write(ticket.number)
            for release in releases {
                state.write(release.message.number)
                state.write(release.sequence.number)
            }
        }
    }
}
