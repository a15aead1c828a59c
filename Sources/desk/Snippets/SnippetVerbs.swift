internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// Texts that are written again and again, and what else is put into replies.
enum SnippetVerbs {
    static let all: [Verb] = [
        Verb(
            name: "snippets", summary: "texts for replies that have a name: yours, and those that others share",
            details: ["In a reply: ;NAME and Tab, or ~i NAME; as a command, reply --insert NAME."], group: .answers, run: list),
        Verb(
            name: "snippet", usage: "NAME [N] | save NAME [TEXT…] | rm NAME | share NAME [mine|team|everyone]",
            summary: "show a text as it would go out on a ticket; make, change or remove one",
            details: [
                "TEXT may come from standard input. Fields are filled from the ticket: {{contact.name}}, {{contact.first}}, "
                    + "{{contact.address}}, {{ticket.number}}, {{ticket.subject}}, {{ticket.status}}, {{rep.name}}, {{account.label}}, and any "
                    + "property, as in {{contact.plan}}. Where a value is missing, {{?contact.plan}} stands there, and nothing goes out."
            ],
            group: .answers,
            flags: [
                VerbFlag("--label", "TEXT", "save: what it is called"),
                VerbFlag("--shortcut", "NAME", "save: a shorter name, as in #NAME; none takes it away"),
            ],
            shape: .words(1...512), run: run),
        Verb(
            name: "insert", usage: "[NAME]", summary: "put a snippet, document, link, article or quote into the next reply; else list them",
            details: [
                "Your library is a directory with documents, links, articles and quotes in it, a file each: DESK_LIBRARY, `set library`, or "
                    + "~/.config/desk/library. A document is attached. Of the others the first line is the title, the second an address; or it "
                    + "is a text as a whole."
            ],
            group: .answers, shape: .words(0...1), run: insert),
        Verb(
            name: "suggest", usage: "[N]", summary: "snippets and articles that fit what the contact said last, the best three",
            details: ["By the words that both have; nothing leaves this machine, and nothing is sent."],
            group: .answers, flags: [VerbFlag("--use", "K", "put the Kth into the reply; as a command, print it")], shape: .words(0...1),
            run: SuggestVerb.run),
    ]

    private static func list(_ call: Call) {
        all(call) { snippets in
            if call.format.shape == .json {
                for snippet in snippets { call.say(json: snippet.raw) }
                return call.done()
            }
            var table = Table(columns: [
                .init(name: "snippet", width: 20), .init(name: "shortcut", width: 10), .init(name: "label", width: 24),
                .init(name: "text", width: 0), .init(name: "shared", width: 14),
            ])
            for snippet in snippets { table.rows.append(.init(cells: cells(snippet))) }
            call.say(table.lines(call.format))
            if snippets.isEmpty { call.remark("There are no snippets yet. \(call.saying("snippet save NAME TEXT")) makes one.") }
            call.done()
        }
    }

    private static func cells(_ snippet: JSONValue) -> [String] {
        [
            SafeText.line(snippet["snippet"]?.utf8 ?? []), snippet["shortcut"]?.utf8.map { "#" + SafeText.line($0) } ?? "-",
            SafeText.line(snippet["label"]?.utf8 ?? []), SafeText.line(snippet["text"]?.utf8 ?? []),
            "\(SafeText.line(snippet["owner"]?.utf8 ?? [])): \(SafeText.line(snippet["sharing"]?.utf8 ?? []))",
        ]
    }

    /// Every one that the rep may use, page by page.
    static func all(_ call: Call, after: String? = nil, _ found: [JSONValue] = [], then: @escaping ([JSONValue]) -> Void) {
        call.ask(
            "snippets", { if let after { $0.field("after", after) } },
            then: { body in
                let found = found + (body["items"]?.elements ?? [])
                guard let next = body["after"]?.string else { return then(found) }
                all(call, after: next, found, then: then)
            })
    }

