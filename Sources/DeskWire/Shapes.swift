public import DeskCore

/// The shapes that several frames share, as Protocol.md lists them.
extension JSONWriter {
    /// A member that is null where there is nothing to say.
    public mutating func field(_ name: String, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    public mutating func text(_ name: String, _ text: Text) {
        self.name(name)
        encoded(text.encoded)
    }

    public mutating func field(_ name: String, _ number: Int64?) {
        self.name(name)
        if let number { integer(number) } else { null() }
    }

    public mutating func optionalText(_ name: String, _ text: Text?) {
        if let text { self.text(name, text) }
    }

    public mutating func time(_ name: String, _ time: Timestamp) {
        self.name(name)
        encoded(time.textBytes)
    }

    public mutating func slug(_ name: String, _ slug: Slug?) { field(name, slug?.text) }

    /// An identifier; with a name, a party.
    public mutating func identifier(_ name: String, _ identifier: Identifier, named text: Text? = nil) {
        self.name(name)
        self.identifier(identifier, named: text)
    }

    public mutating func identifier(_ identifier: Identifier, named text: Text? = nil) {
        beginObject()
        name(.kind)
        string(identifier.kind.rawValue)
        name(.value)
        string(utf8: identifier.value)
        if let text {
            name(.name)
            encoded(text.encoded)
        }
        endObject()
    }

    public mutating func parties(_ name: String, _ parties: [Party]) {
        self.name(name)
        beginArray()
        for party in parties { identifier(party.identifier, named: party.name) }
        endArray()
    }

    public mutating func contact(_ id: ContactID, in desk: Desk) {
        name("contact")
        beginObject()
        field("id", UInt64(desk.contacts.current(id).number))
        optionalText("name", desk.contacts.name(of: id))
        if desk.contacts.isForgotten(id) { field("forgotten", true) }
        endObject()
    }

    /// - Parameter label: what people read in place of the name on the desk.
    public mutating func rep(_ rep: RepName, label: String? = nil) {
        name("rep")
        beginObject()
        slug("id", rep.slug)
        field("name", label ?? rep.slug.text)
        endObject()
    }

    public mutating func strings(_ name: String, _ strings: [[UInt8]]) {
        self.name(name)
        beginArray()
        for string in strings { self.string(utf8: string) }
        endArray()
    }

    public mutating func replyTo(_ message: MessageID?, externalID: [UInt8]? = nil) {
        guard let message else { return }
        name("replyTo")
        beginObject()
        field("message", message.number)
        if let externalID {
            name("externalId")
            string(utf8: externalID)
        }
        endObject()
    }

    mutating func failure(_ failure: DeliveryFailure?) {
        guard let failure else { return }
        optionalText("code", failure.code)
        optionalText("text", failure.text)
        field("retryable", failure.isRetryable)
    }

    mutating func delivery(_ delivery: Delivery) {
        name("delivery")
        beginObject()
        field("state", delivery.state.rawValue)
        field("attempt", UInt64(delivery.attempt))
        time("at", delivery.changed)
        if let until = delivery.until { time("until", until) }
        failure(delivery.failure)
        if !delivery.externalIDs.isEmpty { strings("externalIds", delivery.externalIDs) }
        endObject()
    }
}

/// One line of a timeline. The text comes from the journal, the delivery as it is now from the desk.
extension JSONWriter {
    /// The members of an incoming item.
    /// - Parameter stored: when the desk took it; told where that is more than a minute from when it was said.
    public mutating func item(_ received: MessageReceived, _ id: MessageID, stored: Timestamp? = nil, in desk: Desk) {
        field("message", id.number)
        // What is kept back while its account is off has no ticket yet.
        // Others may have gone to another since.
        field("ticket", (desk.messages.ticket(of: id) ?? (received.ticket.number == 0 ? nil : received.ticket)).map { Int64($0.number) })
        kind(received.content)
        field("direction", received.direction.rawValue)
        place(received.account, received.thread, in: desk)
        identifier("from", received.from.identifier, named: received.from.name)
        if !received.to.isEmpty { parties("to", received.to) }
        text("text", received.text)
        content(received.content)
        time("at", received.at)
        if let stored, abs(stored.milliseconds - received.at.milliseconds) > 60_000 {
            field("late", stored > received.at)
            time("storedAt", stored)
        }
        replyTo(received.replyTo)
        optionalText("subject", received.subject)
        if let external = received.externalID {
            name("externalId")
            string(utf8: external)
        }
    }

    /// The members of an outgoing item.
    public mutating func item(_ reply: ReplySent, _ id: MessageID, at: Timestamp, in desk: Desk, label: String? = nil) {
        field("message", id.number)
        field("ticket", UInt64((desk.messages.ticket(of: id) ?? reply.ticket).number))
        kind(reply.content)
        field("direction", "outgoing")
        place(reply.account, reply.thread, in: desk)
        rep(reply.rep, label: label)
        parties("to", reply.to)
        text("text", reply.text)
        content(reply.content)
        time("at", at)
        replyTo(reply.replyTo)
        if let delivery = desk.deliveries[id] { self.delivery(delivery) }
    }

