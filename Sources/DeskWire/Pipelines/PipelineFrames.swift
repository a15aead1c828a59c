public import DeskCore

/// What is read of this part of the desk without changing it.
public enum PipelineQuery: Sendable {
    case pipelines
    case properties
    case policy(AccountSlug)
}

extension RequestTypes {
    static let pipeline: [RequestType] = [
        RequestType("set", .people), RequestType("ticket.move", .people), RequestType("pipelines", .people),
        RequestType("pipeline.set", .admin), RequestType("pipeline.remove", .admin), RequestType("properties", .people),
        RequestType("property.set", .admin), RequestType("property.remove", .admin), RequestType("policy", .people),
        RequestType("account.tickets", .admin), RequestType("account.move", .admin),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func pipeline(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "set": .command(.pipeline(.change(try fields.ticket(), try change(fields), try fields.key())))
        case "ticket.move":
            .command(
                .pipeline(.move(try fields.ticket(), to: try fields.pipeline(), try fields.status("status"), try fields.key())))
        case "pipelines": .pipeline(.pipelines)
        case "pipeline.set": .command(.pipeline(.setPipeline(try definition(fields))))
        case "pipeline.remove": .command(.pipeline(.removePipeline(try fields.pipeline())))
        case "properties": .pipeline(.properties)
        case "property.set": .command(.pipeline(.setProperty(try property(fields))))
        case "property.remove": .command(.pipeline(.removeProperty(PropertySlug(try fields.slug("property")))))
        case "policy": .pipeline(.policy(try fields.account()))
        case "account.tickets":
            .command(.pipeline(.setPolicy(try fields.account(), try policyChange(fields), revision: try fields.revision())))
        case "account.move":
            .command(
                .pipeline(
                    .moveAccount(
                        try fields.account(), to: try fields.pipeline(), team: fields.optional("team") == nil ? nil : try fields.team(),
                        revision: try fields.revision())))
        default: nil
        }
    }

    /// What a reply or a `set` changes of its ticket.
    static func ticketChange(_ fields: Fields) throws(Refusal) -> TicketChange {
        TicketChange(status: try fields.status("status"), properties: try fields.propertyChanges("properties"))
    }

    private static func change(_ fields: Fields) throws(Refusal) -> TicketChange {
        let change = try ticketChange(fields)
        guard change.status != nil || !change.properties.isEmpty else {
            throw .badField("status", "it is missing, and so is properties; send what is to change")
        }
        return change
    }

    static func propertiesOfNewTicket(_ fields: Fields) throws(Refusal) -> [(property: PropertySlug, value: PropertyValue)] {
        guard fields.optional("properties") != nil else { return [] }
        return try fields.propertyChanges("properties").compactMap { change in change.value.map { (change.property, $0) } }
    }

    // MARK: Definitions, which the journal keeps as the wire has them

    public static func pipeline(of value: JSONValue) throws(Refusal) -> Pipeline { try definition(Fields(value)) }
    public static func property(of value: JSONValue) throws(Refusal) -> Property { try property(Fields(value)) }
    public static func properties(of value: JSONValue) throws(Refusal) -> [(property: PropertySlug, value: PropertyValue?)] {
        try Fields(value).propertyChanges("properties")
    }

    private static func definition(_ fields: Fields) throws(Refusal) -> Pipeline {
        let slug = try fields.pipeline()
        var statuses: [Pipeline.Status] = []
        for element in try fields.list("statuses") {
            guard element.kind == .object else { throw .badField("statuses", "its elements are objects with status, label and open") }
            statuses.append(try status(Fields(element)))
        }
        return Pipeline(
            slug: slug, label: try fields.label(of: slug.slug), statuses: statuses,
            rules: Pipeline.Rules(
                createIn: try fields.slugs("createIn").map { StatusSlug($0) },
                forbidsSkipping: try fields.bool("noSkipping", default: false),
                forbidsGoingBack: try fields.bool("noGoingBack", default: false)))
    }

    private static func status(_ fields: Fields) throws(Refusal) -> Pipeline.Status {
        let slug = try fields.slug("status")
        var conditional: [Pipeline.Condition] = []
        for element in try fields.list("conditional") {
            guard element.kind == .object else {
                throw .badField("conditional", "its elements are objects with property, when and is")
            }
            let fields = Fields(element)
            guard let value = fields.optional("is") else { throw .badField("is", "it is missing") }
            conditional.append(
                Pipeline.Condition(
                    property: PropertySlug(try fields.slug("property")), other: PropertySlug(try fields.slug("when")),
                    value: try fields.propertyValue(value, "is")))
        }
        return Pipeline.Status(
            slug: StatusSlug(slug), label: try fields.label(of: slug), isOpen: try fields.bool("open"),
            required: try fields.slugs("required").map { PropertySlug($0) }, conditional: conditional)
    }

    private static func property(_ fields: Fields) throws(Refusal) -> Property {
        let slug = try fields.slug("property")
        let word = try fields.bytes("kind", bytesMax: 32)
        guard let kind = Property.Kind(rawValue: String(decoding: word, as: UTF8.self)) else {
            throw .badField("kind", "it is none of \(Property.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return Property(
            slug: PropertySlug(slug), label: try fields.label(of: slug), kind: kind,
            options: try fields.slugs("options", countMax: Property.optionsMax))
    }
}

extension Fields {
    func pipeline() throws(Refusal) -> PipelineSlug { PipelineSlug(try slug("pipeline")) }

