/// What has happened to the texts that reps write again and again.
public enum SnippetEvent: Sendable {
    case set(Snippet)
    case removed(SnippetSlug)
}

extension SnippetEvent {
    /// The ticket and the contact that it is about: none.
    var subject: (ticket: TicketID?, contact: ContactID?) { (nil, nil) }
}
