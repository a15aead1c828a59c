internal import DeskConsole
internal import DeskKit

/// `desk trace`: one message's way through the desk, step by step.
enum TraceVerb {
    static let all: [Verb] = [
        Verb(
            name: "trace", usage: "[N] mK | MESSAGE", summary: "a message's way through the desk, and what it waits for",
            details: [
                "MESSAGE is a message's number, mK a line of ticket N or of the open one. Each step has its time, the time since the one "
                    + "before, and who. A reply that is not out says what it waits for.",
                "Into a pipe, tabs separate step, time, milliseconds since the step before, and what there is to say of it.",
            ],
            group: .tools, shape: .words(1...2), run: run)
    ]

    private static func run(_ call: Call) {
        let last = call.arguments.words.last ?? ""
        if let line = Arguments.message(last) {
            let named = call.arguments.words.count == 2 ? call.ticket(word: 0) : call.ticket(nil)
            guard let ticket = named else { return }
            MessageReference.find(line, of: ticket, call) { trace($0, call) }
        } else if call.arguments.words.count == 1, let message = Arguments.number(last.hasPrefix("#") ? last.dropFirst() : last[...]) {
            trace(message, call)
        } else {
            call.fail(usage: "trace: which message? it is `trace [N] mK`, such as `trace 1042 m3`, or `trace MESSAGE`")
        }
    }

    private static func trace(_ message: Int64, _ call: Call) {
        call.ask(
            "trace", { $0.field("message", message) },
            then: { body in
                if call.format.shape == .json {
                    call.say(answer: body)
                } else {
                    call.say(TraceReport(body, now: call.seat.now, style: call.format).lines)
                }
                call.done()
            })
    }
}

/// The answer to `trace` as lines.
struct TraceReport {
    private let body: JSONValue
    private let now: Int64
    private let format: Format

    init(_ body: JSONValue, now: Int64, style format: Format) {
        self.body = body
        self.now = now
        self.format = format
    }

    var lines: [String] {
        var table = Table(columns: [
            .init(name: "step", width: 12), .init(name: "at", width: 26), .init(name: "after", width: 10, side: .right),
            .init(name: "what", width: 0),
        ])
        var before: Int64?
        for step in body["steps"]?.elements ?? [] {
            let at = step["at"]?.utf8.flatMap { TimeWords.milliseconds($0) } ?? 0
            table.rows.append(row(step, at, before.map { max(0, at - $0) }))
            before = at
        }
        let waits = body["waits"].flatMap { $0.kind == .object ? $0 : nil }
        guard format.isForPeople else {
            if let waits { table.rows.append(wait(waits, after: before)) }
            return table.lines(format)
        }
        let missing = body["complete"]?.bool == false ? ["Earlier steps are missing: `desk journal cat DIR` has every entry."] : []
        return [head] + table.lines(format) + missing + (waits.map { [sentence($0, after: before)] } ?? [])
    }

    /// Nothing of why it waits is cut off.
    private func sentence(_ waits: JSONValue, after last: Int64?) -> String {
        let since = Self.since(waits, last)
        let time = since.map { " since \(TimeWords.exact($0, now: now)) (\(Self.duration(max(0, now - $0))))" } ?? ""
        return "waits\(time): " + Self.why(waits, account: word("account"), message: word("message"))
    }

    private var head: String {
        let place = body["channel"].map { _ in " by \(word("channel")) (\(word("account")))" } ?? ""
        return "#\(word("message")) of ticket \(word("ticket")), \(word(body["direction"] == nil ? "kind" : "direction"))\(place)"
    }

    private func row(_ step: JSONValue, _ at: Int64, _ after: Int64?) -> Table.Row {
        let name = Self.word(step, "step")
        let what = Self.what(name, step, ticket: word("ticket"))
        return .init(
            cells: [name, TimeWords.exact(at, now: now), after.map { "+" + Self.duration($0) } ?? "", what],
            plainCells: [name, Self.word(step, "at"), "\(after ?? 0)", what],
            role: DeliveryWords.isTrouble(name) ? .error : nil)
    }

    private static func what(_ name: String, _ step: JSONValue, ticket: String) -> String {
        let who = step["by"].map { author($0) }
        switch name {
        case "received": return "from " + (who ?? "?")
        case "stored": return "entry \(word(step, "seq"))" + (step["durable"]?.bool == true ? ", synced" : ", not synced yet")
        case "threaded":
            let threads = ["opened": "a new thread", "known": "a known thread"]
            let tickets = ["opened": "opens", "follow_up": "opens, as a follow-up,", "reopened": "reopens"]
            let verb = tickets[word(step, "ticket")].map { $0 + " " } ?? ""
            return "\(threads[word(step, "thread")] ?? "?"), \(verb)ticket \(ticket)"
        default:
            let attempt = step["attempt"]?.integer ?? 0
            let why = [word(step, "code"), word(step, "text")].filter { !$0.isEmpty }.joined(separator: " ")
            let parts = [attempt > 0 ? "attempt \(attempt)" : "", who.map { "by " + $0 } ?? "", why]
            return parts.filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }

    /// A row like the others: when the wait began, and how long after the step before.
    private func wait(_ waits: JSONValue, after last: Int64?) -> Table.Row {
        let since = Self.since(waits, last)
        let time = since.map { TimeWords.wire($0) } ?? "-"
        let after = since.map { "\($0 - (last ?? $0))" } ?? "-"
        return .init(cells: ["waits", time, after, Self.why(waits, account: word("account"), message: word("message"))])
    }

    /// What is in the way may be older than the message, which waits only since it was there.
    private static func since(_ waits: JSONValue, _ last: Int64?) -> Int64? {
        let since = waits["since"]?.utf8.flatMap { TimeWords.milliseconds($0) }
        return since.map { max($0, last ?? $0) }
    }

    private static func why(_ waits: JSONValue, account: String, message: String) -> String {
        let reason = waits["reason"] == nil ? "" : " (\(word(waits, "reason")))"
        return switch word(waits, "for") {
        case "channel_off": "channel off by \(waits["by"].map { author($0) } ?? "an admin")\(reason); `desk channel on \(account)`"
        case "undo_window": "its writer, who can still take it back: `undo` #\(message)"
        case "disk_full": "the disk is full"
        case "read_only": "the broker is read-only"
        case "adapter_away": "adapter away"
        case "adapter_leaving": "the adapter is shutting down; the next one gets it"
        case "probe": "the adapter is asked what became of earlier replies"
        case "order": "behind #\(word(waits, "behind")) of the same thread"
        case "window": "the adapter has its hands full"
        case "adapter_slow": "the adapter does not read what it is sent"
        case "turn": "the broker's next turn"
        case "adapter_answer": "the adapter's answer"
        case "adapter_report": "the adapter's word that it went out"
        case "rep": "a rep: `retry` or `drop` #\(message)"
        default: word(waits, "for")
        }
    }

    /// `admin root`, `adapter web`, `the desk`.
    private static func author(_ by: JSONValue) -> String {
        let role = word(by, "role")
        return role == "desk" ? "the desk" : "\(role) \(word(by, "name"))"
    }

    private static func duration(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case ..<1_000: "\(milliseconds) ms"
        case ..<60_000: "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
        default: TimeWords.age(milliseconds)
        }
    }

    private func word(_ name: String) -> String { Self.word(body, name) }

    private static func word(_ value: JSONValue, _ name: String) -> String {
        if let number = value[name]?.integer { return "\(number)" }
        return SafeText.line(value[name]?.utf8 ?? [])
    }
}
