/// Accounts as they are connected, edited and deleted. What has happened of it.
public enum AccountEvent: Sendable {
    case none
}

extension AccountEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
