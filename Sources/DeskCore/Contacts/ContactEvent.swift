/// Who writes in: what is known of them, merged and forgotten. What has happened of it.
public enum ContactEvent: Sendable {
    /// What they are called and who is answerable for them, from now on.
    case set(ContactID, name: Text?, owner: RepName?)
}

extension ContactEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .set(let contact, name: _, owner: _): (nil, contact)
        }
    }
}
