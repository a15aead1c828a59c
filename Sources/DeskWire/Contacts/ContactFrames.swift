public import DeskCore

/// What is read of this part of the desk without changing it.
public enum ContactQuery: Sendable {
    case contact(ContactID)
    case contacts(ContactListQuery)
    case findThreads(Identifier, account: AccountSlug?)
}

/// A page of contacts that somebody wants.
public struct ContactListQuery: Sendable {
    /// Found in the name or an identifier, ASCII letters in either case.
    public let words: [[UInt8]]
    public let after: UInt32
    public let limit: Int
}

extension RequestTypes {
    static let contact: [RequestType] = [
        RequestType("contact", .people), RequestType("contacts", .people), RequestType("contact.set", .people),
        RequestType("contact.merge", .people), RequestType("contact.unmerge", .people), RequestType("contact.forget", .admin),
        RequestType("thread.find", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func contact(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "contact": .contact(.contact(try fields.contact()))
        case "contacts": .contact(.contacts(try contactList(fields)))
        case "thread.find":
            .contact(
                .findThreads(
                    try fields.object("identifier").identifier(), account: fields.optional("account") == nil ? nil : try fields.account()))
        case "contact.set": .command(.contact(.set(try fields.contact(), try contactChange(fields))))
        case "contact.merge": .command(.contact(.merge(try fields.contact(), into: try fields.contact("into"), try fields.key())))
        case "contact.unmerge": .command(.contact(.unmerge(try fields.contact(), try fields.key())))
        case "contact.forget":
            .command(
                .contact(
                    .forget(
                        try fields.contact(), confirmed: try confirmed(fields),
                        reason: try fields.optionalText("reason", bytesMax: 1_024), try fields.key())))
        default: nil
        }
    }

    /// The contact's number once more, as somebody types it.
    private static func confirmed(_ fields: Fields) throws(Refusal) -> ContactID {
        guard let number = UInt32(String(decoding: try fields.bytes("confirm", bytesMax: 16), as: UTF8.self)) else {
            throw .badField("confirm", "it is not the contact's number as a string")
        }
        return ContactID(number)
    }

    private static func contactList(_ fields: Fields) throws(Refusal) -> ContactListQuery {
        let words = try fields.optionalBytes("query", bytesMax: 1_024) ?? []
        return ContactListQuery(
            words: words.split(separator: 0x20).map { $0.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } },
            after: UInt32(try fields.integer("after", in: 0...Int64(UInt32.max), default: 0)), limit: try fields.limit())
    }

    private static func contactChange(_ fields: Fields) throws(Refusal) -> ContactChange {
        var change = ContactChange()
        change.name = try fields.edit("name") { fields, name throws(Refusal) in try fields.text(name, bytesMax: 1_024) }
        change.owner = try fields.edit("owner") { fields, name throws(Refusal) in RepName(try fields.slug(name)) }
        change.properties = try fields.propertyChanges("properties")
        return change
    }

    /// What the adapter knows of the sender: `contact`, or `preResolved`, of which the first counts.
    static func preResolved(_ fields: Fields) throws(Refusal) -> [PreResolved] {
        if fields.optional("contact") != nil { return [PreResolved(contact: try fields.contact(), reason: nil)] }
        guard fields.optional("preResolved") != nil else { return [] }
        var known: [PreResolved] = []
        for element in try fields.list("preResolved") {
            guard element.kind == .object else { throw .badField("preResolved", "its elements are objects with contact and reason") }
            let fields = Fields(element)
            known.append(PreResolved(contact: try fields.contact(), reason: try fields.optionalText("reason", bytesMax: 1_024)))
        }
        return known
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: ContactEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .set(let contact, let name, let owner):
            writer.field("event", "contact_set")
            writer.field("contact", UInt64(contact.number))
            writer.optionalText("name", name)
            writer.slug("owner", owner?.slug)
        case .propertiesChanged(let contact, let changes):
            writer.field("event", "contact_properties_changed")
            writer.field("contact", UInt64(contact.number))
            writer.properties(changes)
        case .named(let contact, let name):
            writer.field("event", "contact_named")
            writer.field("contact", UInt64(contact.number))
            writer.text("name", name)
        case .resolved(let contact, let identifier, _, let reason):
            writer.field("event", "contact_resolved")
            writer.field("contact", UInt64(contact.number))
            writer.identifier("identifier", identifier)
            writer.optionalText("reason", reason)
        case .merged(let contact, let other):
            writer.field("event", "contact_merged")
            writer.field("contact", UInt64(contact.number))
            writer.field("into", UInt64(other.number))
        case .unmerged(let contact):
            writer.field("event", "contact_unmerged")
            writer.field("contact", UInt64(contact.number))
        case .forgotten(let contact, let reason):
            writer.field("event", "contact_forgotten")
            writer.field("contact", UInt64(contact.number))
            writer.optionalText("reason", reason)
        }
    }
}

extension Fields {
    func contact(_ name: String = "contact") throws(Refusal) -> ContactID {
        ContactID(UInt32(try integer(name, in: 1...Int64(UInt32.max))))
    }
}

extension JSONWriter {
    /// The members of a contact as lists and its own page show them; `contact` may be one that was merged.
    public mutating func contactMembers(_ contact: Contact, in desk: Desk) {
        let id = contact.id
        field("contact", UInt64(id.number))
        if contact.isForgotten { return field("forgotten", true) }
        optionalText("name", desk.contacts.name(of: id))
        slug("owner", contact.owner?.slug)
        name("identifiers")
        beginArray()
        for identifier in desk.contacts.identifiers(of: id) { self.identifier(identifier) }
        endArray()
        let said = desk.contacts.properties(of: id).sorted { $0.key < $1.key }
        if !said.isEmpty { properties(said.map { ($0.key, $0.value) }) }
        let absorbed = desk.contacts.absorbed(by: id)
        if !absorbed.isEmpty {
            name("merged")
            beginArray()
            for other in absorbed { integer(UInt64(other.number)) }
            endArray()
        }
        if let other = contact.mergedInto { field("mergedInto", UInt64(other.number)) }
        if desk.strangers.block(.contact(id)) != nil { field("blocked", true) }
    }
}
