/// Tickets that become one, and one that becomes two. What has happened of it.
public enum MergeEvent: Sendable {
    case none
}

extension MergeEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
