internal import DeskConsole
internal import DeskKit

/// Who writes to the desk.
enum ContactVerbs {
    static let all: [Verb] = [
        Verb(
            name: "contact", usage: "list [WORDS…] | show N | set N [NAME=VALUE…] | merge N INTO | unmerge N | forget N",
            summary: "who writes to the desk: look at, change, merge, forget",
            details: [
                "list: those whose name or identifier has all the words. set: what no flag and no NAME=VALUE mentions stays; NAME= clears.",
                "merge: N and INTO are the same person; unmerge takes that back. What is on its way stays as it is.",
                "forget: what is known of somebody, what they wrote and what was written to them is hidden at once and for good, from every "
                    + "answer, search and export, and their files are removed; so the number is said once more by --confirm. For admins. "
                    + "The words' bytes stay in the journal's files and in backups for as long as those are kept: this version never "
                    + "rewrites its journal.",
            ],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls", "show", "set", "merge", "unmerge"],
            flags: [
                VerbFlag("--name", "TEXT", "set: what they are called, or none"),
                VerbFlag("--owner", "REP", "set: who looks after them, or none"),
                VerbFlag("--confirm", "CONTACT", "forget: the number once more"), VerbFlag("--reason", "TEXT", "forget: why"),
                VerbFlag("--limit", "COUNT", "list: at most so many (100)"),
            ],
            shape: .words(1...65), run: run),
        Verb(
            name: "find", usage: "KIND:VALUE", summary: "the conversations of somebody whose address or number is known",
            details: ["Such as email:maria@example.org or phone:+34600111222. The latest comes first."],
            group: .people, flags: [VerbFlag("--account", "ACCOUNT", "only by that account")], shape: .words(1...1), run: find),
    ]

    private static func run(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", _), ("ls", _): ContactList.run(call)
        case ("show", 2): with(words[1], call) { ContactList.show($0, call) }
        case ("set", 2...): with(words[1], call) { set($0, Array(words[2...]), call) }
        case ("merge", 3): with(words[1], call) { from in with(words[2], call) { merge(from, into: $0, call) } }
        case ("unmerge", 2): with(words[1], call) { unmerge($0, call) }
        case ("forget", 2): with(words[1], call) { forget($0, call) }
        default: call.failForm()
        }
    }

    private static func with(_ word: String, _ call: Call, _ body: (Int64) -> Void) {
        guard let number = Arguments.number(word[...]) else {
            return call.fail(
                usage: "'\(PlainText.ascii(word, max: 40))' is no contact's number; `\(call.saying("contact list"))` shows them")
        }
        body(number)
    }

    private static func set(_ number: Int64, _ assignments: [String], _ call: Call) {
        let arguments = call.arguments
        guard !assignments.isEmpty || arguments.has("--name") || arguments.has("--owner") else {
            return call.fail(usage: "contact set: say what changes: --name TEXT, --owner REP or NAME=VALUE")
        }
        PropertyWords.read(assignments, call) { properties in
            call.ask(
                "contact.set",
                { writer in
                    writer.field("contact", number)
                    RepSetting.word("name", arguments.value("--name"), &writer)
                    RepSetting.word("owner", arguments.value("--owner"), &writer)
                    PropertyWords.write("properties", properties, &writer)
                },
                then: {
                    let (now, told) = (current(number, $0), merged(number, $0))
                    PeopleVerbs.answered("\(told)Contact \(now) is set.", " " + call.saying("contact show \(now)"), $0, call)
                })
        }
    }

    /// Who it was that something was done to.
    static func current(_ number: Int64, _ body: JSONValue) -> Int64 { body["contact"]?.integer ?? number }

    /// Said beforehand, with a blank behind it; empty where they were not.
    static func merged(_ number: Int64, _ body: JSONValue) -> String {
        let now = current(number, body)
        return now == number ? "" : "Contact \(number) was merged into \(now). "
    }

    private static func merge(_ number: Int64, into other: Int64, _ call: Call) {
        call.change(
            "contact.merge",
            {
                $0.field("contact", number)
                $0.field("into", other)
            },
            then: { body in
                PeopleVerbs.answered(
                    "Contact \(number) is \(body["contact"]?.integer ?? other) now.", " " + call.saying("contact unmerge \(number)"), body,
                    call)
            })
    }

    private static func unmerge(_ number: Int64, _ call: Call) {
        call.change(
            "contact.unmerge", { $0.field("contact", number) },
            then: { PeopleVerbs.answered("Contact \(number) stands for itself again.", "", $0, call) })
    }

    private static func forget(_ number: Int64, _ call: Call) {
        guard let confirmed = call.arguments.value("--confirm") else {
            return call.fail(
                usage: "what is known of contact \(number) and what they wrote would be gone for good; if that is meant: "
                    + call.saying("contact forget \(number) --confirm \(number)"))
        }
        call.change(
            "contact.forget",
            {
                $0.field("contact", number)
                $0.field("confirm", confirmed)
                if let reason = call.arguments.value("--reason") { $0.field("reason", reason) }
            },
            then: {
                let words = "\(merged(number, $0))Contact \(current(number, $0)) is forgotten."
                PeopleVerbs.answered(words, " The journal's files and backups keep the bytes: " + call.saying("help contact"), $0, call)
            })
    }

    private static func find(_ call: Call) {
        let word = call.arguments.words[0]
        guard let whom = Whom.identifier(word) else {
            return call.fail(
                usage: "find wants an address, a number with its +, or KIND:VALUE; kinds are \(Whom.kinds.joined(separator: ", "))")
        }
        call.ask(
            "thread.find",
            {
                whom.write(&$0)
                if let account = call.arguments.value("--account") { $0.field("account", account) }
            },
            then: { body in
                let threads = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for thread in threads { call.say(json: thread.raw) }
                } else if threads.isEmpty {
                    call.remark("\(whom.words) has never written, nor been written to.")
                } else {
                    call.say(ContactList.threads(threads).lines(call.format))
                }
                call.done()
            })
    }
}

