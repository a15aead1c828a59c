/// Tickets that become one, and one that becomes two. What a peer may want of it.
public enum MergeCommand: Sendable {
    /// - Parameter isConfirmed: the asker knows that they are different people's.
    case merge(TicketID, into: TicketID, isConfirmed: Bool, Key)
    case unmerge(TicketID, Key)
    case split(SplitWish, Key)
}

/// What is to become a ticket of its own.
public struct SplitWish: Sendable {
    public static let messagesMax = 1_000

    public let ticket: TicketID
    /// Messages and notes of it.
    public let messages: [MessageID]
    public let subject: Text
    /// Whether what comes later in their threads goes to the new ticket.
    public let takesThreads: Bool

    public init(ticket: TicketID, messages: [MessageID], subject: Text, takesThreads: Bool) {
        self.ticket = ticket
        self.messages = messages
        self.subject = subject
        self.takesThreads = takesThreads
    }
}
