/// What reps read by: saved views, what each has read, whom a ticket concerns. What has happened of it.
public enum ViewEvent: Sendable {
    case none
}

extension ViewEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
