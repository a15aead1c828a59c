internal import DeskConsole
internal import DeskKit

// A reply or note of several lines.
extension LineSession {
    /// Where a verb that wants a text was said without one, the text follows line by line.
    func wantsCompose(_ verb: Verb, _ arguments: Arguments) -> Bool {
        guard isInteractive, case .text = verb.shape, arguments.text.isEmpty, !arguments.has("--insert") else { return false }
        // What a call is about is said in a line.
        if verb.name == "call" { return false }
        return arguments.ticket != nil || seat.open != nil
    }

    func compose(_ verb: Verb, _ arguments: Arguments, isForced: Bool, text: String = "") -> Compose {
        let ticket = arguments.ticket ?? seat.open?.facts.number
        return Compose(
            verb, arguments.about(ticket), isForced: isForced, audience: audience(of: ticket, isNote: verb.name == "note"), text: text)
    }

    private func audience(of ticket: Int64?, isNote: Bool) -> String {
        let number = ticket.map { " \($0)" } ?? ""
        if isNote { return "note\(number), reps only" }
        guard let facts = ticket.flatMap({ board.tickets[$0] }) ?? seat.open?.facts else { return "reply\(number)" }
        if let via = seat.via, via.ticket == ticket { return "reply\(number) \(via.words)" }
        return "to \(DisplayWidth.clip(facts.shownContact, to: 30)) (\(facts.replyChannel))"
    }

    func begin(_ compose: Compose) {
        composing = compose
        let how =
            seat.format.hasHints
            ? "Lines until a single . | ~e editor | ~p look | ~a FILE | ~i SNIPPET | ~q keep as draft | ~~ a ~"
            : "Write line by line; a single dot ends it, ~q leaves it as a draft."
        tell(["\(capitalized(compose.audience)): nothing goes out before it ends. " + how])
        updatePrompt()
    }

    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// One more line of it.
    func composeOn(_ line: String) {
        if console.isPasted { return add(line.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)) }
        if line == "." { return finishCompose() }
        guard line.utf8.first == 0x7E else { return add([line]) }
        if line.hasPrefix("~~") { return add([String(line.dropFirst())]) }
        escape(line)
    }

    func add(_ lines: [String]) {
        for line in lines where composing?.add(line) == false {
            tell([
                "That would be more than \(Compose.bytesMax / 1_024) KiB, which nobody takes: the rest was left out. ~p shows it."
            ])
            break
        }
        if draftClock.typed(at: loop.now) { lookAgainForDraft() }
        updatePrompt()
    }

    private func escape(_ line: String) {
        var words = Words(line: line)
        let word = words.next() ?? ""
        switch word {
        case "~e": composing.map(edit)
        case "~p": showComposed()
        case "~q": leaveCompose()
        case "~a": attach(words.rest)
        case "~i": insertSnippet(words.rest)
        default:
            tell(["\(SafeText.line(word)) means nothing here: ~e ~p ~a FILE ~i NAME ~q, and ~~ for a line that begins with ~."])
        }
    }

    private func showComposed() {
        guard let composing else { return }
        tell([capitalized(composing.audience) + ": " + composing.size])
        console.show(SafeText.body(Array(composing.text.utf8), columns: seat.format.columns() - 1, margin: TextWrap.margin))
    }

    /// Files belong to the next reply, whichever way it is written.
    private func attach(_ names: String) {
        guard let verb = VerbTable.verb(named: "attach"), !names.isEmpty else {
            return tell([names.isEmpty ? "~a wants the name of a file" : "files cannot be attached here"])
        }
        aside(verb, names)
    }

    /// Another verb in the middle of a text.
    func aside(_ verb: Verb, _ rest: String) {
        do throws(UsageError) {
            var flags = Flags()
            let arguments = try Arguments(verb, Words(line: rest), &flags) { _ in .text }
            start(verb, arguments, isForced: false, verb.name + " " + rest)
        } catch { tell([SafeText.line(error.description)]) }
    }

    private func finishCompose() {
        guard let composing else { return }
        self.composing = nil
        if composing.isEmpty, !mayBeEmpty(composing) {
            tell(["There is no text, so nothing was sent."])
            return updatePrompt()
        }
        send(composing)
    }

    /// A reply may consist of files alone.
    private func mayBeEmpty(_ compose: Compose) -> Bool { compose.verb.name == "reply" && hasAttachments() }

    func send(_ compose: Compose) {
        updatePrompt()
        do throws(UsageError) {
            try checkLink(compose.verb)
            start(compose.verb, compose.arguments.saying(compose.text), isForced: compose.isForced, compose.line())
        } catch {
            keep(line: compose.line())
            tell([SafeText.line(error.description)])
        }
    }

    /// It is not sent, and not lost.
    func leaveCompose() {
        guard let compose = composing else { return }
        let rest = console.text
        keep(line: compose.line(and: rest))
        composing = nil
        updatePrompt()
        if !compose.isEmpty { tell(["Not sent. `draft` brings it back."]) }
    }
}

