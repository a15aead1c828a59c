/// Somebody who writes in.
public struct Contact: Sendable {
    public let id: ContactID
    public fileprivate(set) var name: Text?
    public fileprivate(set) var identifiers: [Identifier]
    /// Who is answerable for them, whoever has their tickets.
    public fileprivate(set) var owner: RepName?
    public fileprivate(set) var isForgotten = false
    /// With whom they turned out to be one; nil while they stand for themselves.
    public fileprivate(set) var mergedInto: ContactID?
}

/// Contacts by identifier. Never merged on a name.
///
/// What is seldom said of a contact is kept beside the list: there may be a million of them.
public struct ContactBook: Sendable {
    private var contacts: [Contact] = []
    private var byIdentifier = DigestTable<ContactID>()
    private var properties: [ContactID: [PropertySlug: PropertyValue]] = [:]
    /// Those who turned out to be this one, in the order in which that was found.
    private var absorbed: [ContactID: [ContactID]] = [:]
    public private(set) var forgottenCount = 0

    public var count: Int { contacts.count }

    /// Whom the number stands for by now: after a merge, the one that stayed.
    public subscript(id: ContactID) -> Contact? {
        var contact = itself(id)
        // Merges may have followed one another any number of times.
        while let other = contact?.mergedInto { contact = itself(other) }
        return contact
    }

    /// The contact of that number, merged or not.
    public func itself(_ id: ContactID) -> Contact? {
        contacts.indices.contains(Int(id.number) - 1) ? contacts[Int(id.number) - 1] : nil
    }

    public func current(_ id: ContactID) -> ContactID { self[id]?.id ?? id }
    func isNameless(_ id: ContactID) -> Bool {
        let place = Int(id.number) - 1
        // Asked for every message: those who are themselves are not copied for it.
        guard contacts.indices.contains(place), contacts[place].mergedInto == nil else {
            return self[id].map { $0.name == nil && !$0.isForgotten } ?? false
        }
        return contacts[place].name == nil && !contacts[place].isForgotten
    }
    public func isForgotten(_ id: ContactID) -> Bool { forgottenCount > 0 && self[id]?.isForgotten ?? false }
    public func properties(of id: ContactID) -> [PropertySlug: PropertyValue] { properties[current(id)] ?? [:] }
    public func absorbed(by id: ContactID) -> [ContactID] { absorbed[id] ?? [] }

    /// The contact's own and those of all who turned out to be this one.
    public func identifiers(of id: ContactID) -> [Identifier] { family(of: id).flatMap { itself($0)?.identifiers ?? [] } }

    /// What people called it before it was merged counts where it has no name of its own.
    public func name(of id: ContactID) -> Text? {
        guard let contact = self[id] else { return nil }
        return contact.name ?? (absorbed.isEmpty ? nil : absorbed(by: contact.id).lazy.compactMap { itself($0)?.name }.first)
    }

    var nextID: ContactID { ContactID(UInt32(contacts.count + 1)) }

    /// Whoever was recorded under it: the number that stays when a merge is taken back.
    func find(_ digest: Digest) -> ContactID? { byIdentifier[digest] }

    mutating func apply(_ id: ContactID, _ party: Party, _ digest: Digest) {
        contacts.append(Contact(id: id, name: party.name, identifiers: [party.identifier]))
        byIdentifier[digest] = id
    }

    // MARK: What would come of a change

    func existing(_ id: ContactID) throws(Rejection) -> Contact {
        guard let contact = self[id] else { throw .unknown("There is no contact \(id.number).") }
        guard !contact.isForgotten else { throw .unknown("The contact \(id.number) was forgotten; nothing is known of them any more.") }
        return contact
    }

    func set(_ id: ContactID, _ change: ContactChange) throws(Rejection) -> [ContactEvent] {
        let contact = try existing(id)
        let (name, owner) = (change.name.applied(to: contact.name), change.owner.applied(to: contact.owner))
        let said = properties(of: contact.id)
        let news = change.properties.filter { said[$0.property] != $0.value }
        var then = said
        for (property, value) in news { then[property] = value }
        try Property.check(count: then.count)
        return (name == contact.name && owner == contact.owner ? [] : [.set(contact.id, name: name, owner: owner)])
            + (news.isEmpty ? [] : [.propertiesChanged(contact.id, news)])
    }

