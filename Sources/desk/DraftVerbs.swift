internal import DeskConsole
internal import DeskKit

/// What was typed for a ticket and not sent.
enum DraftVerbs {
    static let all: [Verb] = [
        Verb(
            name: "draft", usage: "[drop]", summary: "bring back what you had typed for the open ticket",
            details: [
                "A reply or note that was not sent is kept, also where the client was killed: it is written down when you "
                    + "pause, and when Ctrl-C clears the line. `open` says that it is there, `draft` puts it into your line, and "
                    + "`draft drop` throws it away. A line that begins with a blank is not kept."
            ],
            group: .session, doors: .line, need: .nothing, shape: .words(0...1), run: draft),
        Verb(
            name: "drafts", summary: "the tickets for which you had typed something", group: .session, doors: .line, need: .nothing,
            run: drafts),
    ]

    private static let columnsMax = 200

    static func told(_ draft: DraftBox.Draft, _ call: Call) -> String {
        let line = DisplayWidth.clip(Item.firstLine(of: Array(draft.line.utf8)), to: columnsMax)
        return "draft of \(TimeWords.clock(draft.at, now: call.seat.now)), not sent: \(line)"
    }

    private static func session(_ call: Call) -> LineSession? {
        if let session = call.seat.session, session.isInteractive { return session }
        call.fail(usage: "\(call.verb.name): a script types nothing; say it at the prompt")
        return nil
    }

    private static func draft(_ call: Call) {
        guard let session = session(call) else { return }
        guard let ticket = call.seat.open?.facts.number else {
            return call.fail(usage: "draft: open a ticket first; `drafts` lists those that have one")
        }
        guard let draft = session.draft(of: ticket) else { return call.fail("there is no draft for \(ticket); `drafts` lists them") }
        guard let word = call.arguments.words.first else { return bringBack(draft, session, call) }
        guard word == "drop" else { return call.fail(usage: "draft takes nothing, or drop") }
        session.discardDraft(of: ticket)
        call.say("The draft for \(ticket) is gone.")
        call.done()
    }

    /// Where the kernel edits the line nothing can be put into it, so it is shown whole.
    private static func bringBack(_ draft: DraftBox.Draft, _ session: LineSession, _ call: Call) {
        if !session.console.offer(draft.line) { call.say(SafeText.body(Array(draft.line.utf8))) }
        call.done()
    }

    private static func drafts(_ call: Call) {
        guard let session = session(call) else { return }
        let tickets = session.draftedTickets
        if tickets.isEmpty { call.remark("There are no drafts.") }
        for ticket in tickets { session.draft(of: ticket).map { call.say("\(ticket) \(told($0, call))") } }
        call.done()
    }
}
