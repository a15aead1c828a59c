internal import DeskConsole
internal import DeskKit

/// Lists under a name.
enum ViewVerbs {
    static let all: [Verb] = [
        Verb(
            name: "views", summary: "lists of tickets that have a name, and how many each holds",
            details: ["Those that every desk has come first, then your own and those that others share."],
            group: .tickets, run: list),
        Verb(
            name: "view", usage: "| NAME | save NAME [QUERY…] | rm NAME | share NAME [mine|team|everyone]",
            summary: "show the tickets of a view; make, change or remove one",
            details: [
                "QUERY is what `inbox` takes; with sort:oldest, newest, created or number the list is in that order.",
                "A view is changed by whoever made it, and by admins. Without words they are listed, as by `views`.",
            ],
            group: .tickets,
            flags: [
                VerbFlag("--label", "TEXT", "save: what the list is called"),
                VerbFlag("--layout", "table|board", "save: how it is shown"),
                VerbFlag("--limit", "N", "at most so many (200)"),
            ],
            shape: .words(0...64), run: run),
        Verb(
            name: "board", usage: "[NAME]", summary: "a view's tickets by status, with how many there are of each; else all open ones",
            group: .tickets, shape: .words(0...1),
            run: { call in
                let name = call.arguments.words.first ?? "open"
                gather(name, call) { board($0, $1, call) }
            }),
    ]

    private static func list(_ call: Call) {
        call.ask(
            "views", { $0.field("counts", true) },
            then: { body in
                let views = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for view in views { call.say(json: view.raw) }
                    return call.done()
                }
                var table = Table(columns: [
                    .init(name: "tickets", width: 8, side: .right), .init(name: "view", width: 20), .init(name: "label", width: 28),
                    .init(name: "query", width: 0), .init(name: "shared", width: 14),
                ])
                for view in views { table.rows.append(.init(cells: cells(view))) }
                call.say(table.lines(call.format))
                if call.format.hasHints { call.remark(call.saying("view NAME") + " shows one.") }
                call.done()
            })
    }

    private static func cells(_ view: JSONValue) -> [String] {
        let owner = view["owner"]?.utf8.map { SafeText.line($0) }
        let sharing = SafeText.line(view["sharing"]?.utf8 ?? [])
        return [
            view["count"]?.integer.map { "\($0)" } ?? "-", SafeText.line(view["view"]?.utf8 ?? []),
            SafeText.line(view["label"]?.utf8 ?? []),
            SafeText.line(view["query"]?.utf8 ?? []), owner.map { "\($0): \(sharing)" } ?? "",
        ]
    }

    private static func run(_ call: Call) {
        let words = call.arguments.words
        guard let first = words.first else { return list(call) }
        switch (first, words.count) {
        case ("save", 2...): save(words[1], words.dropFirst(2).joined(separator: " "), call)
        case ("rm", 2): remove(words[1], call)
        case ("share", 2), ("share", 3): share(words[1], words.count == 3 ? words[2] : "everyone", call)
        case (_, 1): show(words[0], call)
        default: call.failForm()
        }
    }

    private static func save(_ name: String, _ query: String, _ call: Call) {
        call.change(
            "view.set",
            {
                $0.field("view", name)
                if !query.isEmpty { $0.field("query", query) }
                if let label = call.arguments.value("--label") { $0.field("label", label) }
                if let layout = call.arguments.value("--layout") { $0.field("layout", layout) }
            },
            then: {
                PeopleVerbs.answered("The view \(PlainText.ascii(name, max: 64)) is kept.", " " + call.saying("view \(name)"), $0, call)
            })
    }

    private static func remove(_ name: String, _ call: Call) {
        call.change(
            "view.remove", { $0.field("view", name) },
            then: { PeopleVerbs.answered("The view \(PlainText.ascii(name, max: 64)) is gone.", "", $0, call) })
    }

    private static func share(_ name: String, _ sharing: String, _ call: Call) {
        call.change(
            "view.set",
            {
                $0.field("view", name)
                $0.field("sharing", sharing)
            },
            then: {
                let whom = ["mine": "nobody else", "team": "your teams"][sharing] ?? "everyone"
                PeopleVerbs.answered("The view \(PlainText.ascii(name, max: 64)) is seen by \(whom).", "", $0, call)
            })
    }

    private static func show(_ name: String, _ call: Call) {
        call.ask(
            "views",
            then: { body in
                let view = (body["items"]?.elements ?? []).first { $0["view"]?.isString(name) == true }
                let isBoard = view?["layout"]?.isString("board") == true && call.format.isForPeople
                gather(name, call) { tickets, total in
                    if isBoard { board(tickets, total, call) } else { InboxVerb.show(tickets, tickets.count, total, "view:" + name, call) }
                }
            })
    }

    private static func gather(_ name: String, _ call: Call, then: @escaping ([TicketFacts], Int) -> Void) {
        let limit = call.arguments.value("--limit").map { Arguments.number($0[...]) ?? 0 } ?? 200
        guard (1...200).contains(limit) else { return call.fail(usage: "--limit wants a number from 1 to 200") }
        call.ask(
            "tickets",
            {
                $0.field("view", name)
                $0.field("limit", limit)
            },
            then: { then(($0["items"]?.elements ?? []).compactMap(TicketFacts.init), Int($0["total"]?.integer ?? 0)) })
    }

    /// A block for each status, in the order in which the list comes to them.
    private static func board(_ tickets: [TicketFacts], _ total: Int, _ call: Call) {
        if call.format.shape == .json {
            for ticket in tickets { call.say(json: ticket.raw) }
            return call.done()
        }
        var statuses: [String] = []
        for ticket in tickets where !statuses.contains(ticket.shownStatus) { statuses.append(ticket.shownStatus) }
        for status in statuses {
            let these = tickets.filter { $0.shownStatus == status }
            call.remark("\(status): \(these.count)")
            var table = Table(columns: [
                .init(name: "status", width: 15), .init(name: "ticket", width: 8, side: .right), .init(name: "contact", width: 16),
                .init(name: "subject", width: 0), .init(name: "owner", width: 10),
            ])
            for ticket in these {
                let cells = ["\(ticket.number)", ticket.shownContact, ticket.shownSubject, ticket.shownOwner]
                table.rows.append(.init(cells: [""] + cells, plainCells: [status] + cells))
            }
            call.say(table.lines(call.format))
        }
        if tickets.isEmpty { call.remark("No ticket is in it.") }
        if tickets.count < total { call.remark("\(tickets.count) of \(total) tickets are shown.") }
        call.done()
    }
}