    func merge(_ id: ContactID, into other: ContactID) throws(Rejection) -> [ContactEvent] {
        let (contact, target) = (try existing(id), try existing(other))
        guard contact.id != target.id else {
            if itself(id)?.mergedInto == target.id { return [] }
            throw .conflicting("The contacts \(id.number) and \(other.number) are one already.")
        }
        return [.merged(contact.id, into: target.id)]
    }

    func unmerge(_ id: ContactID) throws(Rejection) -> [ContactEvent] {
        _ = try existing(id)
        guard itself(id)?.mergedInto != nil else {
            throw .conflicting("The contact \(id.number) is not merged into another; `desk contact show` says who was merged into whom.")
        }
        return [.unmerged(id)]
    }

    // MARK: Applying

    mutating func apply(_ id: ContactID, name: Text?, owner: RepName?) {
        guard itself(id) != nil else { return }
        contacts[Int(id.number) - 1].name = name
        contacts[Int(id.number) - 1].owner = owner
    }

    mutating func apply(_ id: ContactID, name: Text) {
        if itself(id) != nil { contacts[Int(id.number) - 1].name = name }
    }

    mutating func apply(_ id: ContactID, _ changes: [(property: PropertySlug, value: PropertyValue?)]) {
        for (property, value) in changes { properties[id, default: [:]][property] = value }
        if properties[id]?.isEmpty == true { properties[id] = nil }
    }

    mutating func apply(_ id: ContactID, knownAs identifier: Identifier, _ digest: Digest) {
        guard byIdentifier[digest] == nil, itself(id) != nil else { return }
        contacts[Int(id.number) - 1].identifiers.append(identifier)
        byIdentifier[digest] = id
    }

    mutating func apply(merged id: ContactID, into other: ContactID) {
        guard itself(id) != nil else { return }
        contacts[Int(id.number) - 1].mergedInto = other
        absorbed[other, default: []].append(id)
    }

    mutating func apply(unmerged id: ContactID) {
        guard let other = itself(id)?.mergedInto else { return }
        contacts[Int(id.number) - 1].mergedInto = nil
        absorbed[other]?.removeAll { $0 == id }
        if absorbed[other]?.isEmpty == true { absorbed[other] = nil }
    }

    /// The contact and all who were merged into it, by number.
    public func family(of id: ContactID) -> [ContactID] {
        var family: [ContactID] = []
        var rest = [id]
        while let next = rest.popLast() {
            family.append(next)
            rest += absorbed(by: next).reversed()
        }
        return family
    }

    /// - Parameter digests: of the contact's identifiers. Whoever writes from one again is somebody new.
    mutating func apply(forgotten id: ContactID, _ digests: [Digest]) {
        guard let contact = itself(id), !contact.isForgotten else { return }
        contacts[Int(id.number) - 1].name = nil
        contacts[Int(id.number) - 1].owner = nil
        contacts[Int(id.number) - 1].identifiers = []
        contacts[Int(id.number) - 1].isForgotten = true
        properties[id] = nil
        forgottenCount += 1
        for digest in digests where byIdentifier[digest] == id { byIdentifier[digest] = nil }
    }

    func write(to state: inout StateWriter) {
        for contact in contacts {
            state.write(contact.id.number)
            state.write(contact.name) { $0.write($1.encoded) }
            for identifier in contact.identifiers { state.write(identifier.value) }
            state.write(contact.owner) { $0.write($1.slug) }
            state.write(contact.isForgotten)
            state.write(contact.mergedInto) { $0.write($1.number) }
            for (property, value) in (properties[contact.id] ?? [:]).sorted(by: { $0.key < $1.key }) {
                state.write(property.slug)
                state.write(value)
            }
        }
        let numbered = byIdentifier.inOrder.sorted {
            ($0.value.number, $0.key.high, $0.key.low) < ($1.value.number, $1.key.high, $1.key.low)
        }
        for (digest, id) in numbered {
            state.write(digest)
            state.write(id.number)
        }
    }
}
