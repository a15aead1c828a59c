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
        counters.outgoing.count(frame: frame)
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
        var tickets = desk.tickets.all.filter(desk.tickets.isOpen).suffix(limits.stateTicketsMax)
        var accounts = desk.channels.sortedAccounts[...]
        var present = attending[...]
        let open = desk.openTicketCounts
        var isDone = false
        while !isDone {
            var writer = JSONWriter(capacity: 64 << 10)
            writer.beginObject()
            writer.field("type", "state")
            writer.field("head", head.number)
            writer.fill("tickets", from: &tickets, bytesMax: limits.answerBytesMax) { $0.ticket($1, in: desk) }
            writer.fill("accounts", from: &accounts, bytesMax: limits.answerBytesMax) {
                $0.account($1, isConnected: serving[$1.slug] != nil, openTickets: open[$1.slug, default: 0], in: desk)
            }
            writer.fill("presence", from: &present, bytesMax: limits.answerBytesMax) {
                $0.beginObject()
                $0.slug("rep", $1.name.slug)
                $0.field("ticket", optional: $1.viewing.map { UInt64($0.number) })
                $0.endObject()
            }
            isDone = tickets.isEmpty && accounts.isEmpty && present.isEmpty
            writer.field("done", isDone)
            writer.endObject()
            send(writer.bytes, to: session)
        }
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
            let bytes = try journal.read(sequence.number) { [UInt8](copying: $0) }
            return blanked(try EntryReader(sequence: sequence.number).understood(bytes))
        } catch {
            // A journal that is only looked at may have holes.
            if !isViewing { fault.error = fault.error ?? error }
            return Entry(at: now.wall, by: .desk, events: [])
        }
    }
}

extension JSONWriter {
    /// An array of as many of `rest` as the frame has room for, taken away from its front.
    fileprivate mutating func fill<Element>(
        _ name: String, from rest: inout ArraySlice<Element>, bytesMax: Int, _ write: (inout JSONWriter, Element) -> Void
    ) {
        self.name(name)
        beginArray()
        while bytes.count < bytesMax, let element = rest.popFirst() { write(&self, element) }
        endArray()
    }

    mutating func field(_ name: String, optional number: UInt64?) {
        self.name(name)
        if let number { integer(number) } else { null() }
    }
}
