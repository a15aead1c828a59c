internal import DeskConsole
internal import DeskKit

/// `policy ACCOUNT`: what becomes of an account's messages; shown, or set where flags say what.
enum PolicyVerb {
    static let all: [Verb] = [
        Verb(
            name: "policy", usage: "ACCOUNT", summary: "what becomes of an account's messages",
            details: [
                "Where new tickets begin and what is known of them, and what a message on a closed ticket does.",
                "Without flags it shows that. With them it is set, which is for admins; what no flag mentions stays.",
                "What --pipeline says is for new tickets; `channel move` takes those that are there along.",
            ],
            group: .people, need: .broker(.admin), isForRepsWithoutFlags: true, flags: flags, shape: .words(1...1), run: run)
    ]

    private static let flags = [
        VerbFlag("--pipeline", "PIPELINE", "where new tickets go"),
        VerbFlag("--status", "STATUS", "in which they begin, or none: as the pipeline has it"),
        VerbFlag("--default", "NAME=VALUE", "what is known of new tickets; NAME= clears; several times"),
        VerbFlag("--from-adapter", "PROPERTIES", "what the adapter may say of new tickets; separated by commas, or none"),
        VerbFlag("--reopen", "always|never|HOURS", "whether a message opens a closed ticket again, or only so long after, as in 72h or 3d"),
        VerbFlag("--reopen-status", "STATUS", "in which it is then, or none: as the pipeline has it"),
        VerbFlag("--reopen-owner", "keep|keep_if_available|contact_owner|unassigned", "whose it is then"),
        VerbFlag("--on-rep-reply", "STATUS", "the status after a reply, or none"),
        VerbFlag("--on-contact-reply", "STATUS", "the status after what a contact writes, or none"),
        VerbFlag("--thanks", "WORDS", "a message of these words only opens nothing again; separated by commas, or none"),
        VerbFlag("--thanks-hours", "COUNT", "for so many hours after the close"),
        VerbFlag("--allow-closing", "yes|no", "whether the contact may close the ticket"),
        VerbFlag("--revision", "N", "only if nobody has changed the account since revision N"),
    ]

    private static func run(_ call: Call) {
        let account = call.arguments.words[0]
        guard !call.arguments.options.isEmpty else { return show(account, call) }
        guard let trouble = trouble(call.arguments) else { return set(account, call) }
        call.fail(usage: "policy: \(trouble)")
    }

    /// What is wrong with the flags.
    private static func trouble(_ arguments: Arguments) -> String? {
        if let word = arguments.value("--reopen"), word != "always", word != "never", hours(word) == nil {
            return "--reopen is always, never or like 72h or 3d; \(PlainText.ascii(word, max: 40)) is not"
        }
        if let word = arguments.value("--thanks-hours"), hours(word) == nil {
            return "--thanks-hours is a number; \(PlainText.ascii(word, max: 40)) is none"
        }
        if let word = arguments.value("--allow-closing"), word != "yes", word != "no" {
            return "--allow-closing is yes or no, and not \(PlainText.ascii(word, max: 40))"
        }
        return nil
    }

    private static func hours(_ word: String) -> Int64? {
        let units: [UInt8: Int64] = [UInt8(ascii: "h"): 1, UInt8(ascii: "d"): 24]
        guard let unit = word.utf8.last.flatMap({ units[$0] }) else { return Arguments.number(word[...]) }
        return Arguments.number(word.dropLast()).flatMap { $0 <= 1_000_000 ? $0 * unit : nil }
    }

    private static func set(_ account: String, _ call: Call) {
        guard let revision = Revision.read(call) else { return }
        PropertyWords.read(call.arguments.values("--default"), call) { defaults in
            call.ask(
                "account.tickets",
                { writer in
                    writer.field("account", account)
                    write(call.arguments, &writer)
                    PropertyWords.write("defaults", defaults, &writer)
                    revision.write(&writer)
                },
                then: {
                    let name = SafeText.line(account)
                    let pipeline = call.arguments.value("--pipeline").map { SafeText.line($0) }
                    let stay = " Tickets that are there stay where they are; "
                    let moving = pipeline.map { stay + call.saying("channel move \(name) \($0)") + " takes them along." } ?? ""
                    let hint = pipeline == nil ? " " + call.saying("policy \(name)") : ""
                    PeopleVerbs.answered("The policy of \(name) is set.\(moving)", hint, $0, call)
                })
        }
    }

