internal import DeskConsole
internal import DeskKit

/// What the contact would be sent, to the letter, before it goes.
enum PreviewVerb {
    static let all: [Verb] = [
        Verb(
            name: "preview", usage: "[N] [mK] TEXT", summary: "see exactly what a reply would send, without sending it",
            details: [
                "With --styled, TEXT has marks as `reply --styled` takes them: *bold*, _italic_, ~struck~, `code`, [words](https://…), "
                    + "and lines that begin with - or >. What the channel does not have goes out in words, and you are told what is lost."
            ],
            group: .answers, flags: [styled], shape: .text([.message]), run: run)
    ]

    static let styled = VerbFlag("--styled", nil, "TEXT has marks such as *bold*, _italic_ and [words](https://…)")

    private static func run(_ call: Call) {
        guard let ticket = call.ticket(call.arguments.ticket), let text = TextOfVerb.read(call, "preview") else { return }
        let marks = call.arguments.has("--styled") ? StyleMarks(text) : nil
        guard let line = call.arguments.message else { return show(ticket, text, marks, nil, call) }
        MessageReference.find(line, of: ticket, call) { show(ticket, text, marks, $0, call) }
    }

    private static func show(_ ticket: Int64, _ text: [UInt8], _ marks: StyleMarks?, _ replyTo: Int64?, _ call: Call) {
        ask(ticket, text, marks, replyTo, call) { body in
            if call.format.shape == .json {
                call.say(answer: body)
            } else {
                call.say(lines(body, call.format))
            }
            call.done()
        }
    }

    static func ask(
        _ ticket: Int64, _ text: [UInt8], _ marks: StyleMarks?, _ replyTo: Int64?, _ call: Call, then: @escaping (JSONValue) -> Void
    ) {
        call.ask(
            "send.preview",
            {
                $0.field("ticket", ticket)
                $0.field("text", utf8: marks?.text ?? text)
                marks?.write(to: &$0)
                if let replyTo {
                    $0.name("replyTo")
                    $0.beginObject()
                    $0.field("message", replyTo)
                    $0.endObject()
                }
            }, then: then)
    }

    static func lines(_ body: JSONValue, _ format: Format) -> [String] {
        let to = (body["to"]?.elements ?? []).map(Item.address).joined(separator: ", ")
        let place = [body["channel"], body["account"]].map { SafeText.line($0?.utf8 ?? []) }
        let text = body["text"]?.utf8 ?? []
        var lines = ["To \(to) by \(place[0]) (\(place[1])), \(size(body)):"]
        lines += TextWrap.body(text, columns: format.columns())
        let styles = (body["rich"]?.elements ?? []).compactMap { $0["style"]?.string }
        if !styles.isEmpty { lines.append(TextWrap.margin + "[with \(styles.joined(separator: ", "))]") }
        if let lost = lost(body) { lines.append(TextWrap.margin + "[\(place[0]) has no \(lost)]") }
        return lines
    }

    /// The styles that the channel does not have; nil where it has all.
    static func lost(_ body: JSONValue) -> String? {
        let lost = (body["lost"]?.elements ?? []).compactMap(\.string)
        return lost.isEmpty ? nil : lost.joined(separator: ", ")
    }

    private static func size(_ body: JSONValue) -> String {
        let bytes = body["bytes"]?.integer ?? 0
        return body["bytesMax"]?.integer.map { "\(bytes) of at most \($0) bytes" } ?? "\(bytes) bytes"
    }
}
