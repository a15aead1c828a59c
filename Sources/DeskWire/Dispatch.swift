internal import DeskCore

/// Translates a frame into an intention, and does nothing else.
public enum Dispatch {
    /// The only switch over frame types.
    /// - Throws: `unknown_type` for one that this version does not have, `bad_field` and its kin for one that says nothing useful.
    public static func intention(of request: Request, role: Hello.Role?) throws(Refusal) -> Intention {
        let fields = Fields(request.document.root)
        try request.checkRequired(fields)
        // A type is ours, so a String may be compared; a stranger's can only fail to match.
        return switch request.type {
        case "publish": .command(.publish(try publish(fields)))
        case "status": .command(try status(fields))
        case "ok", "error": .answer(try answer(fields, isOk: request.type == "ok"))
        case "send": .command(.send(try send(fields)))
        case "hello": .hello(try hello(fields))
        case "ping": .ping
        case "pong": .nothing
        case "history":
            .history(
                try fields.account(), thread: try fields.bytes("thread", bytesMax: threadBytesMax),
                after: MessageID(UInt64(try fields.integer("after", in: 0...Fields.integerMax, default: 0))), limit: try fields.limit())
        case "typing": try typing(fields, role: role)
        case "watch": .watch(from: try sequence(fields, "from"))
        case "tickets": .tickets(try query(fields))
        case "ticket":
            .ticket(
                try fields.ticket(), before: fields.optional("before") == nil ? nil : try fields.message("before"),
                limit: try fields.limit())
        case "note": .command(try note(fields))
        case "assign": .command(try assign(fields))
        case "retry": .command(try retry(fields))
        case "drop": .command(.drop(try fields.message(), try fields.key()))
        case "viewing": .viewing(fields.optional("ticket") == nil ? nil : try fields.ticket())
        case "who": .who
        case "channels": .channels(after: try fields.optionalBytes("after", bytesMax: 2 * Slug.bytesMax + 1))
        case "account.create": .command(.createAccount(try newAccount(fields)))
        case "account.set": .command(try switching(fields))
        case "stats": .stats
        case "metrics": .metrics
        case "export": .export(try export(fields))
        case "backup": .backup
        case "trace": .trace(try fields.message())
        case "tap": .tap(try tap(fields))
        case "health": .health(try health(fields))
        case "adapters": .adapters
        case "adapter.restart": .restartAdapter(name: try adapterName(fields))
        case "adapter.logs": .adapterLogs(try adapterLogs(fields))
        default: try elsewhere(request.type, fields)
        }
    }

    static let threadBytesMax = 1_024
    /// The longest text, in bytes as encoded.
    public static let textBytesMax = Fields.textBytesMax

    /// Types that parts of the desk have for themselves.
    private static func elsewhere(_ type: String, _ fields: Fields) throws(Refusal) -> Intention {
        if let intention = try people(type, fields) { return intention }
        if let intention = try routing(type, fields) { return intention }
        if let intention = try account(type, fields) { return intention }
        if let intention = try contact(type, fields) { return intention }
        if let intention = try pipeline(type, fields) { return intention }
        if let intention = try stranger(type, fields) { return intention }
        if let intention = try service(type, fields) { return intention }
        if let intention = try message(type, fields) { return intention }
        if let intention = try sending(type, fields) { return intention }
        if let intention = try view(type, fields) { return intention }
        if let intention = try snippet(type, fields) { return intention }
        if let intention = try merge(type, fields) { return intention }
        if let intention = try blob(type, fields) { return intention }
        if let intention = try search(type, fields) { return intention }
        throw unknownType
    }

    private static let unknownType = Refusal(
        .unknownType, "This broker does not know frames of that type; Protocol.md lists those of version 1.")

    private static func publish(_ fields: Fields) throws(Refusal) -> Publish {
        let (content, action) = (try fields.content(isQuoting: true), try fields.action(namesExternally: true))
        let text = try fields.words(content, action)
        return Publish(
            account: try fields.account(), key: try fields.key(), thread: try fields.optionalBytes("thread", bytesMax: threadBytesMax),
            direction: try direction(fields), from: try fields.object("from").party(), to: try parties(fields, "to"), text: text,
            subject: try fields.optionalText("subject", bytesMax: 1_024), at: try fields.time("at"),
            externalID: try fields.optionalBytes("externalId", bytesMax: 1_024), replyTo: try replyTarget(fields),
            properties: try propertiesOfNewTicket(fields), closes: try fields.bool("close", default: false),
            preResolved: try preResolved(fields), content: content, action: action)
    }

    private static func direction(_ fields: Fields) throws(Refusal) -> Publish.Direction {
        guard let bytes = try fields.optionalBytes("direction", bytesMax: 16) else { return .incoming }
        guard let direction = Publish.Direction(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            throw .badField("direction", "it is neither incoming nor outgoing")
        }
        return direction
    }

    private static func parties(_ fields: Fields, _ name: String) throws(Refusal) -> [Party] {
        var parties: [Party] = []
        for element in try fields.list(name) { parties.append(try Fields(element).party()) }
        return parties
    }

    private static func replyTarget(_ fields: Fields) throws(Refusal) -> ReplyTarget? {
        guard fields.optional("replyTo") != nil else { return nil }
        let target = try fields.object("replyTo")
        if let external = try target.optionalBytes("externalId", bytesMax: 1_024) { return .external(external) }
        return .message(try target.message())
    }

