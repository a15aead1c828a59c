internal import DeskConsole
internal import DeskKit

// What was typed for a ticket is not lost before it is sent.
extension LineSession {
    /// A line that would say something in a ticket.
    struct Saying {
        let ticket: Int64
        let text: String
        let line: String
    }

    private var box: DraftBox? { isInteractive ? DraftBox(draftDirectory, epoch: story.epoch, name: seat.me) : nil }

    var draftedTickets: [Int64] { box?.tickets ?? [] }

    func draft(of ticket: Int64) -> DraftBox.Draft? { box?.draft(of: ticket) }

    /// Called whenever something may have been typed.
    func heedDraft() {
        guard console.edits != editsSeen else { return }
        editsSeen = console.edits
        if draftClock.typed(at: loop.now) { lookAgain(in: DraftClock.pauseMilliseconds) }
    }

    /// What has been written so far, as one line.
    private var typedLine: String {
        if question != nil { return "" }
        if let composing { return composing.line(and: console.text) }
        guard let chat, !console.text.isEmpty, console.text.utf8.first != 0x2F else { return console.text }
        return "reply #\(chat) -- " + console.text
    }

    func lookAgainForDraft() { lookAgain(in: DraftClock.pauseMilliseconds) }

    private func lookAgain(in milliseconds: Int) {
        loop.after(milliseconds: milliseconds) { [weak self] in
            guard let self else { return }
            if let wait = draftClock.wait(at: loop.now) { return lookAgain(in: wait) }
            keepTyped()
        }
    }

    /// Writes down what stands in the line.
    func keepTyped() {
        draftClock.saved()
        saying(typedLine).map(keep)
    }

    /// Whatever has not been answered may not have been done.
    func keepEverything() {
        for case let saying? in outstanding.values { keep(saying) }
        keepTyped()
    }

    /// An answer that does not come soon may not come at all.
    func keepUnlessAnswered(_ call: Int, _ saying: Saying) {
        loop.after(milliseconds: DraftClock.pauseMilliseconds) { [weak self] in
            if self?.outstanding[call] != nil { self?.keep(saying) }
        }
    }

    func keep(line: String) { saying(line).map(keep) }

    func keep(_ saying: Saying) {
        guard kept?.ticket != saying.ticket || kept?.line != saying.line, let box else { return }
        do throws(DraftBox.Failure) {
            try box.save(saying.line, of: saying.ticket, at: seat.now)
            kept = saying
        } catch {
            if !hasToldOfDrafts { tell([SafeText.line("Drafts are not kept: \(error.message).")]) }
            hasToldOfDrafts = true
        }
    }

    func discardDraft(of ticket: Int64) {
        box?.remove(ticket)
        kept = nil
        // What has been typed since then is one again.
        if !console.text.isEmpty, draftClock.typed(at: loop.now) { lookAgain(in: DraftClock.pauseMilliseconds) }
    }

    /// Nil where the line says nothing to anybody, or is nobody else's business by the blank at its front.
    func saying(_ line: String) -> Saying? {
        var words = Words(line: line)
        guard line.utf8.first != 0x20, let word = words.next() else { return nil }
        guard let (verb, _) = VerbTable.find(word.hasPrefix("/") ? String(word.dropFirst()) : word) else { return nil }
        var flags = Flags()
        let arguments = try? Arguments(verb, words, &flags) { numberMeaning($0) }
        return saying(verb, arguments, line)
    }

    func saying(_ verb: Verb, _ arguments: Arguments?, _ line: String) -> Saying? {
        guard case .text = verb.shape, line.utf8.first != 0x20 else { return nil }
        guard let ticket = arguments?.ticket ?? seat.open?.facts.number else { return nil }
        // One that is not understood is to be mended by whoever typed it.
        guard let arguments else { return Saying(ticket: ticket, text: "", line: line) }
        return arguments.text.isEmpty ? nil : Saying(ticket: ticket, text: arguments.text, line: line)
    }

    /// Tells of a draft, unless it turns out to have been sent.
    func offerDraft(of ticket: Int64, among items: [Item], _ call: Call) {
        guard let draft = draft(of: ticket) else { return }
        let text = saying(draft.line)?.text ?? ""
        if items.contains(where: { $0.rep == seat.me && $0.text.elementsEqual(text.utf8) }) { return discardDraft(of: ticket) }
        console.makeRecallable(draft.line)
        call.say(DraftVerbs.told(draft, call))
        if call.format.hasHints { call.say("   draft puts it into your line | draft drop") }
    }
}
