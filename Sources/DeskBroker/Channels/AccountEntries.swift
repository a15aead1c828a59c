internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let account: [String: [[UInt8]]] = [
        "connect_staged": names("event token channel renewed account label settings secrets expires"),
        "account_connected": names("event token account name identifier settings credentials renewed"),
        "connect_failed": names("event token code text"),
        "connect_expired": names("event token"),
        "account_edited": names("event account label whenOff settings undoSeconds"),
        "account_authorized": names("event account authorized reason"),
        "account_queue": names("event account queued"),
        "account_deleted": names("event account reason"),
        "account_told": names("event account through"),
        "message_held": names(
            "event thread account key threadName from text at direction to subject externalId replyTo properties close "
                + "kind target removed attachments rich parts quote"),
        "message_released": names(
            "event message ticket thread account key threadName from text at direction to subject externalId replyTo "
                + "kind target removed attachments rich parts quote"),
        "message_silenced": names("event account"),
    ]
}

extension EntryCoding {
    static func append(_ event: AccountEvent, to writer: inout JSONWriter) {
        switch event {
        case .staged(let staged): append(staged, to: &writer)
        case .connected(let connected): append(connected, to: &writer)
        case .connectFailed(let token, let code, let text):
            writer.field("event", "connect_failed")
            writer.field("token", token.text)
            writer.optionalText("code", code)
            writer.optionalText("text", text)
        case .connectExpired(let token):
            writer.field("event", "connect_expired")
            writer.field("token", token.text)
        case .edited(let edited): append(edited, to: &writer)
        case .authorized(let slug, let authorized, let reason):
            begin("account_authorized", slug, &writer)
            writer.field("authorized", authorized)
            writer.optionalText("reason", reason)
        case .queueSettled(let slug, let wish):
            begin("account_queue", slug, &writer)
            writer.field("queued", wish.rawValue)
        case .deleted(let slug, let reason):
            begin("account_deleted", slug, &writer)
            writer.optionalText("reason", reason)
        case .told(let slug, let sequence):
            begin("account_told", slug, &writer)
            writer.field("through", sequence.number)
        case .held(let received):
            writer.field("event", "message_held")
            appendContent(received, to: &writer)
            if let wish = received.wish {
                if !wish.properties.isEmpty { writer.properties(wish.properties.map { ($0.property, $0.value) }) }
                if wish.closes { writer.field("close", true) }
            }
        case .released(let received, let id):
            writer.field("event", "message_released")
            writer.field("message", id.number)
            writer.field("ticket", UInt64(received.ticket.number))
            appendContent(received, to: &writer)
        case .silenced(let slug): begin("message_silenced", slug, &writer)
        }
    }

    private static func begin(_ event: String, _ slug: AccountSlug, _ writer: inout JSONWriter) {
        writer.field("event", event)
        writer.slug("account", slug.slug)
    }

    private static func append(_ staged: AccountStaged, to writer: inout JSONWriter) {
        writer.field("event", "connect_staged")
        writer.field("token", staged.token.text)
        writer.slug("channel", staged.request.channel.slug)
        if let renewed = staged.request.renewed { writer.slug("renewed", renewed.slug) }
        if let slug = staged.request.slug { writer.slug("account", slug.slug) }
        writer.optionalText("label", staged.request.label)
        writer.settings("settings", staged.request.settings)
        if staged.request.hasSecrets { writer.field("secrets", true) }
        writer.time("expires", staged.expires)
    }

    private static func append(_ connected: AccountConnected, to writer: inout JSONWriter) {
        begin("account_connected", connected.account, &writer)
        writer.field("token", connected.token.text)
        writer.text("name", connected.name)
        writer.identifier("identifier", connected.identifier)
        writer.settings("settings", connected.settings)
        if connected.hasCredentials { writer.field("credentials", true) }
        if connected.isRenewal { writer.field("renewed", true) }
    }

