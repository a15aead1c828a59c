internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: SendingQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        switch query {
        case .addresses(let ticket): try answerAddresses(ticket, session, id)
        case .deliveries(let query): try answerDeliveries(query, session, id)
        }
    }

    private mutating func answerAddresses(_ id: TicketID, _ session: Session, _ request: UInt64?) throws(Refusal) {
        guard let ticket = desk.tickets[id], !desk.strangers.isPurged(id) else { throw Refusal(Rejection.unknownTicket(id)) }
        let ways = desk.ways(of: ticket, at: wall)
        let frame = AnswerFrames.ok(to: try asked(request)) { writer in
            writer.field("ticket", UInt64(id.number))
            writer.name("items")
            writer.beginArray()
            for way in ways { writer.address(way, in: desk) }
            writer.endArray()
        }
        send(frame, to: session)
    }

    /// Oldest first, so that whoever sends them again does so in order.
    private mutating func answerDeliveries(_ query: DeliveriesQuery, _ session: Session, _ request: UInt64?) throws(Refusal) {
        if let account = query.account, desk.channels.account(account) == nil { throw Refusal(Rejection.unknownAccount) }
        let found = desk.deliveries.all(in: query.states, of: query.account)
        let rest = found.filter { $0 > query.after }
        var shown = 0
        let frame = AnswerFrames.ok(to: try asked(request)) { writer in
            writer.name("items")
            writer.beginArray()
            for message in rest.prefix(query.limit) where writer.bytes.count < limits.answerBytesMax {
                writer.raw(item(message))
                shown += 1
            }
            writer.endArray()
            writer.field("next", optional: shown < rest.count ? rest[shown - 1].number : nil)
            writer.field("total", found.count)
        }
        send(frame, to: session)
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: SendingEvent, in sequence: SequenceNumber) {
        switch event {
        case .threadLinked(let thread, let ticket): note(.info, "thread \(thread.number) belongs to ticket \(ticket.number) now")
        case .threadBegun, .threadNamed: break
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: SendingCommand, _ made: MessageID, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .undo(let message, _), .retry(let message, _, _): delivery(message, desk, &writer)
        case .start(let start):
            guard start.text == nil else { return delivery(made, desk, &writer) }
            writer.field("ticket", optional: desk.tickets.opened(in: SequenceNumber(made.number)).map { UInt64($0.number) })
        }
    }
}
