internal import DeskConsole
internal import DeskKit

/// What keeps strangers' messages from being work: blocks, spam, the trash, and how much an account takes.
enum StrangerVerbs {
    static let all: [Verb] = [
        Verb(
            name: "spam", usage: "[N]", summary: "mark a ticket as spam: closed, and out of sight",
            details: ["Its contact is told nothing. What they write on goes to the same ticket, and is nobody's work."],
            group: .tickets,
            flags: [VerbFlag("--block", nil, "block its contact as well"), VerbFlag("--undo", nil, "it is none after all")],
            shape: .words(0...1), run: spam),
        Verb(
            name: "trash", usage: "[N]", summary: "put a ticket into the trash, or take it out again",
            details: ["It is out of sight at once, and gone after 30 days. `inbox is:trash` lists what is there."],
            group: .tickets, flags: [VerbFlag("--undo", nil, "take it out of the trash")], shape: .words(0...1), run: trash),
        Verb(
            name: "block", usage: "CONTACT|KIND:VALUE", summary: "what somebody writes is spam from now on",
            details: ["CONTACT is a contact's number; KIND:VALUE is such as email:maria@example.org. The sender is told nothing."],
            group: .people, flags: [VerbFlag("--reason", "TEXT", "why")], shape: .words(1...1), run: block),
        Verb(
            name: "unblock", usage: "CONTACT|KIND:VALUE", summary: "what they write is a ticket again",
            details: ["What they wrote in the meantime stays spam; `inbox is:spam` lists it."], group: .people, shape: .words(1...1),
            run: unblock),
        Verb(name: "blocked", summary: "who is blocked, and why", group: .people, run: BlockedList.run),
        Verb(
            name: "guard", usage: "ACCOUNT", summary: "how much an account takes, and from whom",
            details: [
                "Without flags it shows that. With them it is set, which is for admins; what no flag mentions stays.",
                "Who sends too much is told to come back later; nothing is lost where the adapter does so.",
            ],
            group: .people, need: .broker(.admin), isForRepsWithoutFlags: true,
            flags: [
                VerbFlag("--per-sender", "COUNT/TIME", "so many messages in that time, such as 10/60s, 100/1h; or none"),
                VerbFlag("--per-account", "COUNT/TIME", "the same for all senders together"),
                VerbFlag("--allow", "SENDERS", "never slowed, never spam: maria@example.org,@example.org; or none"),
                VerbFlag("--deny", "SENDERS", "always spam; or none"),
                VerbFlag("--revision", "N", "only if nobody has changed the account since revision N"),
            ],
            shape: .words(1...1), run: GuardVerb.run),
    ]

    private static func spam(_ call: Call) {
        let isUndone = call.arguments.has("--undo")
        if isUndone, call.arguments.has("--block") { return call.fail(usage: "spam: --block and --undo do not go together") }
        guard let ticket = call.ticket(word: 0) else { return }
        let blocks = call.arguments.has("--block")
        call.change(
            "ticket.spam",
            {
                $0.field("ticket", ticket)
                $0.field("spam", !isUndone)
                if blocks { $0.field("block", true) }
            },
            then: { body in
                let also = blocks ? ", and its contact is blocked" : ""
                let hint = "spam \(ticket) --undo" + (blocks ? "" : "; with --block its contact is kept out")
                marked(ticket, isUndone ? "is no spam" : "is spam\(also)", isUndone ? "" : hint, body, call)
            })
    }

    private static func trash(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        let isUndone = call.arguments.has("--undo")
        call.change(
            isUndone ? "ticket.restore" : "ticket.trash", { $0.field("ticket", ticket) },
            then: { body in
                marked(
                    ticket, isUndone ? "is out of the trash" : "is in the trash, and gone after 30 days",
                    isUndone ? "" : "trash \(ticket) --undo", body, call)
            })
    }

    private static func marked(_ ticket: Int64, _ words: String, _ hint: String, _ body: JSONValue, _ call: Call) {
        if let status = body["status"]?.string, call.seat.open?.facts.number == ticket { call.seat.open?.facts.status = status }
        let status = body["status"]?.utf8.map { " (\(SafeText.line($0)))" } ?? ""
        PeopleVerbs.answered("\(ticket) \(words)\(status).", hint.isEmpty ? "" : " " + call.saying(hint), body, call)
    }

