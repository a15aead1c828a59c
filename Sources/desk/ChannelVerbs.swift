internal import DeskConsole
internal import DeskKit

/// What admins do.
enum ChannelVerbs {
    static let all: [Verb] = [
        Verb(
            name: "channel", usage: "list | create CHANNEL ACCOUNT | on ACCOUNT | off ACCOUNT",
            summary: "channels and their accounts, and the switch of each",
            details: [
                "list: what is installed, what is on, what waits. create: an account of a channel that has an adapter.",
                "off: what comes in is refused and tried again later, what goes out is held. on: what was held goes out, in order.",
                "Nothing is dropped either way. list is for reps too, the others are for admins.",
            ],
            group: .channels, need: .broker(.admin), wordsForReps: ["list", "ls"],
            flags: [
                VerbFlag("--label", "TEXT", "create: what people call the account"),
                VerbFlag("--identifier", "KIND:VALUE", "create: how contacts reach it: email, phone, short_code or opaque"),
                VerbFlag("--reason", "TEXT", "on, off: why"),
            ],
            shape: .words(1...3), run: run),
        Verb(name: "stats", summary: "counts", group: .channels, run: StatsVerb.run),
    ]

    private static func run(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): ChannelList.run(call)
        case ("create", 3): create(words[1], words[2], call)
        case ("on", 2): turn(words[1], true, call)
        case ("off", 2): turn(words[1], false, call)
        default: call.fail(usage: "channel takes: \(call.verb.usage)")
        }
    }

    private static func create(_ channel: String, _ account: String, _ call: Call) {
        let identifier = call.arguments.value("--identifier") ?? "opaque:\(account)"
        guard let colon = identifier.firstIndex(of: ":") else {
            return call.fail(
                usage: "--identifier is KIND:VALUE, such as email:help@example.org or opaque:\(PlainText.ascii(account, max: 64))")
        }
        ChannelList.gather(call) { channels in
            let accounts = channels.flatMap { $0["accounts"]?.elements ?? [] }
            let former = accounts.first { $0["account"]?.utf8?.elementsEqual(account.utf8) == true }
            call.ask(
                "account.create",
                {
                    $0.field("channel", channel)
                    $0.field("account", account)
                    if let label = call.arguments.value("--label") { $0.field("label", label) }
                    $0.name("identifier")
                    $0.beginObject()
                    $0.field("kind", String(identifier[..<colon]))
                    $0.field("value", String(identifier[identifier.index(after: colon)...]))
                    $0.endObject()
                }, then: { tellOfCreated(account, channel, $0, former: former, call) })
        }
    }

    /// - Parameter former: the account as it stood before, of which nothing has changed.
    private static func tellOfCreated(_ account: String, _ channel: String, _ body: JSONValue, former: JSONValue?, _ call: Call) {
        let name = SafeText.line(account)
        if call.format.shape == .json { call.say(answer: body) }
        if let former, let wished = call.arguments.value("--label"), former["label"]?.utf8?.elementsEqual(wished.utf8) != true {
            return call.fail("\(name) was there already; its label stays '\(SafeText.line(former["label"]?.utf8 ?? []))'")
        }
        if call.format.shape != .json {
            let state = body["active"]?.bool == false ? "OFF" : "on"
            let hint = call.format.hasHints ? " desk channel list" : ""
            let here = former == nil ? "is an account of \(SafeText.line(channel)) and \(state)" : "was there already, and is \(state)"
            call.say("\(name) \(here).\(hint)")
        }
        call.done()
    }

    private static func turn(_ account: String, _ isOn: Bool, _ call: Call) {
        call.ask(
            "account.set",
            {
                $0.field("account", account)
                $0.field("active", isOn)
                if let reason = call.arguments.value("--reason") { $0.field("reason", reason) }
            },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(line(account, isOn, body, call.format.hasHints)) }
                call.done()
            })
    }

    private static func line(_ account: String, _ isOn: Bool, _ body: JSONValue, _ hasHints: Bool) -> String {
        let name = SafeText.line(account)
        let (held, queued) = (body["held"]?.integer ?? 0, body["queued"]?.integer ?? 0)
        if isOn { return "\(name) is on. \(queued) queued." + (hasHints ? " desk channel off \(name) turns it off." : "") }
        return
            "\(name) is off. \(held) held; new replies are held too, and what comes in is refused until it is on."
            + (hasHints ? " desk channel on \(name)" : "")
    }
}

