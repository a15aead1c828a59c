internal import DeskConsole
internal import DeskKit

/// Whom a ticket concerns, and who its contact is.
enum ConcernVerbs {
    static let all: [Verb] = [
        Verb(
            name: "follow", usage: "[N]", summary: "be called when something is said on a ticket", group: .tickets, shape: .words(0...1),
            run: { follow(true, $0) }),
        Verb(
            name: "unfollow", usage: "[N]", summary: "do not be called for a ticket any more", group: .tickets, shape: .words(0...1),
            run: { follow(false, $0) }),
        Verb(
            name: "pass", usage: "[N] NAME WHY…", summary: "hand a ticket over with a note that says why",
            details: ["The note calls whoever gets it; the contact sees neither."],
            group: .answers, shape: .words(2...64), run: pass),
        Verb(
            name: "info", usage: "[N]", summary: "all about a ticket: its contact, their addresses, and what they wrote before",
            details: ["Their conversations are numbered, on all channels; --thread K shows that one without opening it."],
            group: .tickets, flags: [VerbFlag("--thread", "K", "what was said in that conversation")], shape: .words(0...1), run: info),
        Verb(
            name: "whois", usage: "[CONTACT]", summary: "who a contact is: names, addresses, owner, tickets",
            details: ["Without CONTACT it is that of the open ticket."], group: .people, shape: .words(0...1), run: whois),
    ]

    private static func follow(_ on: Bool, _ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        call.change(
            "follow",
            {
                $0.field("ticket", ticket)
                if !on { $0.field("on", false) }
            },
            then: {
                let line = on ? "You follow \(ticket)." : "You do not follow \(ticket) any more."
                PeopleVerbs.answered(line, on ? " " + call.saying("view following") : "", $0, call)
            })
    }

    private static func pass(_ call: Call) {
        var words = call.arguments.words[...]
        let first = words.first ?? ""
        let isNamed = first == "." || Arguments.number(first.hasPrefix("#") ? first.dropFirst() : first[...]) != nil
        guard let ticket = isNamed ? call.ticket(word: 0) : call.ticket(nil) else { return }
        if isNamed { words.removeFirst() }
        guard let name = words.popFirst(), !words.isEmpty else {
            return call.fail(usage: "pass: to whom and why? It is `pass \(call.verb.usage)`")
        }
        let why = words.joined(separator: " ")
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 1)
            },
            then: { body in assign(ticket, to: name, from: body["ticket"]?["owner"]?.string, why, call) })
    }

    private static func assign(_ ticket: Int64, to name: String, from owner: String?, _ why: String, _ call: Call) {
        call.change(
            "assign",
            {
                $0.field("ticket", ticket)
                $0.field("to", name)
                if let owner { $0.field("expected", owner) } else { $0.fieldNull("expected") }
            },
            then: { body in
                if call.seat.open?.facts.number == ticket { call.seat.open?.facts.owner = body["owner"]?.string }
                call.change(
                    "note",
                    {
                        $0.field("ticket", ticket)
                        $0.field("text", "@\(name) \(why)")
                    },
                    then: { PeopleVerbs.answered("\(ticket) is \(PlainText.ascii(name, max: 64))'s now, and they know why.", "", $0, call) }
                )
            })
    }

    private static func whois(_ call: Call) {
        guard let word = call.arguments.words.first else {
            guard let ticket = call.ticket(nil) else { return }
            return call.ask(
                "ticket",
                {
                    $0.field("ticket", ticket)
                    $0.field("limit", 1)
                },
                then: { body in
                    guard let contact = body["ticket"]?["contact"]?["id"]?.integer else {
                        return call.fail("the broker's answer has no contact in it")
                    }
                    ContactList.show(contact, call)
                })
        }
        guard let number = Arguments.number(word[...]) else {
            return call.fail(
                usage: "'\(PlainText.ascii(word, max: 40))' is no contact's number; `\(call.saying("contact list"))` shows them")
        }
        ContactList.show(number, call)
    }

    private static func info(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 1)
            },
            then: { body in
                guard let facts = body["ticket"].flatMap(TicketFacts.init), let contact = body["ticket"]?["contact"]?["id"]?.integer else {
                    return call.fail("the broker's answer has no ticket in it")
                }
                call.ask("contact", { $0.field("contact", contact) }, then: { about(facts, $0, call) })
            })
    }

    private static func about(_ facts: TicketFacts, _ contact: JSONValue, _ call: Call) {
        let past = (contact["tickets"]?.elements ?? []).compactMap(TicketFacts.init).filter { $0.number != facts.number }
        if let word = call.arguments.value("--thread") {
            guard let place = Arguments.number(word[...]).map(Int.init), past.indices.contains(place - 1) else {
                return call.fail(usage: "--thread wants the number of one of the \(past.count) conversations that info lists")
            }
            return read(past[place - 1].number, call)
        }
        if call.format.shape == .json {
            call.say(json: facts.raw)
            call.say(json: contact.raw)
            return call.done()
        }
        var table = Table(columns: [.init(name: "what", width: 14), .init(name: "value", width: 0)])
        table.rows.append(.init(cells: ["ticket", "\(facts.number) \(facts.shownStatus), \(facts.shownOwner): \(facts.shownSubject)"]))
        table.rows.append(.init(cells: ["by", "\(facts.shownChannel), account \(facts.shownAccount)"]))
        for particular in facts.particulars { table.rows.append(.init(cells: ["", particular])) }
        call.say(table.lines(call.format))
        call.say(ContactList.lines(contact, call.format, showingTickets: false))
        call.say(conversations(past, call))
        call.done()
    }

    private static func conversations(_ past: [TicketFacts], _ call: Call) -> [String] {
        var table = Table(columns: [
            .init(name: "conversation", width: 4), .init(name: "ticket", width: 8, side: .right), .init(name: "channel", width: 9),
            .init(name: "status", width: 15), .init(name: "age", width: 4, side: .right), .init(name: "subject", width: 0),
        ])
        for (place, ticket) in past.prefix(20).enumerated() {
            table.rows.append(
                .init(cells: [
                    "\(place + 1)", "\(ticket.number)", ticket.shownChannel, ticket.shownStatus,
                    TimeWords.age(call.seat.now - ticket.updated), ticket.shownSubject,
                ]))
        }
        return table.lines(call.format)
    }

    /// What was said there; what is open stays so.
    private static func read(_ ticket: Int64, _ call: Call) {
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 50)
            },
            then: { body in
                guard let facts = body["ticket"].flatMap(TicketFacts.init) else {
                    return call.fail("the broker's answer has no ticket in it")
                }
                let items = (body["items"]?.elements ?? []).compactMap(Item.init)
                if call.format.shape == .json {
                    call.say(answer: body)
                    return call.done()
                }
                let first = facts.messages - items.count + 1
                let view = ConversationView(
                    me: call.seat.me, format: call.format, now: call.seat.now, isCommand: true, contact: facts.identifier,
                    lineOf: { _ in nil })
                call.remark(view.header(facts))
                call.say(items.enumerated().flatMap { view.lines($1, line: first + $0) })
                call.remark("Only to read: \(call.saying("open \(ticket)")) opens it.")
                call.done()
            })
    }
}
