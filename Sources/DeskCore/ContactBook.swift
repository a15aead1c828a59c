/// Somebody who writes in.
public struct Contact: Sendable {
    public let id: ContactID
    public fileprivate(set) var name: Text?
    public let identifiers: [Identifier]
    /// Who is answerable for them, whoever has their tickets.
    public fileprivate(set) var owner: RepName?
}

/// Contacts by identifier. Never merged on a name.
public struct ContactBook: Sendable {
    private var contacts: [Contact] = []
    private var byIdentifier: [Digest: ContactID] = [:]

    public var count: Int { contacts.count }

    public subscript(id: ContactID) -> Contact? {
        contacts.indices.contains(Int(id.number) - 1) ? contacts[Int(id.number) - 1] : nil
    }

    var nextID: ContactID { ContactID(UInt32(contacts.count + 1)) }

    func find(_ digest: Digest) -> ContactID? { byIdentifier[digest] }

    mutating func apply(_ id: ContactID, _ party: Party, _ digest: Digest) {
        contacts.append(Contact(id: id, name: party.name, identifiers: [party.identifier]))
        byIdentifier[digest] = id
    }

    func set(_ id: ContactID, _ change: ContactChange) throws(Rejection) -> [ContactEvent] {
        guard let contact = self[id] else { throw .unknown("There is no contact \(id.number).") }
        let (name, owner) = (change.name.applied(to: contact.name), change.owner.applied(to: contact.owner))
        return name == contact.name && owner == contact.owner ? [] : [.set(id, name: name, owner: owner)]
    }

    mutating func apply(_ id: ContactID, name: Text?, owner: RepName?) {
        guard self[id] != nil else { return }
        contacts[Int(id.number) - 1].name = name
        contacts[Int(id.number) - 1].owner = owner
    }

    func write(to state: inout StateWriter) {
        for contact in contacts {
            state.write(contact.id.number)
            state.write(contact.name) { $0.write($1.encoded) }
            for identifier in contact.identifiers { state.write(identifier.value) }
            state.write(contact.owner) { $0.write($1.slug) }
        }
        for (digest, id) in byIdentifier.sorted(by: { $0.value.number < $1.value.number }) {
            state.write(digest)
            state.write(id.number)
        }
    }
}
