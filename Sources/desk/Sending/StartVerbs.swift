internal import DeskConsole
internal import DeskKit

/// Conversations and tickets that a rep begins.
enum StartVerbs {
    private static let flags = [
        VerbFlag("--via", "ACCOUNT", "over that account"),
        VerbFlag("--to", "KIND:VALUE", "whom, such as maria@example.org, +34600111222 or opaque:83a1"),
        VerbFlag("--contact", "N", "whom, by the contact's number"),
        VerbFlag("--name", "TEXT", "what they are called, where the desk does not know them yet"),
        VerbFlag("--pipeline", "PIPELINE", "where the ticket goes"), VerbFlag("--key", "KEY", "a name for this act"),
    ]

    static let write = Verb(
        name: "write", usage: "--via ACCOUNT --to KIND:VALUE TEXT", summary: "begin a conversation with somebody",
        details: ["It opens a ticket, which is yours. The channel has to allow it."], group: .answers,
        flags: flags + [VerbFlag("--subject", "TEXT", "what it is about; else its first line")], shape: .text([]),
        run: { start("conversation.start", $0) })

    static let create = Verb(
        name: "create", usage: "--via ACCOUNT --to KIND:VALUE SUBJECT", summary: "open a ticket by hand, and send nothing",
        group: .tickets, flags: flags, shape: .text([]), run: { start("ticket.create", $0) })

    private static func start(_ type: String, _ call: Call) {
        guard let account = call.arguments.value("--via") else {
            return call.fail(usage: "\(call.verb.name): over which account? --via ACCOUNT; `\(call.saying("channel list"))` shows them")
        }
        guard let text = TextOfVerb.read(call, call.verb.name), let whom = whom(call) else { return }
        let isTicketOnly = type == "ticket.create"
        call.change(
            type, key: call.arguments.value("--key"),
            { writer in
                writer.field("account", account)
                whom(&writer)
                writer.field(isTicketOnly ? "subject" : "text", utf8: text)
                if !isTicketOnly, let subject = call.arguments.value("--subject") { writer.field("subject", subject) }
                if let pipeline = call.arguments.value("--pipeline") { writer.field("pipeline", pipeline) }
            },
            then: { body in
                if isTicketOnly || call.format.shape == .json {
                    let ticket = body["ticket"]?.integer ?? 0
                    return PeopleVerbs.answered("\(ticket) is opened.", " `\(call.saying("open \(ticket)"))` shows it.", body, call)
                }
                SentReply.tell(body, body["ticket"]?.integer ?? 0, nil, call)
            })
    }

    /// Writes whom it goes to; nil after the call has failed.
    private static func whom(_ call: Call) -> ((inout JSONWriter) -> Void)? {
        if let word = call.arguments.value("--contact") {
            guard let number = Arguments.number(word[...]) else {
                call.fail(usage: "--contact is a number; `\(call.saying("contact list"))` shows them")
                return nil
            }
            return { $0.field("contact", number) }
        }
        guard case .identifier(let kind, let value)? = Whom.identifier(call.arguments.value("--to") ?? "") else {
            call.fail(usage: "\(call.verb.name): to whom? --to NAME@DOMAIN, +NUMBER, short_code:DIGITS or opaque:ID, or --contact N")
            return nil
        }
        let name = call.arguments.value("--name")
        return { writer in
            writer.name("identifier")
            writer.beginObject()
            writer.field("kind", kind)
            writer.field("value", value)
            if let name { writer.field("name", name) }
            writer.endObject()
        }
    }
}

/// A call to the contact, through an account that can.
enum CallVerb {
    static let verb = Verb(
        name: "call", usage: "[N] ABOUT", summary: "call the contact through an account that can, and log it on the ticket",
        details: ["What comes of it is told by the account's adapter, and stands in the ticket. `--via ACCOUNT` says which account."],
        group: .answers, flags: [VerbFlag("--via", "ACCOUNT", "over that account"), VerbFlag("--key", "KEY", "a name for this act")],
        shape: .text([]), run: run)

    private static func run(_ call: Call) {
        guard let ticket = call.ticket(call.arguments.ticket), let text = TextOfVerb.read(call, "call") else { return }
        call.change(
            "send", key: call.arguments.value("--key"),
            { writer in
                writer.field("ticket", ticket)
                writer.field("kind", "call")
                writer.field("text", utf8: text)
                ChosenWay.of(ticket, call)?.write(to: &writer)
                writer.field("force", true)
            },
            then: { SentReply.tell($0, ticket, nil, call) })
    }
}
