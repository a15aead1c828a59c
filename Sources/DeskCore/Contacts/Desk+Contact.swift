/// Who writes in: what is known of them, merged and forgotten.
extension Desk {
    func decide(_ command: ContactCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .set(let id, let change):
            .record(try contacts.set(id, change).map { .contact($0) })
        }
    }

    mutating func apply(_ event: ContactEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .set(let id, let name, let owner): contacts.apply(id, name: name, owner: owner)
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func contactDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var contactDeadline: Timestamp? { nil }
}

extension Desk {
    /// Whose message it is; nil for somebody new.
    func contact(of party: Party, _ publish: Publish, on channel: Channel) throws(Rejection) -> ContactID? {
        contacts.find(digest(of: party.identifier, on: channel.key))
    }
}
