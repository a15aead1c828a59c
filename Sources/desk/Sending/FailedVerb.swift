internal import DeskConsole
internal import DeskKit

/// Replies that did not get through, or of which nobody knows: the dead letters.
enum FailedVerb {
    static let verb = Verb(
        name: "failed", usage: "[ACCOUNT]", summary: "replies that failed, or of which nobody knows; --retry sends them again",
        details: [
            "With --retry all of them go out again, oldest first, under their own keys: a service that has one drops the second."
        ],
        group: .tickets,
        flags: [
            VerbFlag("--retry", nil, "send all of them again, whatever was said since"),
            VerbFlag("--state", "STATE", "those in another state: queued, held, failed, unknown, canceled …"),
            VerbFlag("--limit", "COUNT", "at most so many (50)"),
        ],
        shape: .words(0...1), run: run)

    private static func run(_ call: Call) {
        let limit = call.arguments.value("--limit").map { Arguments.number($0[...]) } ?? 50
        guard let limit, (1...200).contains(limit) else { return call.fail(usage: "failed: --limit is a number, 1 to 200") }
        call.ask(
            "deliveries",
            { writer in
                if let account = call.arguments.words.first { writer.field("account", account) }
                if let state = call.arguments.value("--state") { writer.field("state", state) }
                writer.field("limit", limit)
            },
            then: { body in
                let items = (body["items"]?.elements ?? []).compactMap(Item.init)
                call.arguments.has("--retry") ? again(items[...], 0, call) : show(items, body, call)
            })
    }

    private static func show(_ items: [Item], _ body: JSONValue, _ call: Call) {
        if call.format.shape == .json {
            call.say(answer: body)
            return call.done()
        }
        var table = Table(columns: [
            .init(name: "message", width: 10, side: .right), .init(name: "ticket", width: 8, side: .right),
            .init(name: "account", width: 16), .init(name: "state", width: 8), .init(name: "text", width: 30),
            .init(name: "reason", width: 0),
        ])
        for item in items {
            let reason = item.delivery.map(DeliveryWords.reason).map { $0.hasPrefix(": ") ? String($0.dropFirst(2)) : $0 } ?? ""
            table.rows.append(
                Table.Row(cells: [
                    "\(item.message)", "\(item.ticket)", SafeText.line(item.account), SafeText.line(item.delivery?.state ?? ""),
                    item.firstLine, reason,
                ]))
        }
        call.say(table.lines(call.format))
        let total = body["total"]?.integer ?? 0
        if items.isEmpty { call.remark("Nothing has failed.") }
        if Int64(items.count) < total { call.remark("\(items.count) of \(total).") }
        if !items.isEmpty, call.format.hasHints { call.remark("\(call.saying("retry MESSAGE")) | \(call.saying("failed --retry"))") }
        call.done()
    }

    /// One after the other, in order; the first that is refused ends it.
    private static func again(_ items: ArraySlice<Item>, _ count: Int, _ call: Call) {
        guard let item = items.first else {
            call.say(count == 0 ? "Nothing has failed." : "\(count) sent again.")
            return call.done()
        }
        call.change(
            "retry",
            {
                $0.field("message", item.message)
                $0.field("force", true)
            },
            refused: { refusal in
                // Somebody else was faster.
                guard refusal.code == "conflict" else { return false }
                again(items.dropFirst(), count, call)
                return true
            },
            then: { _ in again(items.dropFirst(), count + 1, call) })
    }
}
