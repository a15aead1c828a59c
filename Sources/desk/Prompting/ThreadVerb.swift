internal import DeskConsole
internal import DeskKit

/// The whole of a ticket's timeline, in a pager where there is one.
enum ThreadVerb {
    static let all: [Verb] = [
        Verb(
            name: "thread", aliases: ["t"], usage: "[N]", summary: "show a ticket's latest lines again; with --all all of them",
            details: [
                "With --all, or -a, they are read in a pager where a terminal is at both ends: DESK_PAGER, PAGER, else less, which is kept from "
                    + "running anything (LESSSECURE). Empty or cat: they are simply shown."
            ],
            group: .tickets,
            flags: [VerbFlag("--all", nil, "or -a: from the first line on"), VerbFlag("--limit", "N", "the latest N lines (20)")],
            shape: .words(0...1), run: run)
    ]

    private static let pageMax = 200
    /// More than anybody reads at a stretch.
    private static let linesMax = 10_000

    private static func run(_ call: Call) {
        guard let number = call.ticket(word: 0) else { return }
        let limit = call.arguments.value("--limit").map { Arguments.number($0[...]).map(Int.init) ?? 0 } ?? 20
        guard (1...pageMax).contains(limit) else { return call.fail(usage: "--limit wants a number from 1 to \(pageMax)") }
        gather(number, [], before: nil, limit: call.arguments.has("--all") ? nil : limit, call) { facts, items in
            present(facts, items, call)
        }
    }

    private static func gather(
        _ number: Int64, _ later: [Item], before: Int64?, limit: Int?, _ call: Call, _ then: @escaping (TicketFacts, [Item]) -> Void
    ) {
        call.ask(
            "ticket",
            {
                $0.field("ticket", number)
                $0.field("limit", limit ?? pageMax)
                if let before { $0.field("before", before) }
            },
            then: { body in
                guard let facts = body["ticket"].flatMap(TicketFacts.init) else {
                    return call.fail("the broker's answer has no ticket in it")
                }
                let items = (body["items"]?.elements ?? []).compactMap(Item.init) + later
                guard limit == nil, let next = body["next"]?.integer, items.count < linesMax else { return then(facts, items) }
                gather(number, items, before: next, limit: nil, call, then)
            })
    }

    private static func present(_ facts: TicketFacts, _ items: [Item], _ call: Call) {
        let view = ConversationView(
            me: call.seat.me, format: call.format, now: call.seat.now, isCommand: !call.seat.isLineDoor, contact: facts.identifier)
        let first = facts.messages - items.count + 1
        var lines = call.format.isForPeople ? view.header(facts).map { call.format.style.apply(.note, to: $0) } : []
        if call.format.isForPeople, first > 1 { lines.append("(\(first - 1) earlier lines\(call.format.hasHints ? ": thread -a" : ""))") }
        lines += items.enumerated().flatMap { view.lines($1, line: first + $0) }
        guard call.arguments.has("--all"), call.format.isForPeople, let session = call.seat.session, session.console.mode == .full,
            let command = Pager.command(session.settings)
        else {
            call.say(lines)
            return call.done()
        }
        do throws(SystemError) {
            try Pager.show(lines, command, session) { call.done() }
        } catch {
            call.say(lines)
            call.done()
        }
    }
}

/// What long texts are read in.
enum Pager {
    /// Nil where one wants none.
    static func command(_ settings: Settings, environment: (String) -> String? = Environment.value) -> String? {
        let own = settings.value(of: "pager")
        let wish = own.isEmpty ? environment("DESK_PAGER") ?? environment("PAGER") ?? "less -FIRX" : own
        return wish.isEmpty || wish == "cat" ? nil : wish == "less" ? "less -FIRX" : wish
    }

    /// From a file that has no name any more: what people wrote lies nowhere when the pager ends, however it does.
    static func show(_ lines: [String], _ command: String, _ session: LineSession, then: @escaping () -> Void) throws(SystemError) {
        guard let place = session.draftDirectory.map({ Path.parent(of: $0) }) else { throw SystemError("open", code: 2, "DESK_STATE") }
        let path = "\(place)/page.\(String(SystemRandom.integer(), radix: 16))"
        let written = try File(path, .create)
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        try written.descriptor.writeAll(bytes.span)
        let reading = try File(path, .read)
        try Path.remove(path)
        // Open until the child has it.
        defer { withExtendedLifetime(reading) {} }
        try ForegroundProgram.run(
            command, [], in: session, input: reading.descriptor.number, environment: ["LESSSECURE": "1", "LESSHISTFILE": "-"]
        ) { _ in then() }
    }
}
