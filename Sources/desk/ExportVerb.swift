internal import DeskConsole
internal import DeskKit

/// Everything as JSON lines, for other programs.
enum ExportVerb {
    private static let kinds = ["tickets", "messages", "contacts"]

    static let all: [Verb] = [
        Verb(
            name: "export", usage: "tickets | messages | contacts", summary: "everything as JSON, one object a line",
            details: [
                "tickets: as `inbox --json` has them, by number. messages: what was said, and notes (\"kind\":\"note\"), in the order in "
                    + "which the desk stored them, with \"stored\" first. contacts: contact, name, identifiers. People's words are JSON strings.",
                "--query is as for inbox; for messages it is about their tickets. The broker notes in its log who exports. Without a "
                    + "broker: `deskd --read-only --data DIR --socket PATH` serves a backup or a damaged journal for this.",
            ],
            group: .upkeep, doors: .command, need: .broker(.admin),
            flags: [
                VerbFlag("--query", "QUERY", "only tickets, or messages of tickets, for which it holds"),
                VerbFlag("--ticket", "N", "only this ticket"),
                VerbFlag("--since", "WHEN", "stored, or last changed, then or later: 2026-11-22 or 2026-11-22T14:48:00Z"),
                VerbFlag("--until", "WHEN", "stored, or last changed, before then"),
                VerbFlag("--format", "jsonl", "the one format there is"),
            ], shape: .words(1...1), run: run)
    ]

    private static func run(_ call: Call) {
        let kind = call.arguments.words[0]
        guard kinds.contains(kind) else { return call.fail(usage: "export takes: \(call.verb.usage)") }
        guard ["jsonl", nil].contains(call.arguments.value("--format")) else {
            return call.fail(usage: "--format is jsonl; jq makes others of it")
        }
        var ticket: Int64?
        if let word = call.arguments.value("--ticket") {
            ticket = Arguments.number(word.hasPrefix("#") ? word.dropFirst() : word[...])
            guard ticket != nil else { return call.fail(usage: "--ticket is a ticket's number") }
        }
        page(kind, after: 0, ticket, call)
    }

    /// One page after the other, so that neither side holds more than one.
    private static func page(_ kind: String, after: Int64, _ ticket: Int64?, _ call: Call) {
        let arguments = call.arguments
        call.ask(
            "export",
            { writer in
                writer.field("of", kind)
                writer.field("after", after)
                writer.field("limit", 200)
                if let query = arguments.value("--query") { writer.field("query", query) }
                if let ticket { writer.field("ticket", ticket) }
                for name in ["since", "until"] {
                    if let moment = arguments.value("--" + name) { writer.field(name, Self.moment(moment)) }
                }
            },
            then: { body in
                let items = body["items"]?.elements ?? []
                if !items.isEmpty { call.seat.output.show(items.map { String(decoding: call.format.line(json: $0.raw), as: UTF8.self) }) }
                guard let next = body["next"]?.integer else { return call.done() }
                page(kind, after: next, ticket, call)
            })
    }

    /// A day is its first moment, in UTC.
    private static func moment(_ text: String) -> String { text.utf8.count == 10 ? text + "T00:00:00Z" : text }
}
