/// Who gets a new ticket, and why. What has happened of it.
public enum RoutingEvent: Sendable {
    case none
}

extension RoutingEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
