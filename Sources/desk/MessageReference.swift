internal import DeskKit

/// `m3` → the number of the ticket's third line.
enum MessageReference {
    /// How a message is named: by its line where that is known. Never with `#`, which begins a comment in a shell.
    static func text(line: Int?, message: Int64) -> String { line.map { "m\($0)" } ?? "message \(message)" }

    /// Calls `then` with the message's number, or fails the call.
    static func find(_ line: Int, of ticket: Int64, _ call: Call, then: @escaping (Int64) -> Void) {
        if call.seat.open?.facts.number == ticket, let message = call.seat.open?.messages[line] { return then(message) }
        look(line, of: ticket, before: nil, last: nil, call, then)
    }

    /// Goes back through the timeline, page by page, until the line is there.
    private static func look(_ line: Int, of ticket: Int64, before: Int64?, last: Int?, _ call: Call, _ then: @escaping (Int64) -> Void) {
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 200)
                if let before { $0.field("before", before) }
            },
            then: { body in
                let items = body["items"]?.elements ?? []
                let last = last ?? Int(body["ticket"]?["messages"]?.integer ?? 0)
                let first = last - items.count + 1
                if line >= first, line <= last, let message = items[line - first]["message"]?.integer { return then(message) }
                guard line >= 1, line < first, let next = body["next"]?.integer else {
                    return call.fail("ticket \(ticket) has no m\(line); `\(call.saying("open \(ticket)"))` shows its lines")
                }
                look(line, of: ticket, before: next, last: first - 1, call, then)
            })
    }
}
