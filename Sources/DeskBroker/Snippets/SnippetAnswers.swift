internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: SnippetQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard let rep = session.attendance?.name else { return try checkPerson(session) }
        switch query {
        case .list(let after, let limit):
            let all = desk.snippets(of: rep).drop { snippet in after.map { snippet.slug <= $0 } ?? false }
            let frame = AnswerFrames.ok(to: try asked(id)) { Self.list(Array(all.prefix(limit)), hasMore: all.count > limit, &$0) }
            send(frame, to: session)
        case .fill(let name, let ticket): try fill(name, ticket, rep, session, id)
        }
    }

    private static func list(_ snippets: [Snippet], hasMore: Bool, _ writer: inout JSONWriter) {
        writer.name("items")
        writer.beginArray()
        for snippet in snippets {
            writer.beginObject()
            writer.members(of: snippet)
            writer.endObject()
        }
        writer.endArray()
        if hasMore, let last = snippets.last { writer.slug("after", last.slug.slug) }
    }

    private mutating func fill(_ name: Slug, _ id: TicketID, _ rep: RepName, _ session: Session, _ request: UInt64?) throws(Refusal) {
        guard let snippet = desk.snippet(name, of: rep) else { throw Refusal(.notFound, Desk.noSnippet(name)) }
        guard let ticket = desk.tickets[id], !ticket.isPurged else { throw Refusal(Rejection.unknownTicket(id)) }
        let filled = desk.filled(snippet, for: ticket, by: rep)
        let frame = AnswerFrames.ok(to: try asked(request)) { writer in
            writer.slug("snippet", snippet.slug.slug)
            writer.field("ticket", UInt64(id.number))
            writer.field("text", utf8: filled.text)
            writer.strings("missing", filled.missing.map { Array($0.utf8) })
        }
        send(frame, to: session)
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: lines for the log.
    mutating func follow(_ event: SnippetEvent, in sequence: SequenceNumber) {
        switch event {
        case .set(let snippet): note(.info, "snippet \(snippet.slug.slug) is set")
        case .removed(let slug): note(.info, "snippet \(slug.slug) is gone")
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: SnippetCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .set(let change, _): writer.slug("snippet", change.slug.slug)
        case .remove(let slug, _): writer.slug("snippet", slug.slug)
        }
    }
}
