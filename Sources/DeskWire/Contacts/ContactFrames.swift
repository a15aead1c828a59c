public import DeskCore

/// What is read of this part of the desk without changing it.
public enum ContactQuery: Sendable {
    case contact(ContactID)
}

extension RequestTypes {
    static let contact: [RequestType] = [RequestType("contact", .people), RequestType("contact.set", .people)]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func contact(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "contact": .contact(.contact(try fields.contact()))
        case "contact.set": .command(.contact(.set(try fields.contact(), try contactChange(fields))))
        default: nil
        }
    }

    private static func contactChange(_ fields: Fields) throws(Refusal) -> ContactChange {
        var change = ContactChange()
        change.name = try fields.edit("name") { fields, name throws(Refusal) in try fields.text(name, bytesMax: 1_024) }
        change.owner = try fields.edit("owner") { fields, name throws(Refusal) in RepName(try fields.slug(name)) }
        return change
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
        }
    }
}

extension Fields {
    func contact() throws(Refusal) -> ContactID { ContactID(UInt32(try integer("contact", in: 1...Int64(UInt32.max)))) }
}
