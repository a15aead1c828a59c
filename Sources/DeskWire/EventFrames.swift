public import DeskCore

/// The wire's own coding of events: what reps are told. The journal has another.
public enum EventFrames {
    /// One `event` frame for one entry.
    public static func frame(_ events: [Event], in sequence: SequenceNumber, at: Timestamp, by author: Author, desk: Desk) -> [UInt8] {
        var writer = JSONWriter(capacity: 768)
        writer.beginObject()
        writer.field("type", "event")
        writer.field("seq", sequence.number)
        writer.time("at", at)
        writer.author(author)
        writer.name("events")
        writer.beginArray()
        for event in events { append(event, MessageID(recordedAs: sequence), at: at, desk: desk, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func append(_ event: Event, _ id: MessageID, at: Timestamp, desk: Desk, to writer: inout JSONWriter) {
        // A key is the asker's business.
        if case .keyUsed = event { return }
        writer.beginObject()
        switch event {
        case .channelRegistered(let channel):
            writer.field("event", "channel_registered")
            writer.slug("channel", channel.key.slug)
            writer.text("name", channel.name)
            writer.text("description", channel.summary)
        case .accountCreated(let account): created(account, &writer)
        case .accountChanged(let slug, let active, let reason):
            writer.field("event", "account_changed")
            writer.slug("account", slug.slug)
            writer.field("active", active)
            writer.field("authorized", desk.channels.account(slug)?.isAuthorized ?? false)
            writer.optionalText("reason", reason)
        case .contactCreated(let contact, let party, _):
            writer.field("event", "contact_created")
            writer.contact(contact, in: desk)
            writer.identifier("identifier", party.identifier)
        case .threadOpened(let thread):
            writer.field("event", "thread_opened")
            writer.slug("account", thread.account.slug)
            writer.name("thread")
            writer.string(utf8: MessageThread(thread).wireName)
            writer.contact(thread.contact, in: desk)
        case .ticketOpened(let opened): self.opened(opened, desk, &writer)
        case .messageReceived(let received):
            writer.field("event", "message_received")
            writer.item(received, id, stored: at, in: desk)
            origin(of: received.thread, desk, &writer)
            if desk.strangers.mark(received.ticket)?.kind == .spam { writer.field("spam", true) }
        case .replySent(let reply):
            writer.field("event", "reply_sent")
            writer.item(reply, id, at: at, in: desk)
            writer.slug("channel", desk.channels.account(reply.account)?.channel.slug)
        case .noted(let noted):
            writer.field("event", "noted")
            writer.item(noted, id, at: at, in: desk)
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
            writer.field("open", desk.pipelines.isOpen(to, in: desk.tickets[ticket]?.pipeline ?? Pipeline.standard.slug))
        case .deliveryChanged(let change): changed(change, &writer)
        case .people(let event): append(event, desk, to: &writer)
        case .routing(let event): append(event, desk, to: &writer)
        case .account(let event): append(event, desk, to: &writer)
        case .contact(let event): append(event, desk, to: &writer)
        case .pipeline(let event): append(event, desk, to: &writer)
        case .stranger(let event): append(event, desk, to: &writer)
        case .service(let event): append(event, desk, to: &writer)
        case .sending(let event): append(event, desk, to: &writer)
        case .view(let event): append(event, desk, to: &writer)
        case .snippet(let event): append(event, desk, to: &writer)
        case .merge(let event): append(event, desk, to: &writer)
        case .keyUsed: break
        }
        writer.endObject()
    }

    private static func created(_ account: NewAccount, _ writer: inout JSONWriter) {
        writer.field("event", "account_created")
        writer.slug("account", account.slug.slug)
        writer.slug("channel", account.channel.slug)
        writer.text("label", account.label)
        writer.identifier("identifier", account.identifier)
        writer.field("active", true)
        writer.field("authorized", true)
    }

    private static func opened(_ opened: TicketOpened, _ desk: Desk, _ writer: inout JSONWriter) {
        writer.field("event", "ticket_opened")
        writer.field("ticket", UInt64(opened.ticket.number))
        writer.text("subject", opened.subject)
        writer.slug("pipeline", opened.pipeline.slug)
        writer.slug("status", opened.status.slug)
        if !opened.properties.isEmpty { writer.properties(opened.properties.map { ($0.property, $0.value) }) }
        if let thread = desk.threads[opened.thread] {
            writer.slug("account", thread.account.slug)
            writer.name("thread")
            writer.string(utf8: thread.wireName)
        }
        origin(of: opened.thread, desk, &writer)
        if let former = opened.followUpOf { writer.field("followUpOf", UInt64(former.number)) }
    }

    static func origin(of thread: ThreadID, _ desk: Desk, _ writer: inout JSONWriter) {
        guard let thread = desk.threads[thread] else { return }
        writer.slug("channel", desk.channels.account(thread.account)?.channel.slug)
        writer.contact(thread.contact, in: desk)
    }

    private static func changed(_ change: DeliveryChanged, _ writer: inout JSONWriter) {
        writer.field("event", "delivery_changed")
        writer.field("ticket", UInt64(change.ticket.number))
        writer.field("message", change.message.number)
        writer.field("state", change.state.rawValue)
        writer.field("attempt", UInt64(change.attempt))
        writer.failure(change.failure)
        if !change.externalIDs.isEmpty { writer.strings("externalIds", change.externalIDs) }
    }
}

extension JSONWriter {
    public mutating func author(_ author: Author) {
        name(.by)
        beginObject()
        name(.role)
        switch author {
        case .adapter(let key):
            string("adapter")
            authorName(key.slug)
        case .rep(let name):
            string("rep")
            authorName(name.slug)
        case .admin(let name):
            string("admin")
            authorName(name.slug)
        case .desk: string("desk")
        }
        endObject()
    }

    private mutating func authorName(_ slug: Slug) {
        name(.name)
        string(slug.text)
    }
}
