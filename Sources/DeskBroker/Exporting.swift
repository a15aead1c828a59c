internal import DeskCore
internal import DeskWire

/// What leaves the desk as a whole: copies of the journal, and lists for other programs. Both are logged.
extension Broker {
    /// The answer waits for the disk, so that by then everything through `head` is durable. While the disk is full, when a backup
    /// elsewhere is wanted most, it is what is durable already: nobody was told of more.
    mutating func answerBackup(_ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try admitted(session, id)
        guard let dataDirectory else { throw Refusal(.unsupported, "This broker's journal is in no directory.") }
        note(.notice, "session \(session.id.number) (\(session.name)) begins a backup through entry \(toldAtOnce)", of: session.peer)
        let frame = AnswerFrames.ok(to: id) { writer in
            writer.field("data", dataDirectory)
            writer.field("epoch", epoch)
            writer.field("head", toldAtOnce)
        }
        send(frame, to: session, tellingOf: toldAtOnce)
    }

    mutating func answerExport(_ export: Export, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try admitted(session, id)
        if let ticket = export.ticket, desk.tickets[ticket] == nil { throw Refusal(Rejection.unknownTicket(ticket)) }
        let filter = try condition(export.query, of: session)
        if export.after == 0 {
            note(.notice, "session \(session.id.number) (\(session.name)) exports \(export.kind.rawValue)", of: session.peer)
        }
        var page = ExportPage(limit: export.limit, bytesMax: limits.answerBytesMax)
        switch export.kind {
        case .tickets: collect(&page, ticketsOf: export, filter)
        case .messages: collect(&page, messagesOf: export, filter)
        case .contacts: collect(&page, contactsAfter: export.after)
        }
        let frame = AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            for item in page.items { writer.raw(item) }
            writer.endArray()
            writer.field("next", optional: page.next)
        }
        send(frame, to: session)
    }

    private func admitted(_ session: Session, _ id: UInt64?) throws(Refusal) -> UInt64 {
        guard case .admin = session.author else { throw Refusal(.notAllowed, "Only an admin may take everything out of the desk.") }
        guard let id else { throw Refusal(.badField, "A question is a request and carries an id.") }
        return id
    }

    private func collect(_ page: inout ExportPage, ticketsOf export: Export, _ filter: TicketCondition) {
        for number in Int(clamping: export.after)..<max(Int(clamping: export.after), desk.tickets.count) {
            guard page.looksAt(UInt64(number + 1)), let ticket = desk.tickets[TicketID(UInt32(number + 1))] else { return }
            guard export.includes(ticket.updated), export.ticket ?? ticket.id == ticket.id, filter.matches(ticket, in: desk) else {
                continue
            }
            var writer = JSONWriter(capacity: 512)
            writer.ticket(ticket, in: desk)
            page.add(writer.bytes)
        }
    }

    private func collect(_ page: inout ExportPage, contactsAfter after: UInt64) {
        for number in Int(clamping: after)..<max(Int(clamping: after), desk.contacts.count) {
            guard page.looksAt(UInt64(number + 1)), let contact = desk.contacts.itself(ContactID(UInt32(number + 1))) else { return }
            var writer = JSONWriter(capacity: 128)
            writer.beginObject()
            writer.contactMembers(contact, in: desk)
            writer.endObject()
            page.add(writer.bytes)
        }
    }

    /// By the time at which the desk stored them, which never goes back from one to the next.
    private func collect(_ page: inout ExportPage, messagesOf export: Export, _ filter: TicketCondition) {
        var place = desk.messages.place { $0.number <= export.after }
        if export.after == 0, let since = export.since {
            place = desk.messages.place { entry(SequenceNumber($0.number)).at < since }
        }
        while place < desk.messages.count {
            let facts = desk.messages[place: place]
            guard page.looksAt(facts.id.number) else { return }
            place += 1
            guard export.ticket ?? facts.ticket == facts.ticket, let ticket = desk.tickets[facts.ticket], filter.matches(ticket, in: desk)
            else { continue }
            let (stored, item) = storedItem(facts.id)
            if let until = export.until, stored >= until { return page.end() }
            if export.includes(stored) { page.add(item) }
        }
    }

    /// An item of a timeline, with the time at which it was stored first.
    private func storedItem(_ id: MessageID) -> (stored: Timestamp, item: [UInt8]) {
        let entry = entry(SequenceNumber(id.number))
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.time("stored", entry.at)
        append(entry, id, to: &writer)
        writer.endObject()
        return (entry.at, writer.bytes)
    }
}

extension Export {
    fileprivate func includes(_ time: Timestamp) -> Bool {
        if let since, time < since { return false }
        if let until, time >= until { return false }
        return true
    }
}

/// A page as it fills. Also what is looked at in vain has a ceiling, so that one question never holds up a turn.
private struct ExportPage {
    private static let looksMax = 5_000

    let limit: Int
    let bytesMax: Int
    private(set) var items: [[UInt8]] = []
    /// What the asker says as `after` next; nil where everything was seen.
    private(set) var next: UInt64?
    private var bytes = 0
    private var looks = 0
    private var last: UInt64 = 0

    init(limit: Int, bytesMax: Int) {
        self.limit = limit
        self.bytesMax = bytesMax
    }

    /// Whether there is room for one more. Asked for the first that does not fit, it says where the next page begins.
    mutating func looksAt(_ number: UInt64) -> Bool {
        guard items.count < limit, bytes < bytesMax, looks < Self.looksMax else {
            next = last
            return false
        }
        looks += 1
        last = number
        return true
    }

    mutating func add(_ item: [UInt8]) {
        items.append(item)
        bytes += item.count
    }

    mutating func end() { next = nil }
}
