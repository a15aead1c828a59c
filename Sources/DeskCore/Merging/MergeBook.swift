/// Which tickets became one, and which came of another.
public struct MergeBook: Sendable {
    /// How long a merge can be taken back, in milliseconds.
    public static let undoMs: Int64 = 600_000

    public struct Merge: Sendable {
        public let into: TicketID
        public let at: Timestamp
        /// Where the ticket was before; nil where it was closed.
        public let status: StatusSlug?
        /// What went along.
        let messages: [MessageID]
        let threads: [ThreadID]
    }

    private var merges: [TicketID: Merge] = [:]
    private var origins: [TicketID: TicketID] = [:]

    public subscript(ticket: TicketID) -> Merge? { merges[ticket] }
    /// The ticket that it was split from.
    public func origin(of ticket: TicketID) -> TicketID? { origins[ticket] }
    /// Those that were merged into it, by number.
    public func absorbed(by ticket: TicketID) -> [TicketID] {
        merges.isEmpty ? [] : merges.filter { $0.value.into == ticket }.keys.sorted()
    }

    mutating func apply(_ ticket: TicketID, _ merge: Merge?) { merges[ticket] = merge }
    mutating func apply(_ ticket: TicketID, origin: TicketID) { origins[ticket] = origin }

    func write(to state: inout StateWriter) {
        for (ticket, merge) in merges.sorted(by: { $0.key < $1.key }) {
            state.write(ticket.number)
            state.write(merge.into.number)
            state.write(merge.at.milliseconds)
            state.write(merge.status) { $0.write($1.slug) }
            for message in merge.messages { state.write(message.number) }
            for thread in merge.threads { state.write(thread.number) }
        }
        for (ticket, origin) in origins.sorted(by: { $0.key < $1.key }) {
            state.write(ticket.number)
            state.write(origin.number)
        }
    }
}