    /// The members of a note.
    public mutating func item(_ noted: Noted, _ id: MessageID, at: Timestamp, in desk: Desk, label: String? = nil) {
        field("message", id.number)
        field("ticket", UInt64((desk.messages.ticket(of: id) ?? noted.ticket).number))
        field("kind", "note")
        rep(noted.rep, label: label)
        text("text", noted.text)
        content(noted.content)
        time("at", at)
    }

    private mutating func place(_ account: AccountSlug, _ thread: ThreadID, in desk: Desk) {
        slug("account", account.slug)
        if let thread = desk.threads[thread] {
            name("thread")
            string(utf8: thread.wireName)
        }
    }
}

extension MessageThread {
    /// What frames call the thread: the adapter's name for it, or the address where threads have no names.
    public var wireName: [UInt8] {
        guard name.isEmpty else { return name }
        return others.isEmpty ? party.value : Array(([party] + others).sorted().map(\.value).joined(separator: [0x2C]))
    }
}

/// Tickets and accounts as lists show them.
extension JSONWriter {
    /// - Parameter reader: for whom it is said whether there is anything new in it.
    public mutating func ticket(_ ticket: Ticket, in desk: Desk, for reader: RepName? = nil) {
        beginObject()
        field("ticket", UInt64(ticket.id.number))
        text("subject", ticket.subject)
        if let mark = desk.strangers.mark(ticket.id) { field("mark", mark.kind.rawValue) }
        slug("pipeline", ticket.pipeline.slug)
        slug("status", ticket.status.slug)
        if !ticket.properties.isEmpty { properties(ticket.properties.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
        if let closed = ticket.closed { time("closed", closed) }
        if ticket.reopenings > 0 { field("reopenings", ticket.reopenings) }
        field("open", desk.tickets.isOpen(ticket))
        slug("owner", ticket.owner?.slug)
        origin(ticket, in: desk)
        time("opened", ticket.opened)
        time("updated", ticket.updated)
        field("head", ticket.head.number)
        field("lastFrom", ticket.lastSide.map { $0 == .contact ? "contact" : "rep" })
        field("messages", ticket.timeline.count)
        field("unsent", ticket.unsent)
        field("failed", ticket.failed)
        field("unknown", ticket.unknown)
        if let former = ticket.followUpOf { field("followUpOf", UInt64(former.number)) }
        merges(of: ticket, in: desk)
        assignment(of: ticket.id, in: desk)
        concerns(ticket, in: desk, for: reader)
        clocks("sla", of: ticket.id, in: desk)
        endObject()
    }

    private mutating func origin(_ ticket: Ticket, in desk: Desk) {
        guard let thread = desk.threads[ticket.thread] else { return }
        slug("channel", desk.channels.account(thread.account)?.channel.slug)
        slug("account", thread.account.slug)
        name("thread")
        string(utf8: thread.wireName)
        contact(thread.contact, in: desk)
        identifier("identifier", thread.party)
        if !thread.others.isEmpty { parties("others", thread.others.map { Party(identifier: $0, name: nil) }) }
        guard let usual = desk.usualThread(of: ticket) else { return }
        if usual.id != thread.id {
            self.name("via")
            beginObject()
            slug("account", usual.account.slug)
            slug("channel", desk.channels.account(usual.account)?.channel.slug)
            identifier("identifier", usual.party)
            endObject()
        }
        if let closes = desk.windowCloses(in: usual), usual.lastIncoming != nil { time("windowClosesAt", closes) }
    }

    public mutating func account(
        _ account: Account, isConnected: Bool, condition: AdapterCondition? = nil, address: [UInt8]? = nil, openTickets: Int, in desk: Desk
    ) {
        beginObject()
        slug("account", account.slug.slug)
        slug("channel", account.channel.slug)
        text("label", account.label)
        optionalText("name", account.serviceName)
        identifier("identifier", account.identifier)
        field("active", account.isActive)
        field("authorized", account.isAuthorized)
        if let archivedAt = account.archivedAt {
            field("archived", true)
            time("archivedAt", archivedAt)
        }
        field("connected", isConnected)
        if let condition { self.condition(condition) }
        if let address, !address.isEmpty { field("address", utf8: address) }
        optionalText("reason", account.reason)
        field("revision", account.revision)
        field("whenOff", account.whenOff.rawValue)
        field("undoSeconds", desk.channels.undoSeconds(of: account))
        settings("settings", account.settings)
        field("open", openTickets)
        waiting(account.slug, in: desk)
        endObject()
    }

    /// What waits on an account, and when something last came or went.
    private mutating func waiting(_ slug: AccountSlug, in desk: Desk) {
        field("held", desk.deliveries.held(of: slug).count)
        field("queued", desk.deliveries.queued(of: slug).count)
        field("inHand", desk.deliveries.inHand(of: slug).count)
        field("heldIncoming", desk.channels.held.count(of: slug))
        let activity = desk.channels.activity[slug]
        if let time = activity.incoming { self.time("lastIn", time) }
        if let time = activity.outgoing { self.time("lastOut", time) }
    }
}
