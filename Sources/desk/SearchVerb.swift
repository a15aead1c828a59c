internal import DeskConsole
internal import DeskKit

/// Finding what was said, in tickets new and old.
enum SearchVerb {
    static let all: [Verb] = [
        Verb(
            name: "search", aliases: ["f"], usage: "[-w NAME] QUERY…", summary: "find what was ever said, the newest first",
            details: [
                "All words must be found, in a message or in its ticket's subject, number and contact; capitals and accents are nothing.",
                "\"these words together\" begin* -without (this OR that) from:ana channel:webchat account:NAME owner:me status:SLUG "
                    + "is:open is:note has:attachment file:*.pdf before:2026-11-01 after:2026-11-01 older:4h newer:30d ticket:N contact:N "
                    + "sort:oldest, and whatever `inbox` knows. `more` shows the next page. `help search-syntax` says it all.",
                "-w NAME keeps the query as a view. In a shell, put single quotes around a query with quotes or parentheses.",
            ],
            group: .tickets,
            flags: [
                VerbFlag("--limit", "N", "at most so many (20; into a pipe 5000)"),
                VerbFlag("--messages", nil, "each message that was found, not only the first of each ticket"),
                VerbFlag("--exit-status", nil, "end with 1 where nothing was found"),
            ],
            shape: .words(0...200), run: run)
    ]

    /// Where a search goes on.
    struct Place {
        let query: String
        let isByMessage: Bool
        let limit: Int
        var after: Int64?
        var shown = 0
    }

    private static let limitMax = 5_000

    private static func run(_ call: Call) {
        var words = call.arguments.words
        let view = words.count > 1 && words[0] == "-w" ? words[1] : nil
        if view != nil { words.removeFirst(2) }
        let query = query(words, isTyped: call.seat.isLineDoor)
        guard !query.isEmpty else { return call.fail(usage: "search: what for? `search QUERY`; `help search` says how") }
        let wished = call.arguments.value("--limit").map { Arguments.number($0[...]) }
        let limit = wished ?? (call.format.isForPeople ? 20 : Int64(limitMax))
        guard let limit, (1...Int64(limitMax)).contains(limit) else {
            return call.fail(usage: "--limit wants a number from 1 to \(limitMax)")
        }
        if let view { return save(query, as: view, call) }
        call.seat.search = nil
        show(Place(query: query, isByMessage: call.arguments.has("--messages"), limit: Int(limit)), call)
    }

    /// As it was meant: what was between quotes at the prompt, or is one word of a shell's with blanks in it, stands together. A query
    /// that a shell hands on as a whole is left as it is.
    private static func query(_ words: [String], isTyped: Bool) -> String {
        words.map { word in
            guard word.utf8.contains(0x20), !word.utf8.contains(0x22) else { return word }
            let isWhole = !isTyped && word.utf8.contains { $0 == 0x3A || $0 == 0x28 }
            return isWhole ? word : "\"\(word)\""
        }.joined(separator: " ")
    }

    /// The next page of what was searched for last; false where there is none.
    static func more(_ call: Call) -> Bool {
        guard let place = call.seat.search else { return false }
        show(place, call)
        return true
    }

    private static func show(_ place: Place, _ call: Call) {
        var rest = place
        var left = place.limit
        var found: [SearchHit] = []
        func page() {
            call.ask(
                "search",
                {
                    $0.field("query", rest.query)
                    if rest.isByMessage { $0.field("per", "message") }
                    $0.field("limit", min(left, 200))
                    if let after = rest.after { $0.field("after", after) }
                },
                refused: { explain($0, rest.query, call) },
                then: { body in
                    let hits = (body["items"]?.elements ?? []).compactMap(SearchHit.init)
                    left -= hits.count
                    rest.shown += hits.count
                    rest.after = body["next"]?.integer
                    // Programs need not wait for the last page to have the first.
                    if call.format.isForPeople { found += hits } else { call.say(lines(hits, call)) }
                    if rest.after != nil, left > 0 { return page() }
                    if call.format.isForPeople { call.say(lines(found, call)) }
                    end(rest, body["unindexed"]?.integer ?? 0, call)
                })
        }
        page()
    }

    private static func lines(_ hits: [SearchHit], _ call: Call) -> [String] {
        if call.format.shape == .json {
            return hits.map { String(decoding: call.format.line(json: $0.raw), as: UTF8.self) }
        }
        guard call.format.shape == .columns else { return SearchHit.table(hits, call).lines(call.format) }
        // The row of the ticket, and below it what was said.
        let rows = SearchHit.table(hits, call, withText: false).lines(call.format)
        return zip(hits, rows).flatMap { hit, row in [row] + hit.shownText(call.format) }
    }

    private static func end(_ place: Place, _ unindexed: Int64, _ call: Call) {
        if place.shown == 0 { call.remark("Nothing that was ever said matches \(SafeText.line(place.query)).") }
        if unindexed > 0 { call.remark("The index is still being made, \(unindexed) entries are left: until then searching is slower.") }
        if place.shown > 0 {
            let hint = place.after == nil ? "open N" : call.seat.isLineDoor ? "more | open N" : "--limit N shows more"
            let head = place.after == nil ? "\(place.shown) found." : "\(place.shown) shown, there are more."
            call.remark(call.format.hasHints ? "\(head) \(hint)" : head)
        }
        call.seat.search = place.after == nil ? nil : place
        call.end(place.shown == 0 && call.arguments.has("--exit-status") ? Call.no : 0)
    }