    private static func append(_ edited: AccountEdited, to writer: inout JSONWriter) {
        begin("account_edited", edited.account, &writer)
        writer.optionalText("label", edited.label)
        if let whenOff = edited.whenOff { writer.field("whenOff", whenOff.rawValue) }
        if let settings = edited.settings { writer.settings("settings", settings) }
        if let seconds = edited.undoSeconds { writer.field("undoSeconds", seconds) }
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func account(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "connect_staged": .account(.staged(try staged(value)))
        case "account_connected": .account(.connected(try connected(value)))
        case "connect_failed":
            .account(.connectFailed(try token(value), code: optionalText(value, "code"), text: optionalText(value, "text")))
        case "connect_expired": .account(.connectExpired(try token(value)))
        case "account_edited": .account(.edited(try edited(value)))
        case "account_authorized":
            .account(.authorized(try account(value), value["authorized"]?.bool ?? false, reason: optionalText(value, "reason")))
        case "account_queue": .account(.queueSettled(try account(value), try word(value, "queued")))
        case "account_deleted": .account(.deleted(try account(value), reason: optionalText(value, "reason")))
        case "account_told": .account(.told(try account(value), through: SequenceNumber(try message(value, "through").number)))
        case "message_held": .account(.held(try received(value, on: TicketID(0))))
        case "message_released": .account(.released(try received(value, on: try ticket(value)), try message(value, "message")))
        case "message_silenced": .account(.silenced(try account(value)))
        default: nil
        }
    }

    private func token(_ value: JSONValue) throws(UnreadableEntry) -> StagingToken {
        guard let token = StagingToken(try bytes(value, "token")) else { throw unreadable("a staging token") }
        return token
    }

    private func word<Word: RawRepresentable>(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> Word
    where Word.RawValue == String {
        guard let word = (value[name]?.string).flatMap(Word.init(rawValue:)) else { throw unreadable("no \(name)") }
        return word
    }

    private func optionalAccount(_ value: JSONValue, _ name: String) -> AccountSlug? { value[name]?.utf8.flatMap { AccountSlug($0) } }

    private func staged(_ value: JSONValue) throws(UnreadableEntry) -> AccountStaged {
        AccountStaged(
            token: try token(value),
            request: ConnectRequest(
                channel: ChannelKey(try slug(value, "channel")), renewed: optionalAccount(value, "renewed"),
                slug: optionalAccount(value, "account"), label: optionalText(value, "label"), settings: try settings(value),
                hasSecrets: value["secrets"]?.bool ?? false), expires: try time(value, "expires"))
    }

    private func connected(_ value: JSONValue) throws(UnreadableEntry) -> AccountConnected {
        AccountConnected(
            token: try token(value), account: try account(value), name: try text(value, "name"),
            identifier: try identifier(value["identifier"]), settings: try settings(value),
            hasCredentials: value["credentials"]?.bool ?? false, isRenewal: value["renewed"]?.bool ?? false)
    }

    private func edited(_ value: JSONValue) throws(UnreadableEntry) -> AccountEdited {
        AccountEdited(
            account: try account(value), label: optionalText(value, "label"),
            whenOff: value["whenOff"] == nil ? nil : try word(value, "whenOff"),
            settings: value["settings"] == nil ? nil : try settings(value),
            undoSeconds: value["undoSeconds"] == nil ? nil : Int(try small(value, "undoSeconds")))
    }

    private func settings(_ value: JSONValue) throws(UnreadableEntry) -> [Setting] {
        var settings: [Setting] = []
        for (bytes, value) in value["settings"]?.members ?? [] {
            guard let name = SettingName(bytes) else { throw unreadable("a setting's name") }
            if let text = value.utf8 {
                settings.append(Setting(name, .text(text)))
            } else if let number = value.integer {
                settings.append(Setting(name, .integer(number)))
            } else if let flag = value.bool {
                settings.append(Setting(name, .flag(flag)))
            } else {
                throw unreadable("a setting")
            }
        }
        return settings
    }
}
