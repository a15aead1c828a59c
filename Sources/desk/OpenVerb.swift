internal import DeskConsole
internal import DeskKit

enum OpenVerb {
    static func run(_ call: Call) {
        if OpenFile.isMeant(call) { return OpenFile.run(call) }
        guard call.arguments.words.count <= 1 else { return call.fail(usage: "open: it is `open \(call.verb.usage)`") }
        guard let number = call.ticket(word: 0) else { return }
        show(number, call)
    }

    static func show(_ number: Int64, _ call: Call) {
        let limit = call.arguments.value("--limit").map { Arguments.number($0[...]).map(Int.init) ?? 0 } ?? 50
        guard (1...200).contains(limit) else { return call.fail(usage: "--limit wants a number from 1 to 200") }
        call.ask(
            "ticket",
            {
                $0.field("ticket", number)
                $0.field("limit", limit)
            },
            then: { body in
                guard let facts = body["ticket"].flatMap(TicketFacts.init) else {
                    return call.fail("the broker's answer has no ticket in it")
                }
                if let other = facts.mergedInto, call.format.isForPeople {
                    call.remark("\(number) was merged into \(other), which is shown.")
                    return show(other, call)
                }
                let items = (body["items"]?.elements ?? []).compactMap(Item.init)
                present(facts, items, earlier: body["next"]?.integer, call)
            })
    }

    private static func present(_ facts: TicketFacts, _ items: [Item], earlier: Int64?, _ call: Call) {
        var open = OpenTicket(facts)
        open.earlier = earlier
        open.firstShown = facts.messages - items.count + 1
        for (index, item) in items.enumerated() { open.add(item, line: open.firstShown + index) }
        call.seat.open = open
        call.seat.trail.opened(facts.number)
        call.seat.search = nil
        call.seat.session?.board.take(facts)
        let view = ConversationView(
            me: call.seat.me, format: call.format, now: call.seat.now, isCommand: !call.seat.isLineDoor, contact: facts.identifier,
            lineOf: { [open] in open.line(of: $0) })
        switch call.format.shape {
        case .json: call.say(json: record(facts))
        case .tabs: call.say(view.record(facts))
        case .columns, .spoken:
            call.say(view.header(facts).map { call.format.style.apply(.note, to: $0) })
            let hint = call.seat.isLineDoor && call.format.hasHints ? ": more" : ""
            if open.earlier != nil { call.say("(\(open.firstShown - 1) earlier lines\(hint))") }
        }
        call.say(items.enumerated().flatMap { view.lines($1, line: open.firstShown + $0) })
        call.seat.link?.notice("viewing") { $0.field("ticket", facts.number) }
        guard call.format.isForPeople else { return call.done() }
        call.seat.session?.offerDraft(of: facts.number, among: items, call)
        tellWhoElseLooks(facts.number, call)
    }

    /// As the broker sent it, and how far it is shown, by the name under which `reply` takes that.
    private static func record(_ facts: TicketFacts) -> [UInt8] { facts.raw.dropLast() + Array(",\"seen\":\(facts.head)}".utf8) }

    private static func tellWhoElseLooks(_ number: Int64, _ call: Call) {
        call.ask(
            "who",
            then: { body in
                let others = (body["items"]?.elements ?? []).filter {
                    $0["ticket"]?.integer == number && $0["name"]?.string != call.seat.me
                }
                let names = others.compactMap { $0["name"]?.utf8 }.map { SafeText.line($0) }
                if !names.isEmpty {
                    call.say("\(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") this ticket open too.")
                }
                if !call.seat.isLineDoor, let seen = call.seat.open?.seen {
                    call.say("(seen \(seen)" + (call.format.hasHints ? ": desk reply \(number) --seen \(seen) TEXT)" : ")"))
                }
                call.done()
            })
    }

    static func more(_ call: Call) {
        guard let open = call.seat.open else { return call.fail(usage: "more: open a ticket first") }
        guard let before = open.earlier else {
            call.remark("That was the first line of \(open.facts.number).")
            return call.done()
        }
        call.ask(
            "ticket",
            {
                $0.field("ticket", open.facts.number)
                $0.field("before", before)
                $0.field("limit", 50)
            },
            then: { body in
                let items = (body["items"]?.elements ?? []).compactMap(Item.init)
                let first = open.firstShown - items.count
                call.seat.open?.earlier = body["next"]?.integer
                call.seat.open?.firstShown = first
                for (index, item) in items.enumerated() { call.seat.open?.add(item, line: first + index) }
                let view = ConversationView(
                    me: call.seat.me, format: call.format, now: call.seat.now, contact: open.facts.identifier,
                    lineOf: { call.seat.open?.line(of: $0) })
                call.say(items.enumerated().flatMap { view.lines($1, line: first + $0) })
                call.done()
            })
    }
}

enum WhoVerb {
    static func run(_ call: Call) {
        call.ask(
            "who",
            then: { body in
                let items = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for item in items { call.say(json: item.raw) }
                    return call.done()
                }
                var table = Table(columns: [
                    .init(name: "name", width: 20), .init(name: "role", width: 8), .init(name: "since", width: 6),
                    .init(name: "ticket", width: 20),
                ])
                for item in items {
                    let since = item["since"]?.utf8.flatMap(TimeWords.milliseconds) ?? call.seat.now
                    let ticket = item["ticket"]?.integer
                    let name = SafeText.line(item["name"]?.utf8 ?? [])
                    let role = SafeText.line(item["role"]?.utf8 ?? [])
                    let age = TimeWords.age(call.seat.now - since)
                    table.rows.append(
                        .init(
                            cells: [name, role, age, ticket.map { "looks at \($0)" } ?? ""],
                            plainCells: [name, role, "\((call.seat.now - since) / 1_000)", ticket.map { "\($0)" } ?? ""]))
                }
                call.say(table.lines(call.format))
                call.done()
            })
    }
}