    private static func run(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("save", 2...): save(words[1], Array(words.dropFirst(2)), call)
        case ("rm", 2): remove(words[1], call)
        case ("share", 2), ("share", 3): share(words[1], words.count == 3 ? words[2] : "everyone", call)
        case ("save", _), ("rm", _), ("share", _): call.fail(usage: "snippet \(words[0]) wants a NAME; `help snippet` says more")
        case (_, 1), (_, 2): show(words, call)
        default: call.failForm()
        }
    }

    private static func save(_ name: String, _ words: [String], _ call: Call) {
        var text: [UInt8]? = words.isEmpty ? nil : Array(words.joined(separator: " ").utf8)
        if text == nil, !call.seat.isLineDoor, !StandardStream.input.isTerminal {
            guard let input = TextOfVerb.read(call, "snippet save", mayBeEmpty: true) else { return }
            text = input.isEmpty ? nil : input
        }
        let (label, shortcut) = (call.arguments.value("--label"), call.arguments.value("--shortcut"))
        guard text != nil || label != nil || shortcut != nil else {
            return call.fail(usage: "snippet save: say the text after the name, or give it on standard input")
        }
        call.change(
            "snippet.set",
            {
                $0.field("snippet", name)
                if let text { $0.field("text", utf8: text) }
                if let label { $0.field("label", label) }
                if let shortcut { if shortcut == "none" { $0.fieldNull("shortcut") } else { $0.field("shortcut", shortcut) } }
            },
            then: {
                PeopleVerbs.answered(
                    "The snippet \(PlainText.ascii(name, max: 64)) is kept.",
                    " " + call.saying("snippet share \(name)") + " lends it to others.", $0,
                    call)
            })
    }

    private static func remove(_ name: String, _ call: Call) {
        call.change(
            "snippet.remove", { $0.field("snippet", name) },
            then: { PeopleVerbs.answered("The snippet \(PlainText.ascii(name, max: 64)) is gone.", "", $0, call) })
    }

    private static func share(_ name: String, _ sharing: String, _ call: Call) {
        all(call) { snippets in
            // A name that nobody has would make a new one.
            guard snippets.contains(where: { $0["snippet"]?.isString(name) == true }) else {
                return call.fail("there is no snippet \(PlainText.ascii(name, max: 64)); \(call.saying("snippets")) shows those there are")
            }
            call.change(
                "snippet.set",
                {
                    $0.field("snippet", name)
                    $0.field("sharing", sharing)
                },
                then: {
                    let whom = ["mine": "nobody else", "team": "your teams"][sharing] ?? "everyone"
                    PeopleVerbs.answered("The snippet \(PlainText.ascii(name, max: 64)) is used by \(whom).", "", $0, call)
                })
        }
    }

    /// On a ticket as it would go out; on none as it is written.
    private static func show(_ words: [String], _ call: Call) {
        let named = words.count == 2 ? Arguments.number(words[1][...]) : nil
        if words.count == 2, named == nil {
            return call.fail(usage: "snippet: \(PlainText.ascii(words[1], max: 40)) is no ticket's number")
        }
        guard let ticket = named ?? call.seat.open?.facts.number else { return showRaw(words[0], call) }
        call.ask(
            "snippet.fill",
            {
                $0.field("snippet", words[0])
                $0.field("ticket", ticket)
            },
            then: { body in
                if call.format.shape == .json {
                    call.say(answer: body)
                    return call.done()
                }
                say(body["text"]?.utf8 ?? [], call)
                let missing = (body["missing"]?.elements ?? []).compactMap { $0.utf8.map { SafeText.line($0) } }
                if !missing.isEmpty { call.remark("\(ticket) says nothing of \(missing.joined(separator: ", ")).") }
                call.done()
            })
    }

    private static func showRaw(_ name: String, _ call: Call) {
        all(call) { snippets in
            let found = snippets.first { $0["snippet"]?.isString(name) == true || $0["shortcut"]?.isString(name) == true }
            guard let found else {
                return call.fail("there is no snippet \(PlainText.ascii(name, max: 64)); \(call.saying("snippets")) shows those there are")
            }
            if call.format.shape == .json { call.say(json: found.raw) } else { say(found["text"]?.utf8 ?? [], call) }
            call.done()
        }
    }

    static func say(_ text: [UInt8], _ call: Call) { call.say(SafeText.body(text)) }
}

// What is put into a reply.
extension SnippetVerbs {
    private static func insert(_ call: Call) {
        guard let name = call.arguments.words.first else { return listAll(call) }
        guard let ticket = call.ticket(nil), let link = call.link else { return }
        Insertion.find(name, for: ticket, call.seat.session?.settings, link) { found in
            switch found {
            case .failure(let error): call.fail(error.description)
            case .success(.file(let path)): attach(path, call)
            case .success(.text(let text, let missing)): put(text, missing, call)
            }
        }
    }

    static func put(_ text: String, _ missing: [String], _ call: Call) {
        let session = call.seat.session
        if session?.console.offer("reply " + text) != true { say(Array(text.utf8), call) }
        if !missing.isEmpty { call.remark("Still to be written: \(missing.joined(separator: ", ")).") }
        call.done()
    }

    private static func attach(_ path: String, _ call: Call) {
        guard let session = call.seat.session, let verb = VerbTable.verb(named: "attach") else {
            call.say(SafeText.line(path))
            return call.done()
        }
        call.done()
        session.aside(verb, "\"\(path)\"")
    }

    private static func listAll(_ call: Call) {
        let library = Library(call.seat.session?.settings)
        let entries = library.entries
        if call.format.shape == .json {
            for entry in entries { call.say(json: json(entry)) }
            return call.done()
        }
        var table = Table(columns: [.init(name: "name", width: 32), .init(name: "title", width: 0)])
        for entry in entries {
            let title = entry.kind == .document ? nil : (try? library.words(of: entry)).map { SafeText.line($0.title) }
            table.rows.append(.init(cells: [SafeText.line(entry.words), title ?? ""]))
        }
        call.say(table.lines(call.format))
        if entries.isEmpty {
            call.remark("Your library is empty: \(SafeText.line(library.place)). \(call.saying("help insert")) says what it is.")
        }
        if call.format.hasHints { call.remark("Snippets are listed by \(call.saying("snippets")).") }
        call.done()
    }

    private static func json(_ entry: Library.Entry) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("kind", entry.kind.rawValue)
        writer.field("name", utf8: Array(entry.name.utf8))
        writer.field("path", utf8: Array(entry.path.utf8))
        writer.endObject()
        return writer.bytes
    }
}