/// Contacts as people read them.
enum ContactList {
    private static let pageMax: Int64 = 200

    static func run(_ call: Call) {
        let limit = call.arguments.value("--limit").map { Arguments.number($0[...]) ?? 0 } ?? 100
        guard (1...100_000).contains(limit) else { return call.fail(usage: "contact: --limit wants a number from 1 to 100000") }
        gather(call, limit)
    }

    private static func gather(_ call: Call, _ limit: Int64, _ former: [JSONValue] = [], after: Int64? = nil) {
        let words = call.arguments.words.dropFirst()
        call.ask(
            "contacts",
            {
                if !words.isEmpty { $0.field("query", words.joined(separator: " ")) }
                if let after { $0.field("after", after) }
                $0.field("limit", min(pageMax, limit - Int64(former.count)))
            },
            then: { body in
                let contacts = former + (body["items"]?.elements ?? [])
                let next = body["next"]?.integer
                if let next, contacts.count < limit { return gather(call, limit, contacts, after: next) }
                show(contacts, hasMore: next != nil, call)
            })
    }

    private static func show(_ contacts: [JSONValue], hasMore: Bool, _ call: Call) {
        if call.format.shape == .json {
            for contact in contacts { call.say(json: contact.raw) }
        } else if contacts.isEmpty {
            call.remark(call.arguments.words.count > 1 ? "No contact has these words." : "Nobody has written yet.")
        } else {
            call.say(table(contacts).lines(call.format))
            if hasMore { call.remark("There are more; --limit N shows more of them.") }
        }
        call.done()
    }

    private static func table(_ contacts: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "contact", width: 10, side: .right), .init(name: "name", width: 24), .init(name: "state", width: 8),
            .init(name: "owner", width: 16), .init(name: "identifiers", width: 0),
        ])
        for contact in contacts {
            let cells = [
                "\(contact["contact"]?.integer ?? 0)", RepList.text(contact["name"]), state(of: contact), RepList.text(contact["owner"]),
                identifiers(contact),
            ]
            table.rows.append(.init(cells: cells, role: state(of: contact) == "blocked" ? .warn : nil))
        }
        return table
    }

    private static func state(of contact: JSONValue) -> String {
        if contact["forgotten"]?.bool == true { return "forgotten" }
        return contact["blocked"]?.bool == true ? "blocked" : ""
    }

    private static func identifiers(_ contact: JSONValue) -> String {
        (contact["identifiers"]?.elements ?? []).map { Whom.word($0) }.joined(separator: " ")
    }

    static func show(_ number: Int64, _ call: Call) {
        call.ask(
            "contact", { $0.field("contact", number) },
            then: { body in
                if body["contact"]?.integer != number { call.remark(ContactVerbs.merged(number, body)) }
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call.format)) }
                call.done()
            })
    }

    static func lines(_ contact: JSONValue, _ format: Format, showingTickets: Bool = true) -> [String] {
        var table = Table(columns: [.init(name: "what", width: 14), .init(name: "value", width: 0)])
        func add(_ name: String, _ value: String) { if !value.isEmpty { table.rows.append(.init(cells: [name, value])) } }
        add("contact", "\(contact["contact"]?.integer ?? 0)")
        add("name", RepList.text(contact["name"]))
        add("state", state(of: contact))
        add("owner", RepList.text(contact["owner"]))
        for identifier in contact["identifiers"]?.elements ?? [] { add("identifier", Whom.word(identifier)) }
        for (name, value) in PropertyWords.pairs(contact["properties"]) { add(name, value) }
        add("merged", (contact["merged"]?.elements ?? []).compactMap { $0.integer.map { "\($0)" } }.joined(separator: ", "))
        for ticket in (contact["tickets"]?.elements ?? []).compactMap(TicketFacts.init) where showingTickets {
            add("ticket", "\(ticket.number) \(ticket.shownStatus): \(ticket.shownSubject)")
        }
        return table.lines(format)
    }

    static func threads(_ threads: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "account", width: 20), .init(name: "thread", width: 30), .init(name: "contact", width: 30),
            .init(name: "ticket", width: 0),
        ])
        for thread in threads {
            let number = thread["contact"]?["id"]?.integer.map { "\($0)" } ?? ""
            let name = RepList.text(thread["contact"]?["name"])
            let ticket = thread["ticket"]?.integer.map { "\($0)" } ?? ""
            let place = [RepList.text(thread["account"]), RepList.text(thread["thread"])]
            table.rows.append(
                .init(
                    cells: place + ["contact \(number) \(name)", ticket.isEmpty ? "no ticket" : "ticket \(ticket)"],
                    plainCells: place + [number, ticket]))
        }
        return table
    }
}
