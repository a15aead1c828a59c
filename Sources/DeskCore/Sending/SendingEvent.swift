/// How replies leave: the undo window, other channels, calls, conversations that a rep begins. What has happened of it.
public enum SendingEvent: Sendable {
    case none
}

extension SendingEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
