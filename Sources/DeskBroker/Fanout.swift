internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// Who hears of what.
extension Broker {
    /// Puts a frame into a session's outbox, where it waits until the journal has everything that was staged before it.
    mutating func send(_ frame: [UInt8], to session: Session) { send(frame, to: session, tellingOf: journal.head) }

    /// The same for a frame that tells of nothing later than entry `sequence`.
    mutating func send(_ frame: [UInt8], to session: Session, tellingOf sequence: UInt64) {
        guard !session.isEnding else { return }
        session.outbox.append(frame, until: sequence, durable: journal.durable)
        touch(session)
        if !taps.isEmpty { tap(frame, session) }
    }

    /// Typing and the like: dropped where the reader has enough to read already.
    mutating func sendEphemeral(_ frame: [UInt8], to session: Session) {
        if session.outbox.byteCount < limits.ephemeralBytesMax { send(frame, to: session) }
    }

    mutating func touch(_ session: Session) {
        guard !session.isTouched else { return }
        session.isTouched = true
        touched.append(session)
    }

    /// One frame for one entry, made once for all who watch.
    mutating func fanOut(_ events: [Event], in sequence: SequenceNumber, at: Timestamp, by author: Author) {
        guard !watchers.isEmpty else { return }
        var frame: [UInt8]?
        for session in watchers where session.watch?.isLive == true {
            guard session.outbox.byteCount < limits.outboxBytesMax else {
                // From here on the journal remembers for it.
                session.watch?.isLive = false
                continue
            }
            let made = frame ?? EventFrames.frame(events, in: sequence, at: at, by: author, desk: desk)
            frame = made
            session.watch?.cursor = sequence
            send(made, to: session)
        }
    }

    mutating func watch(from: SequenceNumber?, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard session.attendance != nil else { throw Refusal(.notAllowed, "Only reps and admins watch.") }
        guard let id else { throw Refusal(.badField, "A watch is a request and carries an id.") }
        guard session.watch == nil else { throw Refusal(.alreadyWatching, "This session watches already; one watch a session.") }
        if let from, from > desk.head {
            throw .badField("from", "it is above head \(desk.head.number); this journal has not got that far")
        }
        let head = desk.head
        send(AnswerFrames.ok(to: id) { $0.field("head", head.number) }, to: session)
        watchers.append(session)
        if let from {
            session.watch = Watch(cursor: from, isLive: from == head)
        } else {
            sendState(to: session, head)
            session.watch = Watch(cursor: head, isLive: true)
        }
        touch(session)
    }

    /// The state that a watch begins with, as many frames as it takes.
    private mutating func sendState(to session: Session, _ head: SequenceNumber) {
        let open = desk.tickets.all.filter(desk.tickets.isOpen).suffix(limits.stateTicketsMax)
        var remaining = open[...]
        var isFirst = true
        repeat {
            var writer = JSONWriter(capacity: 64 << 10)
            writer.beginObject()
            writer.field("type", "state")
            writer.field("head", head.number)
            writer.name("tickets")
            writer.beginArray()
            while let ticket = remaining.first, writer.bytes.count < 256 << 10 {
                writer.ticket(ticket, in: desk)
                remaining.removeFirst()
            }
            writer.endArray()
            if isFirst { appendSurroundings(&writer) }
            isFirst = false
            writer.field("done", remaining.isEmpty)
            writer.endObject()
            send(writer.bytes, to: session)
        } while !remaining.isEmpty
    }

    private func appendSurroundings(_ writer: inout JSONWriter) {
        writer.name("accounts")
        writer.beginArray()
        let open = desk.openTicketCounts
        for account in desk.channels.sortedAccounts {
            let isConnected = serving[account.slug] != nil
            writer.account(account, isConnected: isConnected, openTickets: open[account.slug, default: 0], in: desk)
        }
        writer.endArray()
        writer.name("presence")
        writer.beginArray()
        for attendance in attending {
            writer.beginObject()
            writer.slug("rep", attendance.name.slug)
            writer.field("ticket", optional: attendance.viewing.map { UInt64($0.number) })
            writer.endObject()
        }
        writer.endArray()
    }

    /// Readers that fell behind are fed from the journal as they drain, and are live again when they have caught up.
    mutating func feedLaggards() {
        for session in watchers { feed(session) }
    }

    /// Whether there is more to read for the session, and room for it.
    func lags(_ session: Session) -> Bool { session.watch?.isLive == false && session.outbox.byteCount < limits.outboxBytesMax / 2 }

    private mutating func feed(_ session: Session) {
        guard let watch = session.watch, !watch.isLive else { return }
        var cursor = watch.cursor
        while cursor < desk.head, lags(session) {
            cursor = SequenceNumber(cursor.number + 1)
            let entry = entry(cursor)
            send(EventFrames.frame(entry.events, in: cursor, at: entry.at, by: entry.by, desk: desk), to: session)
        }
        session.watch = Watch(cursor: cursor, isLive: cursor == desk.head)
    }

    /// Reads an entry back. Where the disk does not give it, it has no events, and the turn ends the process before anybody
    /// is told so.
    func entry(_ sequence: SequenceNumber) -> Entry {
        do throws(JournalError) {
            let bytes = try journal.read(sequence.number) { $0.copied }
            return try EntryReader(sequence: sequence.number).understood(bytes)
        } catch {
            fault.error = fault.error ?? error
            return Entry(at: now.wall, by: .desk, events: [])
        }
    }
}

extension JSONWriter {
    mutating func field(_ name: String, optional number: UInt64?) {
        self.name(name)
        if let number { integer(number) } else { null() }
    }
}