    /// Shows where in the query it is that cannot be read.
    private static func explain(_ refusal: DeskKit.Refusal, _ query: String, _ call: Call) -> Bool {
        guard call.format.shape != .json, let column = refusal.data?["column"]?.integer, column > 0 else { return false }
        let scalars = query.unicodeScalars
        let before = SafeText.line(String(String.UnicodeScalarView(scalars.prefix(Int(column) - 1))))
        let width = max(1, Int(refusal.data?["width"]?.integer ?? 1))
        let meant = SafeText.line(String(String.UnicodeScalarView(scalars.dropFirst(Int(column) - 1).prefix(width))))
        let carets = String(repeating: "^", count: max(1, DisplayWidth.columns(of: meant)))
        call.seat.output.complain([
            "  " + SafeText.line(query), "  " + String(repeating: " ", count: DisplayWidth.columns(of: before)) + carets,
        ])
        call.fail(refusal.message, ExitCode.usage.rawValue)
        return true
    }

    private static func save(_ query: String, as name: String, _ call: Call) {
        call.change(
            "view.set",
            {
                $0.field("view", name)
                $0.field("label", name)
                $0.field("query", query)
            },
            refused: {
                guard $0.code == "unknown_type" else { return false }
                call.fail("this broker keeps no views, so the query was not kept; say `search` without -w to see what it finds")
                return true
            },
            then: { PeopleVerbs.answered("Saved.", " " + call.saying("inbox view:\(SafeText.line(name))"), $0, call) })
    }
}

/// One that was found.
struct SearchHit {
    let ticket: TicketFacts
    let message: Int64
    let kind: String
    let at: Int64
    private let snippet: String
    private let marks: [Range<Int>]
    let raw: [UInt8]

    init?(_ item: JSONValue) {
        guard let ticket = item["ticket"].flatMap(TicketFacts.init) else { return nil }
        self.ticket = ticket
        message = item["message"]?.integer ?? 0
        kind = item["kind"]?.string ?? ""
        at = item["at"]?.utf8.flatMap(TimeWords.milliseconds) ?? 0
        snippet = String(decoding: item["snippet"]?.utf8 ?? [], as: UTF8.self)
        marks = (item["marks"]?.elements ?? []).compactMap { pair in
            let ends = pair.elements.compactMap(\.integer)
            return ends.count == 2 && ends[0] < ends[1] && ends[0] >= 0 ? Int(ends[0])..<Int(clamping: ends[1]) : nil
        }
        raw = item.raw
    }

    static func table(_ hits: [SearchHit], _ call: Call, withText: Bool = true) -> Table {
        var columns: [Table.Column] = [
            .init(name: "ticket", width: 8, side: .right), .init(name: "channel", width: 9), .init(name: "contact", width: 16),
            .init(name: "subject", width: 0), .init(name: "age", width: 4, side: .right, spokenName: "seconds ago"),
            .init(name: "status", width: 15), .init(name: "owner", width: 10),
        ]
        if withText { columns += [.init(name: "message", width: 10), .init(name: "kind", width: 8), .init(name: "text", width: 0)] }
        var table = Table(columns: columns)
        for hit in hits {
            let ticket = hit.ticket
            let ends = [ticket.shownStatus, ticket.shownOwner] + (withText ? ["\(hit.message)", SafeText.line(hit.kind), hit.text()] : [])
            let age = call.seat.now - hit.at
            table.rows.append(
                .init(
                    cells: ["\(ticket.number)", ticket.shownChannel, ticket.shownContact, ticket.shownSubject, TimeWords.age(age)] + ends,
                    plainCells: [
                        "\(ticket.number)", ticket.shownChannel, ticket.wholeContact, ticket.shownSubject, "\(max(0, age) / 1_000)",
                    ]
                        + ends))
        }
        return table
    }

    /// Below its ticket's row.
    func shownText(_ format: Format) -> [String] {
        let columns = max(20, format.columns() - 12)
        let head = kind == "note" ? "note: " : ""
        let plain = head + text()
        let lines = TextWrap.hanging(plain, columns: columns).prefix(3)
        return lines.map { "          " + $0 }
    }

    /// What was looked for stands between asterisks.
    private func text() -> String {
        let scalars = Array(snippet.unicodeScalars)
        var shown = ""
        var at = 0
        func add(to end: Int) {
            guard at < end, end <= scalars.count else { return }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[at..<end])
            shown += SafeText.line(String(view))
            at = end
        }
        for mark in marks where mark.lowerBound >= at && mark.upperBound <= scalars.count {
            add(to: mark.lowerBound)
            shown += "*"
            add(to: mark.upperBound)
            shown += "*"
        }
        add(to: scalars.count)
        return shown
    }
}