// Looking at a text before it goes out.
extension LineSession {
    private static let previewLinesMax = 6

    /// Shows what would go out, and asks.
    func review(_ compose: Compose) {
        keep(line: compose.line())
        let lines = SafeText.body(Array(compose.text.utf8), columns: seat.format.columns() - 1, margin: TextWrap.margin)
        console.show(Array(lines.prefix(Self.previewLinesMax)))
        if lines.count > Self.previewLinesMax { tell([TextWrap.margin + "… and \(lines.count - Self.previewLinesMax) more lines"]) }
        tell(["\(compose.size), \(compose.audience)."])
        ask(
            Question(
                prompt: "Enter sends, e edits, d keeps it as a draft: ",
                answer: { [unowned self] in decide(compose, $0) }, cancel: { [unowned self] in keepForLater(compose) }))
    }

    private func decide(_ compose: Compose, _ answer: String) {
        switch answer {
        case "", "s", "send", "y", "yes": send(compose)
        case "e", "edit": edit(compose)
        case "d", "draft", "n", "no": keepForLater(compose)
        default: review(compose)
        }
    }

    private func keepForLater(_ compose: Compose) {
        keep(line: compose.line())
        tell(["Nothing was sent; `draft` brings it back."])
        updatePrompt()
    }
}

// Questions, and what came in one heap.
extension LineSession {
    func ask(_ question: Question) {
        self.question = question
        updatePrompt()
    }

    func take(answer line: String) {
        guard let question else { return }
        self.question = nil
        question.answer(line)
        updatePrompt()
    }

    /// What is being asked or written is given up.
    func giveUpWriting() -> Bool {
        if let question {
            self.question = nil
            question.cancel()
            updatePrompt()
            return true
        }
        guard composing != nil else { return false }
        leaveCompose()
        return true
    }

    /// Several lines in one: what was pasted, or written with Alt-Enter.
    func takeLines(_ line: String) {
        var words = Words(line: line)
        let word = words.next() ?? ""
        if chat != nil, !word.hasPrefix("/") { return reviewOrSend(chatCompose(line)) }
        guard let (verb, isForced) = VerbTable.find(word.hasPrefix("/") ? String(word.dropFirst()) : word), case .text = verb.shape else {
            return tell(["Those are several lines, and only a reply or note takes more than one. Nothing was done."])
        }
        do throws(UsageError) {
            var flags = Flags()
            let arguments = try Arguments(verb, words, &flags) { numberMeaning($0) }
            guard arguments.ticket != nil || seat.open != nil else {
                throw UsageError("\(verb.name): open a ticket first; nothing was done")
            }
            reviewOrSend(compose(verb, arguments, isForced: isForced, text: arguments.text))
        } catch { tell([SafeText.line(error.description)]) }
    }

    private func reviewOrSend(_ compose: Compose) { if console.isPasted { review(compose) } else { send(compose) } }

    /// Lines that came faster than anybody types. Nothing is done with them before somebody says so.
    func takeFlood(_ text: String) {
        var text = text
        while text.utf8.last == 0x0A { text.removeLast() }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if question != nil { return tell(["Several lines came at once, which is no answer. Nothing was done."]) }
        if composing != nil { return add(lines) }
        var words = Words(line: text)
        if let verb = words.next().flatMap(VerbTable.find)?.verb, case .text = verb.shape, lines.count > 1 || !words.isEmpty {
            return reviewFlood(text)
        }
        if chat != nil { return review(chatCompose(text)) }
        tell(["\(lines.count) lines came at once, as if pasted, and nothing was done. `source FILE` runs verbs from a file."])
        ask(
            Question(
                prompt: "run runs them as verbs, anything else drops them: ",
                answer: { [unowned self] answer in
                    if answer == "run" { feed(lines, as: "the paste") } else { tell(["Dropped."]) }
                }, cancel: { [unowned self] in tell(["Dropped."]) }))
    }

    private func reviewFlood(_ text: String) {
        var words = Words(line: text)
        guard let (verb, isForced) = words.next().flatMap(VerbTable.find) else { return }
        var flags = Flags()
        guard let arguments = try? Arguments(verb, words, &flags, numberMeans: { numberMeaning($0) }), !arguments.text.isEmpty,
            arguments.ticket != nil || seat.open != nil
        else { return tell(["Several lines came at once, as if pasted. Nothing was done with them."]) }
        review(compose(verb, arguments, isForced: isForced, text: arguments.text))
    }
}
