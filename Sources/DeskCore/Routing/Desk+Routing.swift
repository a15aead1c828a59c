/// Who gets a new ticket, and why.
extension Desk {
    func decide(_ command: RoutingCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .none: .record([])
        }
    }

    mutating func apply(_ event: RoutingEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .none: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func routingDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var routingDeadline: Timestamp? { nil }
}

extension Desk {
    /// Who gets a ticket that has just been opened.
    func route(_ ticket: TicketID, _ publish: Publish, on account: Account, from party: Party, at now: Timestamp) -> [Event] { [] }
}