    func status(_ name: String) throws(Refusal) -> StatusSlug? { optional(name) == nil ? nil : StatusSlug(try slug(name)) }

    func revision() throws(Refusal) -> UInt64? {
        optional("revision") == nil ? nil : UInt64(try integer("revision", in: 0...Self.integerMax))
    }

    /// Without one, people read the name itself.
    fileprivate func label(of slug: Slug) throws(Refusal) -> Text {
        try optionalText("label", bytesMax: 256) ?? Text(encoded: slug.bytes)
    }

    /// Sorted by name; null clears.
    func propertyChanges(_ name: String) throws(Refusal) -> [(property: PropertySlug, value: PropertyValue?)] {
        guard optional(name) != nil else { return [] }
        let members = try object(name).object.members
        guard members.count <= Property.saidMax else { throw .badField(name, "it has more than \(Property.saidMax) members") }
        var changes: [(property: PropertySlug, value: PropertyValue?)] = []
        for (member, value) in members {
            guard let slug = Slug(member) else { throw .badField(name, "it has a member whose name is no property's") }
            changes.append((PropertySlug(slug), value.isNull ? nil : try propertyValue(value, "\(name).\(slug)")))
        }
        return changes.sorted { $0.property < $1.property }
    }

    /// Whether it fits its property is for the desk to say.
    func propertyValue(_ value: JSONValue, _ name: String) throws(Refusal) -> PropertyValue {
        switch value.kind {
        case .string:
            return .text(Text(encoded: value.encoded ?? []))
        case .number:
            guard value.raw.count <= 64 else { throw .badField(name, "it is a number of more than 64 digits") }
            return .number(value.raw)
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .array:
            var texts: [Text] = []
            for element in value.elements {
                guard let text = element.encoded, texts.count < Property.optionsMax else {
                    throw .badField(name, "it has an element that is no string, or more than \(Property.optionsMax)")
                }
                if !texts.contains(Text(encoded: text)) { texts.append(Text(encoded: text)) }
            }
            return .texts(texts)
        case .object, .null: throw .badField(name, "it is neither a string, a number, true, false nor an array of strings")
        }
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: PipelineEvent, _ desk: Desk, to writer: inout JSONWriter) { writer.pipelineEvent(event) }
}

/// Pipelines and properties as frames and journal entries show them.
extension JSONWriter {
    public mutating func pipelineEvent(_ event: PipelineEvent) {
        switch event {
        case .pipelineSet(let pipeline):
            field("event", "pipeline_set")
            definition(pipeline)
        case .pipelineRemoved(let slug):
            field("event", "pipeline_removed")
            self.slug("pipeline", slug.slug)
        case .propertySet(let property):
            field("event", "property_set")
            definition(property)
        case .propertyRemoved(let slug):
            field("event", "property_removed")
            self.slug("property", slug.slug)
        case .propertiesChanged(let ticket, let changes):
            field("event", "properties_changed")
            field("ticket", UInt64(ticket.number))
            properties(changes)
        case .ticketMoved(let ticket, let from, let to, let status):
            field("event", "ticket_moved")
            field("ticket", UInt64(ticket.number))
            slug("from", from.slug)
            slug("to", to.slug)
            slug("status", status.slug)
        case .policySet(let account, let policy):
            field("event", "ticket_policy_set")
            slug("account", account.slug)
            self.policy(policy)
        case .accountMoved(let account, let from, let to):
            field("event", "account_moved")
            slug("account", account.slug)
            slug("from", from.slug)
            slug("to", to.slug)
        }
    }

    public mutating func definition(_ pipeline: Pipeline) {
        slug("pipeline", pipeline.slug.slug)
        text("label", pipeline.label)
        name("statuses")
        beginArray()
        for status in pipeline.statuses { definition(status) }
        endArray()
        if !pipeline.rules.createIn.isEmpty { slugs("createIn", pipeline.rules.createIn.map(\.slug)) }
        if pipeline.rules.forbidsSkipping { field("noSkipping", true) }
        if pipeline.rules.forbidsGoingBack { field("noGoingBack", true) }
    }

    private mutating func definition(_ status: Pipeline.Status) {
        beginObject()
        slug("status", status.slug.slug)
        text("label", status.label)
        field("open", status.isOpen)
        if !status.required.isEmpty { slugs("required", status.required.map(\.slug)) }
        if !status.conditional.isEmpty {
            name("conditional")
            beginArray()
            for condition in status.conditional {
                beginObject()
                slug("property", condition.property.slug)
                slug("when", condition.other.slug)
                value("is", condition.value)
                endObject()
            }
            endArray()
        }
        endObject()
    }

    public mutating func definition(_ property: Property) {
        slug("property", property.slug.slug)
        text("label", property.label)
        field("kind", property.kind.rawValue)
        if !property.options.isEmpty { slugs("options", property.options) }
    }

    public mutating func properties(_ properties: [(property: PropertySlug, value: PropertyValue?)]) {
        name("properties")
        beginObject()
        for (property, value) in properties { self.value(property.slug.text, value) }
        endObject()
    }

    mutating func value(_ name: String, _ value: PropertyValue?) {
        self.name(name)
        switch value {
        case .text(let text): encoded(text.encoded)
        case .number(let bytes): raw(bytes)
        case .bool(let flag): raw(Array((flag ? "true" : "false").utf8))
        case .texts(let texts):
            beginArray()
            for text in texts { encoded(text.encoded) }
            endArray()
        case nil: null()
        }
    }
}
