internal import DeskConsole
internal import DeskKit

/// `desk channel audit [ACCOUNT]`: who did what to accounts, when and why; the latest first.
enum ChannelAudit {
    private static let standardLimit: Int64 = 50

    static func run(_ call: Call, _ account: String?) {
        let word = call.arguments.value("--limit")
        guard let limit = word.map({ Arguments.number($0[...]) }) ?? standardLimit, (1...200).contains(limit) else {
            return call.fail(usage: "--limit is a number from 1 to 200")
        }
        call.ask(
            "audit",
            { writer in
                if let account { writer.field("account", account) }
                writer.field("limit", limit)
            },
            then: { body in
                let items = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for item in items { call.say(json: item.raw) }
                } else if items.isEmpty {
                    call.remark("Nothing was ever done to \(account.map { SafeText.line($0) } ?? "any account").")
                } else {
                    call.say(table(items, call.seat.now).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ items: [JSONValue], _ now: Int64) -> Table {
        var table = Table(columns: [
            .init(name: "when", width: 16), .init(name: "who", width: 20), .init(name: "account", width: 24),
            .init(name: "what", width: 20),
            .init(name: "why", width: 0),
        ])
        for item in items {
            for event in item["events"]?.elements ?? [] { if let row = row(item, event, now) { table.rows.append(row) } }
        }
        return table
    }

    /// What the desk keeps for itself is nobody's deed.
    private static func row(_ item: JSONValue, _ event: JSONValue, _ now: Int64) -> Table.Row? {
        guard let kind = event["event"]?.string, kind != "account_told" else { return nil }
        let at = item["at"]?.utf8.flatMap(TimeWords.milliseconds)
        let by = item["by"]
        let who = text(by?["role"]) + (by?["name"] == nil ? "" : " " + text(by?["name"]))
        return .init(
            cells: [
                at.map { TimeWords.clock($0, now: now) } ?? "", who, text(event["account"] ?? event["channel"]), what(kind, event),
                why(event),
            ],
            plainCells: [at.map(TimeWords.wire) ?? "-", who, text(event["account"] ?? event["channel"]), kind, why(event)])
    }

    private static func what(_ kind: String, _ event: JSONValue) -> String {
        switch kind {
        case "channel_registered": "registered"
        case "account_created": "created"
        case "account_connecting": "tried to connect"
        case "account_connected": event["renewed"]?.bool == true ? "authorized anew" : "connected"
        case "account_connect_failed": "could not be connected"
        case "account_connect_expired": "took too long"
        case "account_edited": "edited"
        case "account_authorized": event["authorized"]?.bool == true ? "authorized" : "lost its authorization"
        case "account_set", "account_switched", "account_changed": event["active"]?.bool == true ? "turned on" : "turned off"
        case "account_queue": "unsent replies: " + text(event["queued"])
        case "account_deleted": "deleted"
        default: SafeText.line(kind)
        }
    }

    private static func why(_ event: JSONValue) -> String {
        let changed = (event["changed"]?.elements ?? []).map(text).joined(separator: ", ")
        let words = text(event["reason"] ?? event["text"])
        return [changed, words].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
}
