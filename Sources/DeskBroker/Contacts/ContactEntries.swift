internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let contact: [String: [[UInt8]]] = ["contact_set": names("event contact name owner")]
}

extension EntryCoding {
    static func append(_ event: ContactEvent, to writer: inout JSONWriter) {
        switch event {
        case .set(let contact, let name, let owner):
            writer.field("event", "contact_set")
            writer.field("contact", UInt64(contact.number))
            writer.optionalText("name", name)
            if let owner { writer.slug("owner", owner.slug) }
        }
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func contact(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "contact_set":
            .contact(
                .set(ContactID(try small(value, "contact")), name: optionalText(value, "name"), owner: optionalRep(value, "owner")))
        default: nil
        }
    }
}