enum ChannelList {
    static func run(_ call: Call) {
        gather(call) { channels in
            if call.format.shape == .json {
                for channel in channels { call.say(json: channel.raw) }
            } else if channels.isEmpty {
                call.remark("No channel is installed. Start an adapter, such as desk-echo or desk-webchat; it registers its channel.")
            } else {
                call.say(table(channels).lines(call.format))
            }
            call.done()
        }
    }

    /// All pages of them.
    static func gather(_ call: Call, _ former: [JSONValue] = [], after: String? = nil, then: @escaping ([JSONValue]) -> Void) {
        call.ask(
            "channels", { writer in if let after { writer.field("after", after) } },
            then: { body in
                let channels = former + (body["items"]?.elements ?? [])
                if let next = body["next"]?.string { return gather(call, channels, after: next, then: then) }
                then(channels)
            })
    }

    private static func table(_ channels: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "channel", width: 12), .init(name: "account", width: 20), .init(name: "switch", width: 4),
            .init(name: "adapter", width: 22),
            .init(name: "open", width: 8), .init(name: "held", width: 8), .init(name: "queued", width: 10), .init(name: "label", width: 0),
        ])
        for channel in channels {
            let key = text(channel["channel"])
            let accounts = channel["accounts"]?.elements ?? []
            if accounts.isEmpty {
                table.rows.append(rowWithoutAccount(key, channel))
            }
            for account in accounts { table.rows.append(row(key, account)) }
        }
        return table
    }

    /// Nothing can be sent through it yet: whether its adapter is well comes first, then what is to do.
    private static func rowWithoutAccount(_ key: String, _ channel: JSONValue) -> Table.Row {
        let adapter = AdapterWords(channel)
        let hint = channel["installed"]?.bool == false ? "" : "desk channel create \(key) NAME"
        return .init(
            cells: [key, "(no account)", "", adapter.state, "", "", "", adapter.reason.isEmpty ? hint : adapter.reason],
            plainCells: [key, "-", "-", adapter.plainState, "-", "-", "-", "-"], role: adapter.isWell ? nil : .warn)
    }

    private static func row(_ channel: String, _ account: JSONValue) -> Table.Row {
        let isOn = account["active"]?.bool ?? true
        let adapter = AdapterWords(account)
        let counts = ["open", "held", "queued"].map { account[$0]?.integer }
        let reason = account["reason"].map { ": " + text($0) } ?? ""
        let label = text(account["label"])
        let trouble = adapter.reason.isEmpty ? "" : "; " + adapter.reason
        return .init(
            cells: [channel, text(account["account"]), isOn ? "on" : "OFF", adapter.state]
                + zip(counts, ["open", "held", "queued"]).map { count, word in count.map { "\($0) \(word)" } ?? "" } + [
                    label + (isOn ? "" : reason) + trouble
                ],
            plainCells: [channel, text(account["account"]), isOn ? "on" : "off", adapter.plainState]
                + counts.map { $0.map { "\($0)" } ?? "-" } + [
                    label
                ],
            role: isOn && adapter.isWell ? nil : .warn)
    }

    private static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
}

enum StatsVerb {
    /// The wire's name, and what people call it.
    private static let fields = [
        ("head", "last entry"), ("messages", "messages"), ("tickets", "tickets"), ("open", "open tickets"), ("contacts", "contacts"),
        ("sessions", "sessions"), ("unsent", "replies not out yet"), ("failed", "replies that failed"), ("unknown", "replies in doubt"),
        ("journalBytes", "journal"), ("uptimeMs", "up"),
    ]

    static func run(_ call: Call) {
        call.ask(
            "stats",
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call.format)) }
                call.done()
            })
    }

    private static func lines(_ body: JSONValue, _ format: Format) -> [String] {
        var table = Table(columns: [.init(name: "what", width: 20), .init(name: "count", width: 32, side: .right)])
        for (name, words) in fields {
            guard let number = body[name]?.integer else { continue }
            table.rows.append(.init(cells: [words, value(number, of: name)], plainCells: [name, "\(number)"]))
        }
        if body["readOnly"]?.bool == true {
            table.rows.append(.init(cells: ["read-only", "yes"], plainCells: ["readOnly", "yes"], role: .error))
        }
        return table.lines(format)
    }

    private static func value(_ number: Int64, of name: String) -> String {
        switch name {
        // Its files are made before they are needed.
        case "journalBytes": ByteWords.short(number) + " (with room ahead)"
        case "uptimeMs": TimeWords.age(number)
        default: "\(number)"
        }
    }
}
