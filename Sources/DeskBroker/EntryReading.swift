internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// An entry as it was written. It cannot be refused: what cannot be read is not our journal, or a newer broker's.
struct Entry {
    let at: Timestamp
    let by: Author
    let events: [Event]
}

/// Why an entry's bytes make no sense: its journal belongs to another program or a newer version.
public struct UnreadableEntry: Error, CustomStringConvertible {
    public let sequence: UInt64
    public let reason: String
    public var description: String {
        "deskd 0.1, which reads entries of version \(EntryMembers.version), does not understand it (\(reason)); a newer deskd or another program wrote it"
    }
}

struct EntryReader {
    let sequence: UInt64
    /// Whether what this version does not know is refused; needed where it may be a newer one's.
    var isStrict = false

    func entry(_ bytes: [UInt8]) throws(UnreadableEntry) -> Entry {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw unreadable("\(error)")
        }
        let root = document.root
        if isStrict, let stranger = EntryMembers.stranger(in: root) { throw unreadable(stranger) }
        var events: [Event] = []
        for value in root["events"]?.elements ?? [] { events.append(try event(value)) }
        return Entry(at: try time(root, "at"), by: try author(root), events: events)
    }

    /// An entry that was understood before, when it was staged or replayed.
    func understood(_ bytes: [UInt8]) throws(JournalError) -> Entry {
        do throws(UnreadableEntry) {
            return try entry(bytes)
        } catch {
            throw .replayRefused(EntrySequence(sequence), error.reason)
        }
    }

    private func event(_ value: JSONValue) throws(UnreadableEntry) -> Event {
        switch value["event"]?.string {
        case "message_received": .messageReceived(try received(value, on: try ticket(value)))
        case "reply_sent": .replySent(try replySent(value))
        case "delivery_changed": .deliveryChanged(try deliveryChanged(value))
        case "channel_registered": .channelRegistered(try channel(value))
        case "account_created":
            .accountCreated(
                NewAccount(
                    slug: try account(value), channel: ChannelKey(try slug(value, "channel")), label: try text(value, "label"),
                    identifier: try identifier(value["identifier"])))
        case "account_changed":
            .accountChanged(try account(value), active: value["active"]?.bool ?? false, reason: optionalText(value, "reason"))
        case "contact_created":
            .contactCreated(ContactID(try small(value, "contact")), try party(value["party"]), ChannelKey(try slug(value, "channel")))
        case "thread_opened":
            .threadOpened(
                ThreadOpened(
                    thread: ThreadID(try small(value, "thread")), account: try account(value), name: try bytes(value, "name"),
                    contact: ContactID(try small(value, "contact")), party: try identifier(value["party"]),
                    others: try identifiers(value["others"])))
        case "ticket_opened":
            .ticketOpened(
                TicketOpened(
                    ticket: try ticket(value), thread: ThreadID(try small(value, "thread")), subject: try text(value, "subject"),
                    status: StatusSlug(try slug(value, "status")),
                    followUpOf: value["followUpOf"] == nil ? nil : TicketID(try small(value, "followUpOf")),
                    pipeline: value["pipeline"] == nil ? Pipeline.standard.slug : PipelineSlug(try slug(value, "pipeline")),
                    properties: try valuesSaid(value)))
        case "noted":
            .noted(
                Noted(
                    ticket: try ticket(value), rep: RepName(try slug(value, "rep")), text: try text(value, "text"),
                    key: Key(try bytes(value, "key")), keyed: try keyed(value), content: try content(value)))
        case "assigned": .assigned(try ticket(value), from: optionalRep(value, "from"), to: optionalRep(value, "to"))
        case "status_changed":
            .statusChanged(try ticket(value), from: StatusSlug(try slug(value, "from")), to: StatusSlug(try slug(value, "to")))
        case "key_used": .keyUsed(try keyed(value), Key(try bytes(value, "key")))
        case let kind?: try elsewhere(kind, value)
        case nil: throw unreadable("an event without a kind")
        }
    }

    /// Kinds that parts of the desk have for themselves.
    private func elsewhere(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event {
        if let event = try people(kind, value) { return event }
        if let event = try routing(kind, value) { return event }
        if let event = try account(kind, value) { return event }
        if let event = try contact(kind, value) { return event }
        if let event = try pipeline(kind, value) { return event }
        if let event = try stranger(kind, value) { return event }
        if let event = try service(kind, value) { return event }
        if let event = try sending(kind, value) { return event }
        if let event = try view(kind, value) { return event }
        if let event = try snippet(kind, value) { return event }
        if let event = try merge(kind, value) { return event }
        throw unreadable("an event of an unknown kind")
    }

    func received(_ value: JSONValue, on ticket: TicketID) throws(UnreadableEntry) -> MessageReceived {
        var to: [Party] = []
        for element in value["to"]?.elements ?? [] { to.append(try party(element)) }
        return MessageReceived(
            ticket: ticket, thread: ThreadID(try small(value, "thread")),
            direction: value["direction"]?.string == "outgoing" ? .outgoing : .incoming, account: try account(value),
            key: Key(try bytes(value, "key")), keyed: nil, threadName: value["threadName"]?.utf8, from: try party(value["from"]), to: to,
            text: try text(value, "text"), subject: optionalText(value, "subject"), at: try time(value, "at"),
            externalID: value["externalId"]?.utf8, replyTo: value["replyTo"] == nil ? nil : try message(value, "replyTo"),
            content: try content(value), wish: try wish(value))
    }

    private func wish(_ value: JSONValue) throws(UnreadableEntry) -> TicketWish? {
        guard value["properties"] != nil || value["close"] != nil else { return nil }
        return TicketWish(properties: try valuesSaid(value), closes: value["close"]?.bool ?? false)
    }

    private func replySent(_ value: JSONValue) throws(UnreadableEntry) -> ReplySent {
        var to: [Party] = []
        for element in value["to"]?.elements ?? [] { to.append(try party(element)) }
        return ReplySent(
            ticket: try ticket(value), thread: ThreadID(try small(value, "thread")), account: try account(value),
            threadName: try bytes(value, "threadName"), rep: RepName(try slug(value, "rep")), to: to, text: try text(value, "text"),
            replyTo: value["replyTo"] == nil ? nil : try message(value, "replyTo"), key: Key(try bytes(value, "key")),
            keyed: try keyed(value), state: try state(value),
            until: value["until"] == nil ? nil : try time(value, "until"), content: try content(value))
    }

    private static let contents = ["attachments", "rich", "parts", "quote"]

    /// What it holds besides its words.
    private func content(_ value: JSONValue) throws(UnreadableEntry) -> MessageContent? {
        let action = try action(value)
        guard action != nil || Self.contents.contains(where: { value[$0] != nil }) else { return nil }
        do throws(Refusal) {
            let content = try Dispatch.content(of: value)
            guard let action else { return content }
            return MessageContent(
                action: action, attachments: content?.attachments ?? [], styles: content?.styles ?? [], parts: content?.parts ?? [],
                quote: content?.quote)
        } catch {
            throw unreadable(error.message)
        }
    }

    private func action(_ value: JSONValue) throws(UnreadableEntry) -> MessageAction? {
        guard let kind = value["kind"]?.string else { return nil }
        return switch kind {
        case "edit": .edit(try message(value, "target"))
        case "delete": .delete(try message(value, "target"))
        case "reaction": .reaction(try message(value, "target"), isRemoved: value["removed"]?.bool ?? false)
        case "call": .call
        default: throw unreadable("a message of an unknown kind")
        }
    }

    private func deliveryChanged(_ value: JSONValue) throws(UnreadableEntry) -> DeliveryChanged {
        let failure = value["failure"].map {
            DeliveryFailure(
                code: optionalText($0, "code"), text: optionalText($0, "text"), isRetryable: $0["retryable"]?.bool ?? false)
        }
        return DeliveryChanged(
            ticket: try ticket(value), message: try message(value, "message"), state: try state(value),
            attempt: try small(value, "attempt"), failure: failure, externalIDs: (value["externalIds"]?.elements ?? []).compactMap(\.utf8),
            previous: value["previous"]?.integer.flatMap { UInt64(exactly: $0) }.map { SequenceNumber($0) })
    }

    private func channel(_ value: JSONValue) throws(UnreadableEntry) -> Channel {
        guard let manifest = value["manifest"] else { throw unreadable("a channel without a manifest") }
        do {
            return try Dispatch.manifest(recorded: try JSONDocument(parsing: manifest.raw))
        } catch {
            throw unreadable("a channel's manifest")
        }
    }

    private func author(_ root: JSONValue) throws(UnreadableEntry) -> Author {
        guard let by = root["by"] else { throw unreadable("no author") }
        return switch by["role"]?.string {
        case "adapter": .adapter(ChannelKey(try slug(by, "name")))
        case "rep": .rep(RepName(try slug(by, "name")))
        case "admin": .admin(RepName(try slug(by, "name")))
        case "desk": .desk
        default: throw unreadable("an author of an unknown role")
        }
    }
}

