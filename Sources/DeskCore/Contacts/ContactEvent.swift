/// Who writes in: what is known of them, merged and forgotten. What has happened of it.
public enum ContactEvent: Sendable {
    case none
}

extension ContactEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
