/// How far a rep has read a ticket.
public struct ReadMark: Hashable, Sendable {
    public let rep: RepName
    public let ticket: TicketID
    public let sequence: SequenceNumber

    public init(rep: RepName, ticket: TicketID, sequence: SequenceNumber) {
        self.rep = rep
        self.ticket = ticket
        self.sequence = sequence
    }
}
