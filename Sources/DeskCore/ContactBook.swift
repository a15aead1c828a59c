/// Somebody who writes in.
public struct Contact: Sendable {
    public let id: ContactID
    public let name: Text?
    public let identifiers: [Identifier]
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

    func write(to state: inout StateWriter) {
        for contact in contacts {
            state.write(contact.id.number)
            state.write(contact.name) { $0.write($1.encoded) }
            for identifier in contact.identifiers { state.write(identifier.value) }
        }
        for (digest, id) in byIdentifier.sorted(by: { $0.value.number < $1.value.number }) {
            state.write(digest)
            state.write(id.number)
        }
    }
}
