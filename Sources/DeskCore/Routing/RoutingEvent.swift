/// Who gets a new ticket, and why. What has happened of it.
public enum RoutingEvent: Sendable {
    case settingsChanged(AccountSlug, RoutingSettings)
    case decided(RoutingDecision)
    /// The owner let the contact wait too long. Who has it from now on, an `assigned` says.
    case returned(TicketID, from: RepName)
    case ownerNotified(OwnerNotice)
    /// The notice of that entry lies where mail is fetched from.
    case noticeWritten(SequenceNumber)
}

/// A contact's owner was away when the contact wrote: what was said in the same entry goes to them by mail.
public struct OwnerNotice: Hashable, Sendable {
    public let ticket: TicketID
    public let rep: RepName

    public init(ticket: TicketID, rep: RepName) {
        self.ticket = ticket
        self.rep = rep
    }
}

extension RoutingEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .settingsChanged, .noticeWritten: (nil, nil)
        case .decided(let decision): (decision.ticket, nil)
        case .returned(let ticket, from: _): (ticket, nil)
        case .ownerNotified(let notice): (notice.ticket, nil)
        }
    }
}
