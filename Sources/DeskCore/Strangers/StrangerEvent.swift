/// Who is kept out: blocked senders, spam, trash, rates and lists. What has happened of it.
public enum StrangerEvent: Sendable {
    case none
}

extension StrangerEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
