/// Tickets that become one, and one that becomes two. What has happened of it.
public enum MergeEvent: Sendable {
    /// - Parameter status: where the ticket was before; nil where it was closed already.
    case merged(TicketID, into: TicketID, status: StatusSlug?)
    /// It is a ticket of its own again, with what came in its threads meanwhile.
    case unmerged(TicketID, from: TicketID)
    case split(TicketSplit)
}

/// Messages that went to a ticket of their own.
public struct TicketSplit: Sendable {
    public let ticket: TicketID
    public let into: TicketID
    public let messages: [MessageID]
    /// Whose later messages go to the new ticket.
    public let threads: [ThreadID]
    /// Where later messages of the thread go on which the new ticket was opened, unless it is one of these.
    public let home: TicketID

    public init(ticket: TicketID, into: TicketID, messages: [MessageID], threads: [ThreadID], home: TicketID) {
        self.home = home
        self.ticket = ticket
        self.into = into
        self.messages = messages
        self.threads = threads
    }
}

extension MergeEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .merged(let ticket, let other, _), .unmerged(let ticket, let other): (max(ticket, other), nil)
        case .split(let split): (max(split.ticket, split.into), nil)
        }
    }
}
