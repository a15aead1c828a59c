internal import DeskConsole
internal import DeskKit

/// What a rep makes of the prompt.
enum SettingVerbs {
    static let all: [Verb] = [
        Verb(
            name: "setting", usage: "[SETTING [VALUE…]]", summary: "list what can be had otherwise, or have it so; `set` does as well",
            details: [
                "`set` lists everything, `set NAME` says one, `set NAME VALUE` changes it until you leave, `set NAME default` undoes that; "
                    + "`set NAME=VALUE` is about the ticket: it sets a property of it.",
                "Lines in ~/.config/desk/rc are said at each start: put there what is to stay. `help settings` says what there is.",
            ],
            group: .session, doors: .line, need: .nothing, shape: .raw, run: set),
        Verb(
            name: "alias", usage: "[WORD [LINE…]]", summary: "a word of your own for what you often say",
            details: [
                "`alias` lists them; `alias thanks reply +closed Many thanks` makes one, and what follows it is said after its words.",
                "`alias WORD` alone says what it stands for; `unalias WORD` takes it away. A verb keeps its name.",
            ],
            group: .session, doors: .line, need: .nothing, shape: .raw, run: alias),
        Verb(
            name: "unalias", usage: "WORD", summary: "take a word of your own away", group: .session, doors: .line, need: .nothing,
            shape: .words(1...1), run: unalias),
        Verb(
            name: "source", usage: "FILE", summary: "say the lines of a file, one after the other",
            details: ["The first line that fails ends it, unless `set onerror go`. # begins a comment. Files may name others, 8 deep."],
            group: .session, doors: .line, need: .nothing, shape: .words(1...1), run: source),
        Verb(
            name: "history", usage: "[WORD…]", summary: "lines you have typed, the latest last",
            details: ["With words: those that contain them. What was written to people is in no file, and private after a blank."],
            group: .session, doors: .line, need: .nothing, flags: [VerbFlag("--limit", "N", "at most so many (20)")], shape: .words(0...20),
            run: history),
    ]

    private static func session(_ call: Call) -> LineSession? {
        if let session = call.seat.session { return session }
        call.fail(usage: "\(call.verb.name) is for the prompt")
        return nil
    }

    private static func set(_ call: Call) {
        guard let session = session(call) else { return }
        var words = Words(line: call.arguments.text)
        guard let name = words.next() else { return list(session.settings, call) }
        do throws(UsageError) {
            guard !words.isEmpty else {
                guard Settings.kind(named: name) != nil else { return try session.settings.set(name, to: "") }
                call.say(row(name, session.settings))
                return call.done()
            }
            let value = unquoted(words.rest)
            if value == "default", Settings.kind(named: name) != nil {
                session.settings.unset(name)
            } else {
                try session.settings.set(name, to: value)
            }
            session.settingsChanged()
            if !session.isFeeding { call.remark(row(name, session.settings)) }
            call.done()
        } catch { call.fail(usage: error.description) }
    }

    /// Quotes around the whole keep blanks at its ends.
    private static func unquoted(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return text }
        return String(text.dropFirst().dropLast())
    }

    private static func row(_ name: String, _ settings: Settings) -> String {
        let value = settings.value(of: name)
        return "\(name) \(value.isEmpty ? "(nothing)" : SafeText.line(value))"
    }

    private static func list(_ settings: Settings, _ call: Call) {
        var table = Table(columns: [.init(name: "setting", width: 16), .init(name: "value", width: 24), .init(name: "about", width: 0)])
        for kind in Settings.kinds {
            let value = SafeText.line(settings.value(of: kind.name))
            table.rows.append(
                .init(cells: [kind.name, value.isEmpty ? "-" : value, kind.summary], plainCells: [kind.name, value, kind.values]))
        }
        call.say(table.lines(call.format))
        call.done()
    }

    private static func alias(_ call: Call) {
        guard let session = session(call) else { return }
        var words = Words(line: call.arguments.text)
        guard let name = words.next() else {
            if session.settings.aliases.isEmpty { call.remark("There are no aliases. `alias thanks reply +closed Many thanks` makes one.") }
            call.say(session.settings.aliases.map { SafeText.line("\($0.name) \($0.words)") })
            return call.done()
        }
        guard !words.isEmpty else {
            guard let alias = session.settings.aliases.first(where: { $0.name == name }) else {
                return call.fail("there is no alias \(name)")
            }
            call.say(SafeText.line("\(alias.name) \(alias.words)"))
            return call.done()
        }
        do throws(UsageError) {
            try session.settings.alias(name, to: words.rest)
            if !session.isFeeding { call.remark("\(name) is now: " + SafeText.line(words.rest)) }
            call.done()
        } catch { call.fail(usage: error.description) }
    }

    private static func unalias(_ call: Call) {
        guard let session = session(call) else { return }
        let name = call.arguments.words[0]
        guard session.settings.aliases.contains(where: { $0.name == name }) else { return call.fail("there is no alias \(name)") }
        try? session.settings.alias(name, to: "")
        call.remark("\(name) is no alias any more.")
        call.done()
    }

    private static func source(_ call: Call) {
        guard let session = session(call) else { return }
        do throws(UsageError) {
            try session.feed(file: call.arguments.words[0])
            call.done()
        } catch { call.fail(error.description) }
    }

    private static func history(_ call: Call) {
        guard let session = session(call) else { return }
        let limit = call.arguments.value("--limit").map { Arguments.number($0[...]).map(Int.init) ?? 0 } ?? 20
        guard limit > 0 else { return call.fail(usage: "--limit wants a number from 1") }
        let wanted = call.arguments.words.map { Array($0.utf8) }
        let found = session.console.enteredLines.filter { line in wanted.allSatisfy { Bytes.contains($0, in: Array(line.utf8)) } }
        call.say(found.suffix(limit).map { DisplayWidth.clip(SafeText.line($0), to: 200) })
        call.done()
    }
}

/// Looking for bytes among bytes.
enum Bytes {
    static func contains(_ wanted: [UInt8], in bytes: [UInt8]) -> Bool {
        guard wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }
}
