/// Who writes in: what is known of them, merged and forgotten. What has happened of it.
public enum ContactEvent: Sendable {
    /// What they are called and who is answerable for them, from now on.
    case set(ContactID, name: Text?, owner: RepName?)
    case propertiesChanged(ContactID, [(property: PropertySlug, value: PropertyValue?)])
    /// Their service gave a name where there was none.
    case named(ContactID, Text)
    /// The adapter knew who it is, and says how.
    case resolved(ContactID, Identifier, ChannelKey, reason: Text?)
    case merged(ContactID, into: ContactID)
    case unmerged(ContactID)
    case forgotten(ContactID, reason: Text?)
}

extension ContactEvent {
    public var contact: ContactID? { subject.contact }

    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .set(let contact, name: _, owner: _), .propertiesChanged(let contact, _), .named(let contact, _),
            .resolved(let contact, _, _, reason: _), .merged(let contact, into: _), .unmerged(let contact),
            .forgotten(let contact, reason: _):
            (nil, contact)
        }
    }
}
