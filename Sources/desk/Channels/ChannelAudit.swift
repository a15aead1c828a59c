internal import DeskConsole
internal import DeskKit

/// `desk channel audit [ACCOUNT]`: who did what to accounts, when and why; the latest first.
enum ChannelAudit {
    private static let standardLimit: Int64 = 50
    private static let limitMax: Int64 = 100_000
    private static let pageMax: Int64 = 200

    static func run(_ call: Call, _ account: String?) {
        let word = call.arguments.value("--limit")
        guard let limit = word.map({ Arguments.number($0[...]) }) ?? standardLimit, (1...limitMax).contains(limit) else {
            return call.fail(usage: "channel audit: --limit is a number from 1 to \(limitMax)")
        }
        gather(call, account, Int(limit), [])
    }

    /// What was done is counted: an entry of the journal may hold several deeds, or none.
    private static func gather(_ call: Call, _ account: String?, _ limit: Int, _ former: [JSONValue], after: Int64? = nil) {
        call.ask(
            "audit",
            { writer in
                if let account { writer.field("account", account) }
                if let after { writer.field("after", after) }
                writer.field("limit", min(pageMax, Int64(limit)))
            },
            then: { body in
                let items = former + (body["items"]?.elements ?? []).filter { deeds(in: $0) > 0 }
                let next = body["next"]?.integer
                let count = items.reduce(0) { $0 + deeds(in: $1) }
                if let next, count < limit { return gather(call, account, limit, items, after: next) }
                show(items, limit, hasMore: next != nil || count > limit, account, call)
            })
    }

    private static func deeds(in item: JSONValue) -> Int { (item["events"]?.elements ?? []).count(where: isDeed) }

    /// What the desk keeps for itself is nobody's deed.
    private static func isDeed(_ event: JSONValue) -> Bool { event["event"]?.string.map { $0 != "account_told" } ?? false }

    private static func show(_ items: [JSONValue], _ limit: Int, hasMore: Bool, _ account: String?, _ call: Call) {
        if call.format.shape == .json {
            for item in items.prefix(limit) { call.say(json: item.raw) }
        } else if items.isEmpty {
            call.remark("Nothing was ever done to \(account.map { SafeText.line($0) } ?? "any account").")
        } else {
            var table = table(items, call.seat.now)
            table.rows = Array(table.rows.prefix(limit))
            call.say(table.lines(call.format))
            if hasMore { call.remark("There is more; --limit N shows more than the latest \(limit).") }
        }
        call.done()
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

    private static func row(_ item: JSONValue, _ event: JSONValue, _ now: Int64) -> Table.Row? {
        guard isDeed(event), let kind = event["event"]?.string else { return nil }
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
