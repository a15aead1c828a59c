internal import DeskConsole
internal import DeskKit

// A text in somebody's own editor.
extension LineSession {
    /// Of the timeline, to find what is answered.
    private static let itemsMax = 20

    /// Ctrl-X Ctrl-E.
    func edit(line: String) {
        if let composing {
            var whole = composing
            if !line.isEmpty { _ = whole.add(line) }
            console.replaceText("")
            return edit(whole)
        }
        if chat != nil, line.utf8.first != 0x2F {
            console.replaceText("")
            return edit(chatCompose(line))
        }
        var words = Words(line: line)
        guard question == nil, let (verb, isForced) = words.next().flatMap(VerbTable.find), case .text = verb.shape else {
            return tell(["The editor takes a reply or note: begin with `reply` or `note`."])
        }
        var flags = Flags()
        guard let arguments = try? Arguments(verb, words, &flags, numberMeans: { numberMeaning($0) }),
            arguments.ticket != nil || seat.open != nil
        else { return tell(["The editor takes a reply or note for a ticket: open one first."]) }
        console.replaceText("")
        edit(compose(verb, arguments, isForced: isForced, text: arguments.text))
    }

    /// `reply -e`.
    func edit(_ verb: Verb, _ arguments: Arguments, _ isForced: Bool) {
        guard arguments.ticket != nil || seat.open != nil else {
            return tell(["\(verb.name): open a ticket first, or name it: \(verb.name) 1042 -e"])
        }
        edit(compose(verb, arguments, isForced: isForced, text: arguments.text))
    }

    /// Opens the editor on it; what comes back is looked at before it goes out.
    func edit(_ compose: Compose) {
        composing = nil
        keep(line: compose.line())
        guard let place = draftDirectory.map({ Path.parent(of: $0) }) else {
            tell(["There is no directory for the text: set DESK_STATE or HOME. Nothing was sent."])
            return updatePrompt()
        }
        guard link.isAttached, let ticket = compose.arguments.ticket, compose.verb.name == "reply" else {
            return edit(compose, quoting: [], in: place)
        }
        link.request(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", Self.itemsMax)
            },
            then: { [weak self] answer in
                guard let self else { return }
                guard case .ok(let body) = answer else { return edit(compose, quoting: [], in: place) }
                edit(compose, quoting: quoted(body, compose), in: place)
            })
    }

    /// What it answers: the message that was named, or the latest of the contact's.
    private func quoted(_ body: JSONValue, _ compose: Compose) -> [String] {
        let items = (body["items"]?.elements ?? []).compactMap(Item.init)
        let count = Int(body["ticket"]?["messages"]?.integer ?? 0)
        let named = compose.arguments.message.map { $0 - (count - items.count) - 1 }
        let item = named.flatMap { items.indices.contains($0) ? items[$0] : nil } ?? items.last { $0.sort == .incoming }
        guard let item else { return [] }
        return ["\(SafeText.line(item.from)), \(TimeWords.clock(item.at, now: seat.now)):"] + SafeText.body(item.text).map { "> " + $0 }
    }

    private func edit(_ compose: Compose, quoting quote: [String], in place: String) {
        let sheet = TextSheet(compose.text, audience: compose.audience, quote: quote)
        let path = "\(place)/text.\(String(SystemRandom.integer(), radix: 16)).txt"
        do throws(SystemError) {
            try sheet.write(to: path)
            try ForegroundProgram.run(EditorCommand.choose(settings), [path], in: self) { [unowned self] end in
                edited(compose, sheet, path, end)
            }
        } catch {
            tell([SafeText.line("The editor cannot be started (\(error)); set VISUAL or EDITOR. `draft` brings the text back.")])
            updatePrompt()
        }
    }

    private func edited(_ compose: Compose, _ sheet: TextSheet, _ path: String, _ end: ChildEnd) {
        guard end == .exited(0) else {
            tell([
                SafeText.line("The editor ended badly, so nothing was sent. What it left is in \(path); `draft` has what was there before.")
            ])
            return updatePrompt()
        }
        guard let text = sheet.read(path) else {
            tell([SafeText.line("What the editor wrote is no text of at most 256 KiB; it is in \(path). Nothing was sent.")])
            return updatePrompt()
        }
        try? Path.remove(path)
        var fresh = compose
        fresh.replace(with: text)
        guard !fresh.isEmpty, fresh.text != compose.text else {
            tell([
                fresh.isEmpty ? "The text is empty, so nothing is sent." : "The text is as it was, so nothing is sent; `draft` has it."
            ])
            return updatePrompt()
        }
        review(fresh)
    }
}

/// Which editor one has said one likes.
enum EditorCommand {
    static func choose(_ settings: Settings?, environment: (String) -> String? = Environment.value) -> String {
        if let own = settings?.value(of: "editor"), !own.isEmpty { return own }
        for name in ["VISUAL", "EDITOR"] { if let value = environment(name), !value.isEmpty { return value } }
        return Path.isExecutable("/usr/bin/editor") ? "/usr/bin/editor" : "vi"
    }
}
