internal import DeskCore
internal import DeskWire

/// What a journal entry's bytes say: when, by whom, and all events of one accepted command. JSON, so that anybody can read it.
enum EntryCoding {
    static func entry(_ events: [Event], at: Timestamp, by author: Author) -> [UInt8] {
        var writer = JSONWriter(capacity: 640)
        writer.fragment(Fragments.at)
        writer.encoded(at.textBytes)
        writer.author(author)
        writer.fragment(Fragments.events)
        for event in events {
            writer.beginObject()
            append(event, to: &writer)
            writer.endObject()
        }
        writer.fragment(Fragments.end)
        return writer.bytes
    }

    /// What every message's entry has: the names of its fields, and what stands between them.
    private enum Fragments {
        static let at = JSONFragment(#"{"at":"#)
        static let events = JSONFragment(#","events":["#)
        static let end = JSONFragment("]}")
        static let received = JSONFragment(#""event":"message_received","ticket":"#)
        static let thread = JSONFragment(#","thread":"#)
        static let account = JSONFragment(#","account":"#)
        static let key = JSONFragment(#","key":"#)
        static let threadName = JSONFragment(#","threadName":"#)
        static let from = JSONFragment(#","from":"#)
        static let text = JSONFragment(#","text":"#)
        static let saidAt = JSONFragment(#","at":"#)
    }

    private static func append(_ event: Event, to writer: inout JSONWriter) {
        switch event {
        case .channelRegistered(let channel):
            writer.field("event", "channel_registered")
            writer.slug("channel", channel.key.slug)
            writer.name("manifest")
            writer.raw(channel.manifest)
        case .accountCreated(let account):
            writer.field("event", "account_created")
            writer.slug("account", account.slug.slug)
            writer.slug("channel", account.channel.slug)
            writer.text("label", account.label)
            writer.identifier("identifier", account.identifier)
        case .accountChanged(let slug, let active, let reason):
            writer.field("event", "account_changed")
            writer.slug("account", slug.slug)
            writer.field("active", active)
            writer.optionalText("reason", reason)
        case .contactCreated(let contact, let party, let channel):
            writer.field("event", "contact_created")
            writer.field("contact", UInt64(contact.number))
            writer.identifier("party", party.identifier, named: party.name)
            writer.slug("channel", channel.slug)
        case .threadOpened(let opened): append(opened, to: &writer)
        case .ticketOpened(let opened): append(opened, to: &writer)
        case .messageReceived(let received): append(received, to: &writer)
        case .replySent(let reply): append(reply, to: &writer)
        case .noted(let noted):
            writer.field("event", "noted")
            writer.field("ticket", UInt64(noted.ticket.number))
            writer.slug("rep", noted.rep.slug)
            writer.text("text", noted.text)
            writer.content(noted.content)
            writer.key(noted.key, noted.keyed)
        case .assigned(let ticket, let from, let to):
            writer.field("event", "assigned")
            writer.field("ticket", UInt64(ticket.number))
            writer.slug("from", from?.slug)
            writer.slug("to", to?.slug)
        case .statusChanged(let ticket, let from, let to):
            writer.field("event", "status_changed")
            writer.field("ticket", UInt64(ticket.number))
            writer.slug("from", from.slug)
            writer.slug("to", to.slug)
        case .deliveryChanged(let change): append(change, to: &writer)
        case .people(let event): append(event, to: &writer)
        case .routing(let event): append(event, to: &writer)
        case .account(let event): append(event, to: &writer)
        case .contact(let event): append(event, to: &writer)
        case .pipeline(let event): append(event, to: &writer)
        case .stranger(let event): append(event, to: &writer)
        case .service(let event): append(event, to: &writer)
        case .sending(let event): append(event, to: &writer)
        case .view(let event): append(event, to: &writer)
        case .snippet(let event): append(event, to: &writer)
        case .merge(let event): append(event, to: &writer)
        case .keyUsed(let keyed, let key):
            writer.field("event", "key_used")
            writer.key(key, keyed)
        }
    }

    private static func append(_ opened: ThreadOpened, to writer: inout JSONWriter) {
        writer.field("event", "thread_opened")
        writer.field("thread", UInt64(opened.thread.number))
        writer.slug("account", opened.account.slug)
        writer.name("name")
        writer.string(utf8: opened.name)
        writer.field("contact", UInt64(opened.contact.number))
        writer.identifier("party", opened.party)
        if !opened.others.isEmpty { writer.parties("others", opened.others.map { Party(identifier: $0, name: nil) }) }
    }

    private static func append(_ opened: TicketOpened, to writer: inout JSONWriter) {
        writer.field("event", "ticket_opened")
        writer.field("ticket", UInt64(opened.ticket.number))
        writer.field("thread", UInt64(opened.thread.number))
        writer.text("subject", opened.subject)
        writer.slug("status", opened.status.slug)
        if opened.pipeline != Pipeline.standard.slug { writer.slug("pipeline", opened.pipeline.slug) }
        if !opened.properties.isEmpty { writer.properties(opened.properties.map { ($0.property, $0.value) }) }
        if let former = opened.followUpOf { writer.field("followUpOf", UInt64(former.number)) }
    }

    private static func append(_ received: MessageReceived, to writer: inout JSONWriter) {
        writer.fragment(Fragments.received)
        writer.integer(received.ticket.number)
        appendContent(received, to: &writer)
    }

    /// What was said, by whom and where, behind other members.
    static func appendContent(_ received: MessageReceived, to writer: inout JSONWriter) {
        writer.fragment(Fragments.thread)
        writer.integer(received.thread.number)
        writer.fragment(Fragments.account)
        writer.string(received.account.slug.text)
        writer.fragment(Fragments.key)
        writer.string(utf8: received.key.bytes)
        if let name = received.threadName {
            writer.fragment(Fragments.threadName)
            writer.string(utf8: name)
        }
        writer.fragment(Fragments.from)
        writer.identifier(received.from.identifier, named: received.from.name)
        writer.fragment(Fragments.text)
        writer.encoded(received.text.encoded)
        writer.fragment(Fragments.saidAt)
        writer.encoded(received.at.textBytes)
        appendRarer(received, to: &writer)
    }

    private static func appendRarer(_ received: MessageReceived, to writer: inout JSONWriter) {
        if received.direction == .outgoing { writer.field("direction", "outgoing") }
        if !received.to.isEmpty { writer.parties("to", received.to) }
        writer.optionalText("subject", received.subject)
        if let external = received.externalID { writer.field("externalId", utf8: external) }
        if let target = received.replyTo { writer.field("replyTo", target.number) }
        appendContent(received.content, to: &writer)
    }

    private static func appendContent(_ content: MessageContent?, to writer: inout JSONWriter) {
        guard let content else { return }
        if let action = content.action {
            writer.field("kind", action.kind.rawValue)
            if let target = action.target { writer.field("target", target.number) }
            if case .reaction(_, isRemoved: true) = action { writer.field("removed", true) }
        }
        writer.content(content)
    }

    private static func append(_ reply: ReplySent, to writer: inout JSONWriter) {
        writer.field("event", "reply_sent")
        writer.field("ticket", UInt64(reply.ticket.number))
        writer.field("thread", UInt64(reply.thread.number))
        writer.slug("account", reply.account.slug)
        writer.name("threadName")
        writer.string(utf8: reply.threadName)
        writer.slug("rep", reply.rep.slug)
        writer.parties("to", reply.to)
        writer.text("text", reply.text)
        if let target = reply.replyTo { writer.field("replyTo", target.number) }
        appendContent(reply.content, to: &writer)
        writer.key(reply.key, reply.keyed)
        writer.field("state", reply.state.rawValue)
        if let until = reply.until { writer.time("until", until) }
    }

    private static func append(_ change: DeliveryChanged, to writer: inout JSONWriter) {
        writer.field("event", "delivery_changed")
        writer.field("ticket", UInt64(change.ticket.number))
        writer.field("message", change.message.number)
        writer.field("state", change.state.rawValue)
        writer.field("attempt", UInt64(change.attempt))
        if let failure = change.failure {
            writer.name("failure")
            writer.beginObject()
            writer.optionalText("code", failure.code)
            writer.optionalText("text", failure.text)
            writer.field("retryable", failure.isRetryable)
            writer.endObject()
        }
        if !change.externalIDs.isEmpty { writer.strings("externalIds", change.externalIDs) }
        if let previous = change.previous { writer.field("previous", previous.number) }
    }
}

extension JSONWriter {
    /// A key as it was sent, its digest's halves and its fingerprint, each in hexadecimal: they cannot be had from a rep's
    /// command again once it is an event.
    mutating func key(_ key: Key, _ keyed: Keyed) {
        name("key")
        string(utf8: key.bytes)
        name("keyed")
        beginArray()
        for word in [keyed.digest.high, keyed.digest.low, keyed.fingerprint] { string(String(word, radix: 16)) }
        endArray()
    }
}
