internal import DeskConsole
internal import DeskKit

/// What a rep does to what was said before.
enum AmendVerbs {
    static let all: [Verb] = [
        Verb(
            name: "edit", usage: "[N] mK TEXT", summary: "change a reply that was sent, where the channel can",
            details: [
                "Where it has no edits, the words go out as a correction; where it takes neither, nothing is sent and you are told. The "
                    + "words that were sent first stay readable here."
            ],
            group: .answers, shape: .text([.message]), run: { amend($0, "edit") }),
        Verb(
            name: "delete", usage: "[N] mK", summary: "take back a reply that was sent, where the channel can",
            details: ["It stays readable here, as deleted."], group: .answers, shape: .words(1...2), run: delete),
        Verb(
            name: "react", usage: "[N] mK SIGN", summary: "react to a message, such as with a thumb",
            details: ["Where the channel has no reactions, the sign itself is sent in answer to that message."], group: .answers,
            flags: [VerbFlag("--undo", nil, "take the reaction back")], shape: .text([.message]), run: { amend($0, "reaction") }),
    ]

    private static func amend(_ call: Call, _ kind: String) {
        guard let ticket = call.ticket(call.arguments.ticket) else { return }
        guard let line = call.arguments.message else {
            return call.fail(usage: "\(call.verb.name): which message? it is `\(call.verb.name) \(call.verb.usage)`")
        }
        guard let text = TextOfVerb.read(call, call.verb.name) else { return }
        MessageReference.find(line, of: ticket, call) { send(kind, ticket, line, $0, text, call) }
    }

    private static func delete(_ call: Call) {
        let words = call.arguments.words
        guard let line = words.last.flatMap(Arguments.message) else {
            return call.fail(usage: "delete: which message? it is `delete [N] mK`")
        }
        guard let ticket = words.count == 2 ? call.ticket(word: 0) : call.ticket(nil) else { return }
        MessageReference.find(line, of: ticket, call) { send("delete", ticket, line, $0, [], call) }
    }

    private static func send(_ kind: String, _ ticket: Int64, _ line: Int, _ message: Int64, _ text: [UInt8], _ call: Call) {
        let isUndone = kind == "reaction" && call.arguments.has("--undo")
        call.change(
            "send",
            {
                $0.field("ticket", ticket)
                $0.field("kind", kind)
                $0.name("target")
                $0.beginObject()
                $0.field("message", message)
                $0.endObject()
                if isUndone { $0.field("removed", true) }
                $0.field("text", utf8: text)
                // It is about that message, whatever was said since.
                $0.field("force", true)
            },
            then: { body in
                let done =
                    switch kind {
                    case "edit": "m\(line) is changed"
                    case "delete": "m\(line) is taken back"
                    default: isUndone ? "your reaction to m\(line) is taken back" : "you reacted to m\(line)"
                    }
                let waits = body["delivery"]?.isString("dispatched") == true ? "" : "; it goes out when the channel takes it"
                PeopleVerbs.answered("\(done)\(waits).", "", body, call)
            })
    }
}
