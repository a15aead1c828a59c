internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: SearchQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        let id = try asked(id)
        let expression: SearchExpression
        do throws(SearchTrouble) {
            expression = try SearchExpression(parsing: query.text, asker: session.attendance?.name)
        } catch {
            throw Refusal(error)
        }
        do throws(Rejection) {
            for condition in expression.root.conditions { try condition.checkNames(in: desk, present: present) }
        } catch {
            throw Refusal(error)
        }
        let wish = SearchRun.Wish(expression: expression, limit: query.limit, after: query.after, isByMessage: query.isByMessage)
        let run = run(wish)
        let frame = AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            var next = run.next
            for (index, hit) in run.hits.enumerated() {
                // One always fits: a ticket is at most a few KiB, and so is what is shown of a message.
                guard writer.bytes.count < limits.answerBytesMax else {
                    next = run.hits[index - 1].facts.id.number
                    break
                }
                append(hit, expression.words, to: &writer)
            }
            writer.endArray()
            writer.field("next", optional: next)
            // Whoever waits longer than usual is told why.
            let behind = desk.head.number - min(desk.head.number, index?.complete ?? desk.head.number)
            if behind > Self.caughtUpAtOnce { writer.field("unindexed", behind) }
        }
        send(frame, to: session)
    }

    /// New entries up to this many are put into the index when somebody searches.
    private static let caughtUpAtOnce: UInt64 = 256

    /// What is damaged is put away, and its part of the journal is looked through instead.
    private mutating func run(_ wish: SearchRun.Wish) -> SearchRun {
        let broker = self
        let read: (UInt64) -> Entry = { broker.entry(SequenceNumber($0)) }
        index?.catchUp(through: desk.head.number, atMost: Self.caughtUpAtOnce, read)
        while true {
            let run = SearchRun(wish, desk, at: wall, index?.sources ?? [], entry: read)
            do throws(IndexDamage) {
                try run.fill()
                return run
            } catch {
                index?.lose(error)
                reportIndex()
            }
        }
    }

    private func append(_ hit: SearchRun.Hit, _ words: [SearchWord], to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("ticket")
        writer.ticket(hit.ticket, in: desk)
        writer.field("message", hit.document.id.number)
        if hit.document.id != hit.facts.id { writer.field("edited", true) }
        writer.field("kind", hit.facts.kind == .note ? "note" : "message")
        if hit.facts.kind != .note { writer.field("direction", hit.facts.kind == .incoming ? "incoming" : "outgoing") }
        if let rep = hit.facts.rep { writer.rep(rep, label: label(of: rep)) }
        writer.time("at", hit.document.at)
        let (text, marks) = hit.document.snippet(of: words)
        writer.name("snippet")
        writer.string(utf8: text)
        writer.name("marks")
        writer.beginArray()
        for mark in marks {
            writer.beginArray()
            writer.integer(mark.lowerBound)
            writer.integer(mark.upperBound)
            writer.endArray()
        }
        writer.endArray()
        writer.strings("found", hit.document.places(of: words).map { Array($0.utf8) })
        writer.endObject()
    }
}
