/// What reps read by: saved views, what each has read, whom a ticket concerns. What has happened of it.
public enum ViewEvent: Sendable {
    case set(SavedView)
    case removed(ViewSlug)
    case read([ReadMark])
    case followed(TicketID, RepName, on: Bool)
    /// In the note of the same entry.
    case mentioned(TicketID, [RepName])
    case teamSet(TicketID, TeamSlug?)
    /// Nil: it is there again.
    case snoozed(TicketID, Snooze?)
    /// The topics that do not call the rep.
    case notifySet(RepName, off: [NotifyTopic])
}

extension ViewEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .set, .removed, .notifySet: (nil, nil)
        case .read(let marks): (marks.map(\.ticket).max(), nil)
        case .followed(let ticket, _, _), .mentioned(let ticket, _), .teamSet(let ticket, _), .snoozed(let ticket, _): (ticket, nil)
        }
    }
}
