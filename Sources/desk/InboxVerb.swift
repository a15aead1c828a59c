internal import DeskConsole
internal import DeskKit

enum InboxVerb {
    /// Pages that are read at most for one list.
    private static let pagesMax = 25
    private static let ticketsMax = 5_000

    static func run(_ call: Call) {
        let query = call.arguments.words.joined(separator: " ")
        guard let limit = limit(call) else { return call.fail(usage: "--limit wants a number from 1 to 5000") }
        // People are told of all that there is, and the order is that of all.
        let isWhole = query.isEmpty || call.format.isForPeople
        gather(call, query.isEmpty ? needsSomebody : [query], limit: isWhole ? ticketsMax : limit) { tickets, total in
            show(query.isEmpty ? call.seat.triage.inboxOrder(tickets) : tickets, limit, total, query, call)
        }
    }

    /// A failed reply needs somebody even where its ticket is closed.
    static let needsSomebody = ["is:failed", "is:unknown", "is:open"]

    private static func limit(_ call: Call) -> Int? {
        guard let text = call.arguments.value("--limit") else { return call.format.isForPeople ? 100 : ticketsMax }
        return Arguments.number(text[...]).flatMap { (1...Int64(ticketsMax)).contains($0) ? Int($0) : nil }
    }

    /// The tickets of several queries, each once, and how many there are.
    static func gather(_ call: Call, _ queries: [String], limit: Int = ticketsMax, then: @escaping ([TicketFacts], Int) -> Void) {
        var found: [TicketFacts] = []
        var numbers: Set<Int64> = []
        var total = 0
        var rest = queries[...]
        func nextQuery() {
            guard let query = rest.popFirst() else { return then(found, max(total, found.count)) }
            page(query, after: nil, pages: 1)
        }
        func page(_ query: String, after: String?, pages: Int) {
            call.ask(
                "tickets",
                {
                    $0.field("query", query)
                    $0.field("limit", min(200, limit))
                    if let after { $0.field("after", after) }
                },
                then: { body in
                    for ticket in (body["items"]?.elements ?? []).compactMap(TicketFacts.init) where numbers.insert(ticket.number).inserted
                    {
                        found.append(ticket)
                    }
                    total = max(total, Int(body["total"]?.integer ?? 0))
                    let next = body["next"]?.string
                    if let next, found.count < limit, pages < pagesMax { page(query, after: next, pages: pages + 1) } else { nextQuery() }
                })
        }
        nextQuery()
    }

    static func show(_ tickets: [TicketFacts], _ limit: Int, _ total: Int, _ query: String, _ call: Call) {
        let shown = Array(tickets.prefix(limit))
        if call.format.shape == .json {
            for ticket in shown { call.say(json: ticket.raw) }
            return call.done()
        }
        guard !tickets.isEmpty else {
            call.remark(
                empty(query))
            return call.done()
        }
        call.say(table(shown, call).lines(call.format))
        call.remark(lookers(shown, call))
        call.remark(footer(tickets, shown.count, total, call))
        call.done()
    }

    private static func empty(_ query: String) -> String {
        if query.isEmpty { return "Nothing is open. New messages appear by themselves." }
        guard query.hasPrefix("view:") else { return "No ticket matches \(SafeText.line(query))." }
        return "The view \(SafeText.line(String(query.dropFirst(5)))) is empty."
    }

    private static func table(_ tickets: [TicketFacts], _ call: Call) -> Table {
        var table = Table(columns: [
            .init(name: "mark", width: 2), .init(name: "ticket", width: 8, side: .right), .init(name: "channel", width: 9),
            .init(name: "contact", width: 16), .init(name: "subject", width: 0),
            .init(name: "age", width: 4, side: .right, spokenName: "seconds ago"),
            .init(name: "status", width: 24), .init(name: "owner", width: 10),
        ])
        let (triage, now) = (call.seat.triage, call.seat.now)
        for ticket in tickets {
            let need = triage.need(ticket)
            let rest = [ticket.shownStatus, ticket.shownOwner]
            let isSpoken = call.format.shape == .spoken
            let front = ["\(ticket.number)", ticket.shownChannel, ticket.shownContact, ticket.shownSubject]
            let plain = ["\(ticket.number)", ticket.shownChannel, ticket.wholeContact, ticket.shownSubject]
            let cells = [mark(need, ticket) + (ticket.isUnread ? "N" : "")] + front
            let plainCells = [word(need, ticket) + (isSpoken && ticket.isUnread ? ", unread" : "")] + plain
            table.rows.append(
                .init(
                    cells: cells + [TimeWords.age(now - ticket.updated), ticket.statusInLists, ticket.shownOwner],
                    plainCells: plainCells + ["\(max(0, now - ticket.updated) / 1_000)"] + rest, role: role(need)))
        }
        return table
    }

    /// Who has one of them open, so that nobody begins what a colleague is at: `kim looks at 3.`
    private static func lookers(_ tickets: [TicketFacts], _ call: Call) -> [String] {
        guard let board = call.seat.session?.board else { return [] }
        let numbers = Set(tickets.map(\.number))
        let others = board.presence.filter { $0.key != call.seat.me && numbers.contains($0.value) }.sorted { $0.key < $1.key }
        return others.isEmpty ? [] : [others.map { "\(SafeText.line($0.key)) looks at \($0.value)" }.joined(separator: ", ") + "."]
    }

    private static func mark(_ need: Triage.Need, _ ticket: TicketFacts) -> String {
        switch need {
        case .failed: "!"
        case .unknown: "?"
        case .mine, .unowned, .others: "*"
        case .nothing: ticket.snoozed == nil ? " " : "z"
        }
    }

    private static func word(_ need: Triage.Need, _ ticket: TicketFacts) -> String {
        switch need {
        case .failed: "failed"
        case .unknown: "unknown"
        case .mine, .unowned, .others: "waiting"
        case .nothing: ticket.snoozed == nil ? "-" : "snoozed"
        }
    }

    private static func role(_ need: Triage.Need) -> Role? {
        switch need {
        case .failed: .error
        case .unknown: .warn
        case .mine, .unowned, .others, .nothing: nil
        }
    }

    /// Counts all that there are, and not only the rows above it.
    private static func footer(_ tickets: [TicketFacts], _ shown: Int, _ total: Int, _ call: Call) -> String {
        let needs = tickets.map(call.seat.triage.need)
        let waiting = needs.count { $0 == .mine || $0 == .unowned || $0 == .others }
        var parts: [String] = []
        for (need, word) in [(Triage.Need.failed, "failed"), (.unknown, "unknown")] {
            let count = needs.count { $0 == need }
            if count > 0 { parts.append("\(count) \(word)") }
        }
        parts.append("\(waiting) waiting for us")
        let isSomething = tickets.contains(where: call.seat.triage.isMine)
        let step =
            call.seat.isLineDoor ? (isSomething ? "next | open N | help" : "open N | help") : (isSomething ? "desk next" : "desk open N")
        let counts = parts.joined(separator: ", ")
        // More than one list takes have not been looked at one by one.
        let some = tickets.count < total ? "of the first \(tickets.count) " : ""
        let page = shown < tickets.count ? " \(shown) shown." : ""
        let head = "\(total) ticket\(total == 1 ? "" : "s"), \(some)\(counts).\(page)"
        return call.format.hasHints ? head + " " + step : head
    }
}
