public import DeskCore

/// What is read of this part of the desk without changing it.
public enum SendingQuery: Sendable {
    case addresses(TicketID)
    case deliveries(DeliveriesQuery)
}

/// Which replies' deliveries somebody wants to see.
public struct DeliveriesQuery: Sendable {
    /// Those that need somebody, where it names none: failed and unknown.
    public let states: [DeliveryState]
    public let account: AccountSlug?
    public let after: MessageID
    public let limit: Int
}

extension RequestTypes {
    static let sending: [RequestType] = [
        RequestType("undo", .people), RequestType("addresses", .people), RequestType("deliveries", .people),
        RequestType("conversation.start", .people), RequestType("ticket.create", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func sending(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "undo": .command(.sending(.undo(try fields.message(), try fields.key())))
        case "addresses": .sending(.addresses(try fields.ticket()))
        case "deliveries": .sending(.deliveries(try deliveries(fields)))
        case "conversation.start": .command(.sending(.start(try start(fields, isTicketOnly: false))))
        case "ticket.create": .command(.sending(.start(try start(fields, isTicketOnly: true))))
        default: nil
        }
    }

    static func via(_ fields: Fields) throws(Refusal) -> Via? {
        guard fields.optional("via") != nil else { return nil }
        let via = try fields.object("via")
        let isNamed = via.optional("identifier") != nil
        return Via(account: try via.account(), identifier: isNamed ? try via.object("identifier").identifier() : nil)
    }

    static func retry(_ fields: Fields) throws(Refusal) -> Command {
        let (message, key) = (try fields.message(), try fields.key())
        if try fields.bool("force", default: false) { return .retry(message, key) }
        return .sending(.retry(message, seen: try sequence(fields, "seen"), key))
    }

    private static func deliveries(_ fields: Fields) throws(Refusal) -> DeliveriesQuery {
        let state: DeliveryState? = try fields.word("state")
        return DeliveriesQuery(
            states: state.map { [$0] } ?? [.failed, .unknown], account: fields.optional("account") == nil ? nil : try fields.account(),
            after: MessageID(UInt64(try fields.integer("after", in: 0...Fields.integerMax, default: 0))), limit: try fields.limit())
    }

    private static func start(_ fields: Fields, isTicketOnly: Bool) throws(Refusal) -> ConversationStart {
        let content = isTicketOnly ? nil : try fields.content()
        let subject = try fields.optionalText("subject", bytesMax: 1_024)
        if isTicketOnly, subject?.isEmpty ?? true { throw .badField("subject", "it is missing; say what the ticket is about") }
        return ConversationStart(
            account: try fields.account(), to: try somebody(fields), subject: subject,
            text: isTicketOnly ? nil : try fields.words(content, nil), content: content,
            pipeline: fields.optional("pipeline") == nil ? nil : PipelineSlug(try fields.slug("pipeline")), key: try fields.key())
    }

    private static func somebody(_ fields: Fields) throws(Refusal) -> ConversationStart.Somebody {
        if fields.optional("identifier") != nil { return .party(try fields.object("identifier").party()) }
        let number = try fields.integer("contact", in: 1...Int64(UInt32.max))
        return .contact(ContactID(UInt32(number)))
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: SendingEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .threadLinked(let thread, let ticket):
            writer.field("event", "thread_linked")
            writer.field("ticket", UInt64(ticket.number))
            place(thread, desk, &writer)
        case .threadBegun(let thread):
            writer.field("event", "thread_begun")
            place(thread, desk, &writer)
        case .threadNamed(let thread, _):
            writer.field("event", "thread_named")
            place(thread, desk, &writer)
        }
    }

    private static func place(_ id: ThreadID, _ desk: Desk, _ writer: inout JSONWriter) {
        guard let thread = desk.threads[id] else { return }
        writer.slug("account", thread.account.slug)
        writer.name("thread")
        writer.string(utf8: thread.wireName)
    }
}

/// How the contact of a ticket can be reached.
extension JSONWriter {
    /// A row of `addresses`.
    public mutating func address(_ way: Way, in desk: Desk) {
        beginObject()
        slug("account", way.account.slug.slug)
        slug("channel", way.account.channel.slug)
        text("label", way.account.label)
        if let identifier = way.identifier { self.identifier("identifier", identifier) }
        field("current", way.isCurrent)
        field("usable", way.obstacle == nil)
        if let obstacle = way.obstacle { field("reason", obstacle.rawValue) }
        if let ticket = way.elsewhere { field("ticket", UInt64(ticket.number)) }
        if let channel = desk.channels.channel(way.account.channel) { limits(of: channel) }
        if let closes = way.windowCloses { time("windowClosesAt", closes) }
        strings("loses", way.losses.map { Array($0.utf8) })
        endObject()
    }

    private mutating func limits(of channel: Channel) {
        let capabilities = channel.profile.capabilities
        name("limits")
        beginObject()
        if let most = channel.textBytesMax { field("textBytes", most) }
        if let most = capabilities.attachmentsMax { field("files", most) }
        if let most = capabilities.attachmentBytesMax { field("fileBytes", most) }
        if let most = capabilities.attachmentBytesMaxInAll { field("filesBytes", most) }
        endObject()
    }
}
