internal import DeskCore
internal import DeskWire

/// How the journal has this part's events: as the wire has them, since what an admin wrote down is what is kept.
extension EntryMembers {
    static let pipeline: [String: [[UInt8]]] = [
        "pipeline_set": names("event pipeline label statuses createIn noSkipping noGoingBack"),
        "pipeline_removed": names("event pipeline"),
        "property_set": names("event property label kind options"),
        "property_removed": names("event property"),
        "properties_changed": names("event ticket properties"),
        "ticket_moved": names("event ticket from to status"),
        "ticket_policy_set": names(
            "event account pipeline status defaults allowFromAdapter onRepReply onContactReply reopen thanks allowClosing"),
        "account_moved": names("event account from to"),
    ]
}

extension EntryCoding {
    static func append(_ event: PipelineEvent, to writer: inout JSONWriter) { writer.pipelineEvent(event) }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func pipeline(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "pipeline_set": .pipeline(.pipelineSet(try understood { () throws(Refusal) in try Dispatch.pipeline(of: value) }))
        case "pipeline_removed": .pipeline(.pipelineRemoved(PipelineSlug(try slug(value, "pipeline"))))
        case "property_set": .pipeline(.propertySet(try understood { () throws(Refusal) in try Dispatch.property(of: value) }))
        case "property_removed": .pipeline(.propertyRemoved(PropertySlug(try slug(value, "property"))))
        case "properties_changed":
            .pipeline(
                .propertiesChanged(
                    try ticket(value), try understood { () throws(Refusal) in try Dispatch.properties(of: value) }))
        case "ticket_moved":
            .pipeline(
                .ticketMoved(
                    try ticket(value), from: PipelineSlug(try slug(value, "from")), to: PipelineSlug(try slug(value, "to")),
                    StatusSlug(try slug(value, "status"))))
        case "ticket_policy_set":
            .pipeline(
                .policySet(
                    try account(value),
                    TicketPolicy(try understood { () throws(Refusal) in try Dispatch.policyChange(of: value) })))
        case "account_moved":
            .pipeline(
                .accountMoved(
                    try account(value), from: PipelineSlug(try slug(value, "from")), to: PipelineSlug(try slug(value, "to"))))
        default: nil
        }
    }

    /// What somebody has said of a ticket or a contact.
    func changesSaid(_ value: JSONValue) throws(UnreadableEntry) -> [(property: PropertySlug, value: PropertyValue?)] {
        try understood { () throws(Refusal) in try Dispatch.properties(of: value) }
    }

    /// What a new ticket says of itself.
    func valuesSaid(_ value: JSONValue) throws(UnreadableEntry) -> [(property: PropertySlug, value: PropertyValue)] {
        guard value["properties"] != nil else { return [] }
        let said = try understood { () throws(Refusal) in try Dispatch.properties(of: value) }
        return said.compactMap { entry in entry.value.map { (entry.property, $0) } }
    }

    private func understood<Value>(_ read: () throws(Refusal) -> Value) throws(UnreadableEntry) -> Value {
        do throws(Refusal) {
            return try read()
        } catch {
            throw unreadable(error.message)
        }
    }
}
