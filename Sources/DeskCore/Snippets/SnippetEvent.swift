/// Texts that reps write again and again. What has happened of it.
public enum SnippetEvent: Sendable {
    case none
}

extension SnippetEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
