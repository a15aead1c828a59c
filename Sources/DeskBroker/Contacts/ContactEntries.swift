internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let contact: [String: [[UInt8]]] = [
        "contact_set": names("event contact name owner"),
        "contact_properties_changed": names("event contact properties"),
        "contact_named": names("event contact name"),
        "contact_resolved": names("event contact identifier channel reason"),
        "contact_merged": names("event contact into"),
        "contact_unmerged": names("event contact"),
        "contact_forgotten": names("event contact reason"),
    ]
}

extension EntryCoding {
    static func append(_ event: ContactEvent, to writer: inout JSONWriter) {
        switch event {
        case .set(let contact, let name, let owner):
            writer.event("contact_set", contact)
            writer.optionalText("name", name)
            if let owner { writer.slug("owner", owner.slug) }
        case .propertiesChanged(let contact, let changes):
            writer.event("contact_properties_changed", contact)
            writer.properties(changes)
        case .named(let contact, let name):
            writer.event("contact_named", contact)
            writer.text("name", name)
        case .resolved(let contact, let identifier, let channel, let reason):
            writer.event("contact_resolved", contact)
            writer.identifier("identifier", identifier)
            writer.slug("channel", channel.slug)
            writer.optionalText("reason", reason)
        case .merged(let contact, let other):
            writer.event("contact_merged", contact)
            writer.field("into", UInt64(other.number))
        case .unmerged(let contact): writer.event("contact_unmerged", contact)
        case .forgotten(let contact, let reason):
            writer.event("contact_forgotten", contact)
            writer.optionalText("reason", reason)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func event(_ kind: String, _ contact: ContactID) {
        field("event", kind)
        field("contact", UInt64(contact.number))
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func contact(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        let event: ContactEvent? =
            switch kind {
            case "contact_set": .set(try contact(value), name: optionalText(value, "name"), owner: optionalRep(value, "owner"))
            case "contact_properties_changed": .propertiesChanged(try contact(value), try changesSaid(value))
            case "contact_named": .named(try contact(value), try text(value, "name"))
            case "contact_resolved":
                .resolved(
                    try contact(value), try identifier(value["identifier"]), ChannelKey(try slug(value, "channel")),
                    reason: optionalText(value, "reason"))
            case "contact_merged": .merged(try contact(value), into: ContactID(try small(value, "into")))
            case "contact_unmerged": .unmerged(try contact(value))
            case "contact_forgotten": .forgotten(try contact(value), reason: optionalText(value, "reason"))
            default: nil
            }
        return event.map { .contact($0) }
    }

    private func contact(_ value: JSONValue) throws(UnreadableEntry) -> ContactID { ContactID(try small(value, "contact")) }
}
