/// What messages hold besides their words, and what becomes of them later: edits, deletions, reactions. What has happened of it.
public enum MessageEvent: Sendable {
    case none
}

extension MessageEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