    private static func write(_ arguments: Arguments, _ writer: inout JSONWriter) {
        if let pipeline = arguments.value("--pipeline") { writer.field("pipeline", pipeline) }
        RepSetting.word("status", arguments.value("--status"), &writer)
        RepSetting.list("allowFromAdapter", arguments.value("--from-adapter"), &writer)
        RepSetting.word("onRepReply", arguments.value("--on-rep-reply"), &writer)
        RepSetting.word("onContactReply", arguments.value("--on-contact-reply"), &writer)
        if let word = arguments.value("--allow-closing") { writer.field("allowClosing", word == "yes") }
        if arguments.has("--reopen") || arguments.has("--reopen-status") || arguments.has("--reopen-owner") {
            reopening(arguments, &writer)
        }
        if arguments.has("--thanks") || arguments.has("--thanks-hours") { thanks(arguments, &writer) }
    }

    private static func reopening(_ arguments: Arguments, _ writer: inout JSONWriter) {
        writer.name("reopen")
        writer.beginObject()
        if let word = arguments.value("--reopen") {
            let hours = hours(word)
            writer.field("policy", hours == nil ? word : "within")
            if let hours { writer.field("hours", hours) }
        }
        RepSetting.word("status", arguments.value("--reopen-status"), &writer)
        if let owner = arguments.value("--reopen-owner") { writer.field("owner", owner) }
        writer.endObject()
    }

    private static func thanks(_ arguments: Arguments, _ writer: inout JSONWriter) {
        writer.name("thanks")
        writer.beginObject()
        if arguments.value("--thanks") == "none" {
            writer.fieldNull("words")
        } else {
            RepSetting.list("words", arguments.value("--thanks"), &writer)
        }
        if let hours = arguments.value("--thanks-hours").flatMap(hours) { writer.field("hours", hours) }
        writer.endObject()
    }

    private static func show(_ account: String, _ call: Call) {
        call.ask(
            "policy", { $0.field("account", account) },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call.format)) }
                call.done()
            })
    }

    private static func lines(_ body: JSONValue, _ format: Format) -> [String] {
        var table = Table(columns: [.init(name: "what", width: 16), .init(name: "value", width: 0)])
        func add(_ name: String, _ value: String) { if !value.isEmpty { table.rows.append(.init(cells: [name, value])) } }
        add("account", "\(RepList.text(body["account"])), revision \(body["revision"]?.integer ?? 0)")
        add("pipeline", RepList.text(body["pipeline"]))
        add("new tickets", body["status"].map { "begin in \(RepList.text($0))" } ?? "begin where the pipeline has it")
        for (name, value) in PropertyWords.pairs(body["defaults"]) { add("default", "\(name)=\(value)") }
        add("from adapter", RepList.slugs(body["allowFromAdapter"]))
        add("after a reply", RepList.text(body["onRepReply"]))
        add("after a message", RepList.text(body["onContactReply"]))
        add("closed tickets", reopening(body["reopen"]))
        add("thanks", thanks(body["thanks"]))
        add("contacts", body["allowClosing"]?.bool == true ? "may close their tickets" : "cannot close their tickets")
        return table.lines(format)
    }

    private static func reopening(_ value: JSONValue?) -> String {
        let policy = value?["policy"]?.string ?? ""
        guard policy != "never" else { return "are never opened again; another message is another ticket" }
        let time = value?["hours"]?.integer.map { " within \($0)h" } ?? ""
        let status = value?["status"].map { " in \(RepList.text($0))" } ?? ""
        return "are opened again by a message\(time)\(status), owner: \(RepList.text(value?["owner"]))"
    }

    private static func thanks(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        return "\(RepList.slugs(value["words"])) within \(value["hours"]?.integer ?? 0)h opens nothing again"
    }
}
