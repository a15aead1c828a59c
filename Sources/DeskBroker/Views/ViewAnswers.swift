internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: ViewQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .views(let counts): try answerViews(counts, session, id)
        case .notify: try answerNotify(session, id)
        }
    }

    private mutating func answerViews(_ counts: Bool, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard let rep = session.attendance?.name else { return try checkPerson(session) }
        let views = desk.views(of: rep)
        // What cannot be read any more, such as the words of a newer version, has no count.
        let found = counts ? views.map { count($0, rep) } : []
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.name("items")
            writer.beginArray()
            for (place, view) in views.enumerated() {
                writer.beginObject()
                writer.members(of: view)
                if view.owner == nil { writer.field("builtIn", true) }
                if counts { writer.field("count", optional: found[place].map { UInt64($0) }) }
                writer.endObject()
            }
            writer.endArray()
        }
        send(frame, to: session)
    }

    private mutating func count(_ view: SavedView, _ rep: RepName) -> Int? {
        guard let condition = try? TicketCondition(parsing: view.query, asker: rep) else { return nil }
        return viewCounts.count(condition, in: desk)
    }

    private mutating func answerNotify(_ session: Session, _ id: UInt64?) throws(Refusal) {
        guard let rep = session.attendance?.name else { return try checkPerson(session) }
        send(AnswerFrames.ok(to: try asked(id)) { AnswerFrames.topics(of: rep, desk, &$0) }, to: session)
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: lines for the log.
    mutating func follow(_ event: ViewEvent, in sequence: SequenceNumber) {
        switch event {
        case .set(let view): note(.info, "view \(view.slug.slug) is set")
        case .removed(let slug): note(.info, "view \(slug.slug) is gone")
        case .read, .followed, .mentioned, .teamSet, .snoozed, .notifySet: break
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: ViewCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .set(let change, _): writer.slug("view", change.slug.slug)
        case .remove(let slug, _): writer.slug("view", slug.slug)
        case .follow(let ticket, _, _, _):
            writer.field("ticket", UInt64(ticket.number))
            writer.strings("followers", desk.views.followers(of: ticket).map(\.slug.bytes))
        case .assignTeam(let ticket, _, _):
            writer.field("ticket", UInt64(ticket.number))
            writer.slug("team", desk.views.team(of: ticket)?.slug)
            writer.slug("owner", desk.tickets[ticket]?.owner?.slug)
        case .snooze(let ticket, _, _):
            writer.field("ticket", UInt64(ticket.number))
            writer.snooze("until", desk.views.snooze(of: ticket))
        case .notify: break
        }
    }

    static func topics(of rep: RepName, _ desk: Desk, _ writer: inout JSONWriter) {
        writer.name("topics")
        writer.beginObject()
        for topic in NotifyTopic.allCases { writer.field(topic.rawValue, desk.views.wants(topic, rep)) }
        writer.endObject()
    }
}