// The fields of events.
extension EntryReader {
    func unreadable(_ reason: String) -> UnreadableEntry { UnreadableEntry(sequence: sequence, reason: reason) }

    func bytes(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> [UInt8] {
        guard let bytes = value[name]?.utf8 else { throw unreadable("no \(name)") }
        return bytes
    }

    func text(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> Text {
        guard let text = optionalText(value, name) else { throw unreadable("no \(name)") }
        return text
    }

    func optionalText(_ value: JSONValue, _ name: String) -> Text? { value[name]?.encoded.map(Text.init(encoded:)) }

    func slug(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> Slug {
        guard let slug = Slug(try bytes(value, name)) else { throw unreadable("\(name) is no name") }
        return slug
    }

    func account(_ value: JSONValue) throws(UnreadableEntry) -> AccountSlug {
        guard let account = AccountSlug(try bytes(value, "account")) else { throw unreadable("account is no name") }
        return account
    }

    func optionalRep(_ value: JSONValue, _ name: String) -> RepName? {
        value[name]?.utf8.flatMap { Slug($0) }.map(RepName.init)
    }

    func small(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> UInt32 {
        guard let number = value[name]?.integer, let small = UInt32(exactly: number) else { throw unreadable("no \(name)") }
        return small
    }

    func ticket(_ value: JSONValue) throws(UnreadableEntry) -> TicketID { TicketID(try small(value, "ticket")) }

    func message(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> MessageID {
        guard let number = value[name]?.integer, number > 0 else { throw unreadable("no \(name)") }
        return MessageID(UInt64(number))
    }

    func time(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> Timestamp {
        guard let time = Timestamp(text: try bytes(value, name)) else { throw unreadable("\(name) is no moment") }
        return time
    }

    func identifier(_ value: JSONValue?) throws(UnreadableEntry) -> Identifier {
        guard let value, let kind = (value["kind"]?.string).flatMap(Identifier.Kind.init(rawValue:)), let bytes = value["value"]?.utf8,
            let identifier = try? Identifier(kind, bytes)
        else { throw unreadable("an identifier") }
        return identifier
    }

    private func identifiers(_ value: JSONValue?) throws(UnreadableEntry) -> [Identifier] {
        var identifiers: [Identifier] = []
        for element in value?.elements ?? [] { identifiers.append(try identifier(element)) }
        return identifiers
    }

    func party(_ value: JSONValue?) throws(UnreadableEntry) -> Party {
        Party(identifier: try identifier(value), name: value.flatMap { optionalText($0, "name") })
    }

    private func state(_ value: JSONValue) throws(UnreadableEntry) -> DeliveryState {
        guard let state = (value["state"]?.string).flatMap(DeliveryState.init(rawValue:)) else { throw unreadable("a delivery's state") }
        return state
    }

    func keyed(_ value: JSONValue) throws(UnreadableEntry) -> Keyed {
        let words = (value["keyed"]?.elements ?? []).compactMap { $0.string.flatMap { UInt64($0, radix: 16) } }
        guard words.count == 3 else { throw unreadable("a key's digest") }
        return Keyed(digest: Digest(high: words[0], low: words[1]), fingerprint: words[2])
    }
}
