internal import DeskConsole
internal import DeskKit

/// Streams that end when somebody ends them.
enum WatchVerbs {
    static let all: [Verb] = [
        Verb(
            name: "watch", usage: "[--from N]", summary: "what happens, as it happens: one event frame a line",
            details: [
                "From N: everything after entry N first. After a lost connection it goes on where it was, without gaps or repetitions."
            ],
            group: .tools, doors: .command, flags: [VerbFlag("--from", "N", "begin after entry N (else now)")], run: watch),
        Verb(
            name: "tap", usage: "[--type FRAME]… [--peer NAME]… [--bodies]", summary: "frames as they pass through the broker",
            details: ["People's words are replaced by their length unless --bodies is given. A tap shows what it can; it does not record."],
            group: .tools, doors: .command, need: .broker(.admin),
            flags: [
                VerbFlag("--type", "FRAME", "only frames of that type; may be given again"),
                VerbFlag("--peer", "NAME", "only that peer's; may be given again"), VerbFlag("--bodies", nil, "with what people wrote"),
            ], run: tap),
    ]

    private static func watch(_ call: Call) {
        var cursor: Int64?
        if let from = call.arguments.value("--from") {
            guard let number = Arguments.number(from[...]) else { return call.fail(usage: "--from wants an entry's number") }
            cursor = number
        }
        guard let link = call.seat.link else { return call.done() }
        link.onNotice = { type, body in
            guard type == "event", let sequence = body["seq"]?.integer else { return }
            cursor = sequence
            call.say(json: body.raw)
        }
        begin(call, link) { writer in
            if let cursor { writer.field("from", cursor) }
        } then: { head in
            // From here on a lost connection is made good.
            if cursor == nil { cursor = head }
        }
    }

    private static func tap(_ call: Call) {
        for type in call.arguments.values("--type") where !FrameTypes.all.contains(type) {
            return call.fail(usage: FrameTypes.unknown(type))
        }
        guard let link = call.seat.link else { return call.done() }
        link.onNotice = { type, body in if type == "tapped" { call.say(json: body.raw) } }
        stream("tap", call, link) { writer in
            writer.list("types", call.arguments.values("--type"))
            writer.list("peers", call.arguments.values("--peer"))
            writer.field("bodies", call.arguments.has("--bodies"))
        } then: { _ in
        }
    }

    private static func begin(
        _ call: Call, _ link: BrokerLink, _ fields: @escaping (inout JSONWriter) -> Void, then: @escaping (Int64?) -> Void
    ) { stream("watch", call, link, fields, then: then) }

    /// Asks now and again in each session to come.
    private static func stream(
        _ type: String, _ call: Call, _ link: BrokerLink, _ fields: @escaping (inout JSONWriter) -> Void, then: @escaping (Int64?) -> Void
    ) {
        func ask() {
            link.request(type, fields) { answer in
                switch answer {
                case .ok(let body): then(body["head"]?.integer)
                case .refused(let refusal): call.refuse(refusal)
                case .lost: break  // the next session asks again
                }
            }
        }
        let former = link.onState
        link.onState = { state in
            former(state)
            switch state {
            case .attached: ask()
            case .waiting(_, let trouble):
                call.seat.output.complain(["desk: " + SafeText.line(trouble.message.withoutFullStop) + "; coming back"])
            case .connecting, .ended: break
            }
        }
        ask()
    }
}

extension JSONWriter {
    fileprivate mutating func list(_ name: String, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