    private static func block(_ call: Call) {
        guard let whom = Whom.read(call.arguments.words[0], call) else { return }
        call.change(
            "block",
            {
                whom.write(&$0)
                if let reason = call.arguments.value("--reason") { $0.field("reason", reason) }
            }, then: { PeopleVerbs.answered("\(whom.words(in: $0)) is blocked.", " " + call.saying("blocked"), $0, call) })
    }

    private static func unblock(_ call: Call) {
        guard let whom = Whom.read(call.arguments.words[0], call) else { return }
        call.change("unblock", whom.write, then: { PeopleVerbs.answered("\(whom.words(in: $0)) is blocked no more.", "", $0, call) })
    }
}

/// Somebody as they are named in a command: by a contact's number, or by how a service knows them.
enum Whom {
    case contact(Int64)
    case identifier(kind: String, value: String)

    static let kinds = ["email", "phone", "short_code", "opaque"]

    /// Nil where it is neither, which has been said.
    static func read(_ word: String, _ call: Call) -> Whom? {
        if let number = Arguments.number(word[...]) { return .contact(number) }
        guard let whom = identifier(word) else {
            call.fail(
                usage: "\(call.verb.name): '\(PlainText.ascii(word, max: 60))' is neither a contact's number nor KIND:VALUE, such as "
                    + "email:maria@example.org; kinds are \(kinds.joined(separator: ", "))")
            return nil
        }
        return whom
    }

    /// What looks like an address or a number needs no kind before it.
    static func identifier(_ word: String) -> Whom? {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, kinds.contains(parts[0]) { return .identifier(kind: parts[0], value: parts[1]) }
        if word.utf8.contains(UInt8(ascii: "@")) { return .identifier(kind: "email", value: word) }
        let isNumber = word.utf8.first == UInt8(ascii: "+") && word.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? .identifier(kind: "phone", value: word) : nil
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .contact(let number): writer.field("contact", number)
        case .identifier(let kind, let value):
            writer.name("identifier")
            writer.beginObject()
            writer.field("kind", kind)
            writer.field("value", value)
            writer.endObject()
        }
    }

    var words: String {
        switch self {
        case .contact(let number): "Contact \(number)"
        case .identifier(let kind, let value): SafeText.line("\(kind):\(value)")
        }
    }

    /// The same in an answer, which knows who was merged.
    func words(in body: JSONValue) -> String {
        guard case .contact(let number) = self else { return words }
        return ContactVerbs.merged(number, body) + "Contact \(ContactVerbs.current(number, body))"
    }

    /// As it is typed.
    static func word(_ identifier: JSONValue?) -> String {
        SafeText.line(identifier?["kind"]?.utf8 ?? []) + ":" + SafeText.line(identifier?["value"]?.utf8 ?? [])
    }
}

enum BlockedList {
    static func run(_ call: Call) { gather(call, []) }

    private static func gather(_ call: Call, _ former: [JSONValue], after: Int64? = nil) {
        call.ask(
            "blocked",
            {
                if let after { $0.field("after", after) }
                $0.field("limit", 200)
            },
            then: { body in
                let blocks = former + (body["items"]?.elements ?? [])
                if let next = body["next"]?.integer { return gather(call, blocks, after: next) }
                show(blocks, call)
            })
    }

    private static func show(_ blocks: [JSONValue], _ call: Call) {
        if call.format.shape == .json {
            for block in blocks { call.say(json: block.raw) }
        } else if blocks.isEmpty {
            call.remark("Nobody is blocked.")
        } else {
            var table = Table(columns: [.init(name: "whom", width: 40), .init(name: "name", width: 24), .init(name: "reason", width: 0)])
            for block in blocks { table.rows.append(row(block)) }
            call.say(table.lines(call.format))
        }
        call.done()
    }

