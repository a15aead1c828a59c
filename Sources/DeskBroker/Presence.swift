internal import DeskCore
internal import DeskWire

/// What is not stored: who is here, who looks at what, who is typing.
extension Broker {
    /// Reps and admins attached, in the order in which they came.
    var attending: [Attendance] { places.values.joined().sorted { $0.id < $1.id }.compactMap(\.attendance) }

    /// Told once a rep, not once a session: a thousand who come back together would tell each other a million times.
    mutating func announcePresence(of session: Session) {
        guard let attendance = session.attendance else { return }
        places[attendance.name, default: []].append(session)
        if places[attendance.name]?.count == 1 { announce(attendance, isOnline: true, except: session) }
    }

    mutating func announceAbsence(of session: Session) {
        guard let attendance = session.attendance else { return }
        guard let index = places[attendance.name]?.firstIndex(where: { $0 === session }) else { return }
        places[attendance.name]?.remove(at: index)
        // Who has another session, such as a one-shot command besides a terminal, is still here.
        guard let remaining = places[attendance.name]?.last?.attendance else {
            places[attendance.name] = nil
            return announce(attendance, isOnline: false, except: session)
        }
        if remaining.viewing != attendance.viewing { announce(remaining, isOnline: true, except: session) }
    }

    private mutating func announce(_ attendance: Attendance, isOnline: Bool, except session: Session) {
        var writer = JSONWriter(capacity: 96)
        writer.beginObject()
        writer.field("type", "presence")
        writer.slug("rep", attendance.name.slug)
        writer.field("ticket", optional: isOnline ? attendance.viewing.map { UInt64($0.number) } : nil)
        writer.field("online", isOnline)
        writer.endObject()
        tellWatchers(writer.bytes, except: session)
    }

    /// An account's adapter has come or gone.
    mutating func announce(_ account: AccountSlug, isConnected: Bool) {
        var writer = JSONWriter(capacity: 96)
        writer.beginObject()
        writer.field("type", "channel")
        writer.slug("channel", desk.channels.account(account)?.channel.slug)
        writer.slug("account", account.slug)
        writer.field("connected", isConnected)
        writer.endObject()
        tellWatchers(writer.bytes, except: nil)
    }

    private mutating func tellWatchers(_ frame: [UInt8], except session: Session?) {
        for watcher in watchers where watcher !== session { sendEphemeral(frame, to: watcher) }
    }

    mutating func view(_ id: TicketID?, _ session: Session) throws(Refusal) {
        guard let attendance = session.attendance else { throw Refusal(.notAllowed, "Only reps and admins look at tickets.") }
        if let id {
            guard let ticket = desk.tickets[id] else { throw Refusal(Rejection.unknownTicket(id)) }
            tellAdapterOfReading(ticket)
            if !isReadOnly, desk.glance(at: id, by: attendance.name, at: wall) { viewCounts.note([id]) }
        }
        guard attendance.viewing != id else { return }
        attendance.viewing = id
        announce(attendance, isOnline: true, except: session)
    }

    /// The contact may see that somebody has looked at what they wrote.
    private mutating func tellAdapterOfReading(_ ticket: Ticket) {
        guard let last = ticket.timeline.last(where: { desk.messages[$0]?.kind == .incoming }),
            let thread = desk.messages[last]?.thread.flatMap({ desk.threads[$0] })
        else { return }
        tellAdapter(of: thread, "read") { $0.field("message", last.number) }
    }

    private mutating func tellAdapter(of thread: MessageThread, _ type: String, _ describe: (inout JSONWriter) -> Void) {
        guard let session = serving[thread.account].flatMap({ sessions[$0] }) else { return }
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.field("type", type)
        writer.slug("account", thread.account.slug)
        writer.field("thread", utf8: thread.wireName)
        describe(&writer)
        writer.endObject()
        sendEphemeral(writer.bytes, to: session)
    }

    /// A rep types: the contact's service is told, and the other reps.
    mutating func relayTyping(_ id: TicketID, _ on: Bool, _ session: Session) throws(Refusal) {
        guard let attendance = session.attendance else { throw Refusal(.notAllowed, "Only reps and admins type on tickets.") }
        guard let ticket = desk.tickets[id] else { throw Refusal(Rejection.unknownTicket(id)) }
        let target = ticket.timeline.last { desk.messages[$0]?.thread != nil }.flatMap { desk.messages[$0]?.thread } ?? ticket.thread
        guard let thread = desk.threads[target] else { return }
        let label = label(of: attendance.name)
        tellAdapter(of: thread, "typing") {
            $0.rep(attendance.name, label: label)
            $0.field("on", on)
        }
        tellWatchers(typing(ticket, on) { $0.rep(attendance.name, label: label) }, except: session)
    }

    /// A contact types: the reps are told.
    mutating func relayTyping(_ account: AccountSlug, _ name: [UInt8], _ on: Bool, _ session: Session) throws(Refusal) {
        let thread = try servedThread(account, name, session)
        guard let ticket = thread.ticket.flatMap({ desk.tickets[$0] }) else { return }
        tellWatchers(typing(ticket, on) { $0.contact(thread.contact, in: desk) }, except: nil)
    }

    private func typing(_ ticket: Ticket, _ on: Bool, _ describe: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.field("type", "typing")
        writer.field("ticket", UInt64(ticket.id.number))
        describe(&writer)
        writer.field("on", on)
        writer.endObject()
        return writer.bytes
    }

    /// A thread of an account that this adapter's channel has.
    func servedThread(_ account: AccountSlug, _ name: [UInt8], _ session: Session) throws(Refusal) -> MessageThread {
        guard let post = session.adapter, desk.channels.account(account)?.channel == post.channel else {
            throw Refusal(Rejection.unknownAccount)
        }
        guard let thread = desk.thread(of: account, named: name) else {
            throw Refusal(.notFound, "The account has no such thread; nothing was published in it yet.")
        }
        return thread
    }
}