    private static func status(_ fields: Fields) throws(Refusal) -> Command {
        let bytes = try fields.bytes("status", bytesMax: 16)
        guard let status = DeliveryReport.Status(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            throw .badField("status", "it is none of accepted, sent, delivered, read, failed")
        }
        let report = DeliveryReport(
            status: status, failure: status == .failed || fields.optional("text") != nil ? try failure(fields) : nil,
            externalIDs: try fields.byteStrings("externalIds", bytesMax: 1_024))
        return .report(try fields.message(), report)
    }

    private static func failure(_ fields: Fields) throws(Refusal) -> DeliveryFailure {
        DeliveryFailure(
            code: try fields.optionalText("code", bytesMax: 128), text: try fields.optionalText("text", bytesMax: 2_048),
            isRetryable: try fields.bool("retryable", default: false))
    }

    /// Nobody answers an answer, so it is taken for what it says: a field that cannot be used is left out. Refused, it would
    /// leave its delivery waiting for ever.
    private static func answer(_ fields: Fields, isOk: Bool) throws(Refusal) -> Answer {
        let request = UInt64(try fields.integer("re", in: 0...Fields.integerMax))
        guard isOk else {
            let failure = DeliveryFailure(
                code: try? fields.optionalText("code", bytesMax: 128), text: try? fields.optionalText("message", bytesMax: 2_048),
                isRetryable: fields.object["retryable"]?.bool ?? false)
            return Answer(request: request, isOk: false, outcome: nil, failure: failure)
        }
        return Answer(request: request, isOk: true, outcome: probeOutcome(fields), failure: nil)
    }

    private static func probeOutcome(_ fields: Fields) -> ProbeOutcome? {
        guard let outcome = try? fields.optionalBytes("outcome", bytesMax: 16) else { return nil }
        return switch String(decoding: outcome, as: UTF8.self) {
        case "sent": .sent(externalIDs: (try? fields.byteStrings("externalIds", bytesMax: 1_024)) ?? [])
        case "not_sent": .notSent
        default: .cannotTell
        }
    }

    private static func note(_ fields: Fields) throws(Refusal) -> Command {
        let content = try fields.content()
        return .note(try fields.ticket(), try fields.words(content, nil), content, try fields.key())
    }

    private static func send(_ fields: Fields) throws(Refusal) -> Send {
        let seen = try sequence(fields, "seen")
        let force = try fields.bool("force", default: false)
        guard seen != nil || force else {
            throw .badField("seen", "it is missing; send the highest sequence of the ticket that was shown, or force:true")
        }
        return try send(fields, seen: force ? nil : seen, try fields.key())
    }

    static func send(_ fields: Fields, seen: SequenceNumber?, _ key: Key) throws(Refusal) -> Send {
        let (content, action) = (try fields.content(), try fields.action(namesExternally: false))
        return Send(
            ticket: try fields.ticket(), text: try fields.words(content, action), seen: seen,
            replyTo: fields.optional("replyTo") == nil ? nil : try fields.object("replyTo").message(),
            change: fields.optional("set") == nil ? nil : try ticketChange(try fields.object("set")), key: key,
            content: content, action: action, via: try via(fields))
    }

    static func sequence(_ fields: Fields, _ name: String) throws(Refusal) -> SequenceNumber? {
        fields.optional(name) == nil ? nil : SequenceNumber(UInt64(try fields.integer(name, in: 0...Fields.integerMax)))
    }

    private static func assign(_ fields: Fields) throws(Refusal) -> Command {
        let to = fields.optional("to") == nil ? nil : RepName(try fields.slug("to"))
        let expected: Expectation
        if try fields.bool("force", default: false) {
            expected = .anyone
        } else if fields.object["expected"] == nil {
            throw .badField("expected", "it is missing; send the owner that was shown (null for nobody), or force:true")
        } else {
            expected = .owner(fields.optional("expected") == nil ? nil : RepName(try fields.slug("expected")))
        }
        return .assign(try fields.ticket(), to: to, expected: expected, try fields.key())
    }

    private static func newAccount(_ fields: Fields) throws(Refusal) -> NewAccount {
        let slug = try fields.account()
        return NewAccount(
            slug: slug, channel: ChannelKey(try fields.slug("channel")),
            label: try fields.optionalText("label", bytesMax: 256) ?? Text(encoded: slug.slug.bytes),
            identifier: try fields.object("identifier").identifier())
    }

    private static func typing(_ fields: Fields, role: Hello.Role?) throws(Refusal) -> Intention {
        let on = try fields.bool("on")
        guard role == .adapter else { return .typing(try fields.ticket(), on: on) }
        return .adapterTyping(try fields.account(), thread: try fields.bytes("thread", bytesMax: threadBytesMax), on: on)
    }

    private static func query(_ fields: Fields) throws(Refusal) -> TicketQuery {
        TicketQuery(
            view: fields.optional("view") == nil ? nil : ViewSlug(try fields.slug("view")),
            text: try fields.optionalBytes("query", bytesMax: 1_024) ?? [], after: try fields.optionalBytes("after", bytesMax: 64),
            limit: try fields.limit())
    }

    private static func tap(_ fields: Fields) throws(Refusal) -> Tap {
        Tap(
            types: try fields.byteStrings("types", bytesMax: 64), peers: try fields.byteStrings("peers", bytesMax: 64),
            showsBodies: try fields.bool("bodies", default: false))
    }
}