    private static func row(_ block: JSONValue) -> Table.Row {
        let number = block["contact"]?.integer.map { "\($0)" }
        let whom = number ?? Whom.word(block["identifier"])
        let rest = [RepList.text(block["name"]), RepList.text(block["reason"])]
        return .init(cells: [number.map { "contact \($0)" } ?? whom] + rest, plainCells: [whom] + rest)
    }
}

/// `guard ACCOUNT`: shown, or set where flags say what.
enum GuardVerb {
    static func run(_ call: Call) {
        let account = call.arguments.words[0]
        guard !call.arguments.options.isEmpty else { return show(account, call) }
        for flag in ["--per-sender", "--per-account"] {
            guard let word = call.arguments.value(flag), word != "none", rate(word) == nil else { continue }
            let shown = PlainText.ascii(word, max: 40)
            return call.fail(usage: "guard: \(flag) is COUNT/TIME such as 10/60s or 100/1h, or none; \(shown) is not")
        }
        guard let revision = Revision.read(call) else { return }
        call.ask(
            "account.guard",
            { writer in
                writer.field("account", account)
                write("perSender", call.arguments.value("--per-sender"), &writer)
                write("perAccount", call.arguments.value("--per-account"), &writer)
                RepSetting.list("allow", call.arguments.value("--allow"), &writer)
                RepSetting.list("deny", call.arguments.value("--deny"), &writer)
                revision.write(&writer)
            },
            then: {
                let name = SafeText.line(account)
                PeopleVerbs.answered("The guard of \(name) is set.", " " + call.saying("guard \(name)"), $0, call)
            })
    }

    private static func rate(_ word: String) -> (count: Int64, seconds: Int64)? {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Arguments.number(parts[0]) else { return nil }
        let units: [UInt8: Int64] = [UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3_600]
        let unit = parts[1].utf8.last.flatMap { units[$0] }
        guard let time = Arguments.number(unit == nil ? parts[1] : parts[1].dropLast()), time <= 1_000_000 else { return nil }
        return (count, time * (unit ?? 1))
    }

    private static func write(_ field: String, _ word: String?, _ writer: inout JSONWriter) {
        guard let word else { return }
        guard let rate = rate(word) else { return writer.fieldNull(field) }
        writer.name(field)
        writer.beginObject()
        writer.field("count", rate.count)
        writer.field("seconds", rate.seconds)
        writer.endObject()
    }

    private static func show(_ account: String, _ call: Call) {
        call.ask(
            "guard", { $0.field("account", account) },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call.format)) }
                call.done()
            })
    }

    private static func lines(_ body: JSONValue, _ format: Format) -> [String] {
        var table = Table(columns: [.init(name: "what", width: 14), .init(name: "value", width: 0)])
        func add(_ name: String, _ value: String) { table.rows.append(.init(cells: [name, value])) }
        add("account", "\(RepList.text(body["account"])), revision \(body["revision"]?.integer ?? 0)")
        add("per sender", words(of: body["perSender"]))
        add("per account", words(of: body["perAccount"]))
        add("allowed", senders(body["allow"]))
        add("denied", senders(body["deny"]))
        return table.lines(format)
    }

    private static func words(of rate: JSONValue?) -> String {
        guard let count = rate?["count"]?.integer, let seconds = rate?["seconds"]?.integer else { return "no limit" }
        return "\(count)/\(seconds)s"
    }

    private static func senders(_ value: JSONValue?) -> String {
        let names = RepList.slugs(value)
        return names.isEmpty ? "nobody" : names
    }
}

/// `--revision N`: what is changed only where nobody else has in the meantime.
struct Revision {
    let number: Int64?

    /// Nil where it is no number, which has been said.
    static func read(_ call: Call) -> Revision? {
        guard let word = call.arguments.value("--revision") else { return Revision(number: nil) }
        guard let number = Arguments.number(word[...]) else {
            call.fail(usage: "\(call.verb.name): --revision is a number, which `\(call.verb.name) \(call.arguments.words[0])` shows")
            return nil
        }
        return Revision(number: number)
    }

    func write(_ writer: inout JSONWriter) { if let number { writer.field("revision", number) } }
}
