internal import DeskConsole
internal import DeskKit

/// Who gets new tickets, and why.
enum RoutingVerbs {
    private static let ruleFlags = [
        VerbFlag("--mode", "MODE", "nobody, users_and_teams or contact_owner"),
        VerbFlag("--reps", "REPS", "separated by commas, or none"),
        VerbFlag("--teams", "TEAMS", "their main members; separated by commas, or none"),
    ]

    private static let settingFlags = [
        VerbFlag("--on", nil, "assign new tickets"), VerbFlag("--off", nil, "leave new tickets alone"),
        VerbFlag("--fallback-reps", "REPS", "who gets what a contact's owner does not"),
        VerbFlag("--fallback-teams", "TEAMS", "the same, by team"),
        VerbFlag("--only-available", nil, "only to those who are available (so it is at first)"),
        VerbFlag("--also-away", nil, "also to those who are away"),
        VerbFlag("--skip-offline-owner", nil, "a contact's owner who is away is passed over"),
        VerbFlag("--notify-offline-owner", nil, "they get it all the same, and a notice by mail (so it is at first)"),
        VerbFlag("--selection", "HOW", "least_busy, round_robin or random"), VerbFlag("--seed", "N", "what random draws from"),
        VerbFlag("--sticky", "HOW", "always or only_if_available: who keeps a ticket when its contact writes again"),
        VerbFlag("--return-after", "MINUTES", "an owner who lets the contact wait so long loses the ticket; or none"),
    ]

    static let all: [Verb] = [
        Verb(
            name: "routing",
            usage: "show ACCOUNT | set ACCOUNT | dryrun ACCOUNT | rule add ACCOUNT QUERY | rule remove ACCOUNT N | rule move ACCOUNT N M",
            summary: "who gets an account's new tickets",
            details: [
                "set: what no flag mentions stays. It is off at first: tickets are opened and stay nobody's. An admin with a seat sets it.",
                "rule add: for the tickets that QUERY finds (as `inbox` takes it). The first rule that matches counts; 100 at most.",
                "dryrun: who would have got the account's latest tickets under the settings with these flags. Nothing changes.",
                "Only active reps with a seat who have room are given tickets; a team's are those whose main team it is.",
                "show and dryrun are for reps too, the others are for admins.",
            ],
            group: .people, need: .broker(.admin), wordsForReps: ["show", "dryrun"],
            flags: settingFlags + ruleFlags + [
                VerbFlag("--skills", "SKILLS", "rule: what a rep must be able to do"),
                VerbFlag("--drop-secondary", nil, "rule: do without secondary skills where nobody has them"),
                VerbFlag("--at", "N", "rule add: where it goes, else last"), VerbFlag("--limit", "N", "dryrun: how many tickets"),
            ],
            shape: .words(2...5), run: run),
        Verb(
            name: "rule", usage: "test TICKET", summary: "who would get a ticket if it came now",
            details: ["Which rules match it, and whom the choice would fall on. Nothing changes."],
            group: .people, shape: .words(1...2), run: test),
        Verb(
            name: "why", usage: "[TICKET]", summary: "why a ticket is whose it is",
            details: ["From what was recorded when it was decided, whatever has changed since."],
            group: .people, shape: .words(0...1), run: WhyVerb.run),
    ]

    private static func run(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words[1], words.count) {
        case ("show", _, 2): RoutingShow.run(words[1], call)
        case ("set", _, 2): set(words[1], call)
        case ("dryrun", _, 2): RoutingShow.dryRun(words[1], call)
        case ("rule", "add", 4): RuleEdit.add(words[3], to: words[2], call)
        case ("rule", "remove", 4): RuleEdit.remove(words[3], from: words[2], call)
        case ("rule", "move", 5): RuleEdit.move(words[3], words[4], of: words[2], call)
        default: call.failForm()
        }
    }

    private static func set(_ account: String, _ call: Call) {
        guard RoutingFlags.check(call) else { return }
        call.ask(
            "routing.set",
            {
                $0.field("account", account)
                RoutingFlags.write(call.arguments, &$0)
            },
            then: {
                PeopleVerbs.answered(
                    "The routing of \(SafeText.line(account)) is set.", " desk routing show \(SafeText.line(account))", $0, call)
            })
    }

    private static func test(_ call: Call) {
        guard call.arguments.words.first == "test" else { return call.fail(usage: "rule takes: test TICKET") }
        guard let ticket = call.arguments.words.count == 2 ? call.ticket(word: 1) : call.ticket(nil) else { return }
        call.ask(
            "rule.test", { $0.field("ticket", ticket) },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(WhyVerb.testLines(body)) }
                call.done()
            })
    }
}

/// What flags say of an account's routing.
enum RoutingFlags {
    private static let contrary = [
        ("--on", "--off"), ("--only-available", "--also-away"), ("--skip-offline-owner", "--notify-offline-owner"),
    ]

    static func check(_ call: Call) -> Bool {
        if let (one, other) = contrary.first(where: { call.arguments.has($0) && call.arguments.has($1) }) {
            call.fail(usage: "routing: \(one) and \(other) are contrary; say one of them")
            return false
        }
        for flag in ["--seed", "--return-after", "--limit", "--at"] {
            guard let value = call.arguments.value(flag), !(flag == "--return-after" && value == "none") else { continue }
            guard Arguments.number(value[...]) != nil else {
                call.fail(usage: "routing: \(flag) is a number, and '\(PlainText.ascii(value, max: 40))' is none")
                return false
            }
        }
        return true
    }

    static func write(_ arguments: Arguments, _ writer: inout JSONWriter) {
        toggle("assign", "--on", "--off", arguments, &writer)
        if let mode = arguments.value("--mode") { writer.field("mode", word(mode)) }
        RepSetting.list("reps", arguments.value("--reps"), &writer)
        RepSetting.list("teams", arguments.value("--teams"), &writer)
        if arguments.has("--fallback-reps") || arguments.has("--fallback-teams") {
            writer.name("fallback")
            writer.beginObject()
            RepSetting.list("reps", arguments.value("--fallback-reps"), &writer)
            RepSetting.list("teams", arguments.value("--fallback-teams"), &writer)
            writer.endObject()
        }
        toggle("onlyAvailable", "--only-available", "--also-away", arguments, &writer)
        toggle("skipOfflineOwner", "--skip-offline-owner", "--notify-offline-owner", arguments, &writer)
        if let selection = arguments.value("--selection") { writer.field("selection", word(selection)) }
        if let seed = arguments.value("--seed").flatMap({ Arguments.number($0[...]) }) { writer.field("seed", seed) }
        if let sticky = arguments.value("--sticky") { writer.field("sticky", word(sticky)) }
        if let minutes = arguments.value("--return-after") {
            RepSetting.number("returnAfterMinutes", Arguments.number(minutes[...]), &writer)
        }
    }

    /// `least-busy` is what people type for `least_busy`.
    static func word(_ text: String) -> String { String(decoding: text.utf8.map { $0 == 0x2D ? 0x5F : $0 }, as: UTF8.self) }

    private static func toggle(_ field: String, _ on: String, _ off: String, _ arguments: Arguments, _ writer: inout JSONWriter) {
        if arguments.has(on) { writer.field(field, true) } else if arguments.has(off) { writer.field(field, false) }
    }
}

/// Rules are changed as a list: looked at, changed, and set where nobody was quicker.
enum RuleEdit {
    static func add(_ query: String, to account: String, _ call: Call) {
        guard RoutingFlags.check(call) else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("when", query)
        RepSetting.list("skills", call.arguments.value("--skills"), &writer)
        if call.arguments.has("--drop-secondary") { writer.field("dropSecondary", true) }
        RepSetting.list("reps", call.arguments.value("--reps"), &writer)
        RepSetting.list("teams", call.arguments.value("--teams"), &writer)
        if let mode = call.arguments.value("--mode") { writer.field("mode", RoutingFlags.word(mode)) }
        writer.endObject()
        let rule = writer.bytes
        edit(account, call) { rules in
            let place = call.arguments.value("--at").flatMap { Arguments.number($0[...]) }.map { Int($0) - 1 } ?? rules.count
            guard (0...rules.count).contains(place) else { return nil }
            return Array(rules[..<place]) + [rule] + Array(rules[place...])
        }
    }

    static func remove(_ number: String, from account: String, _ call: Call) {
        edit(account, call) { rules in
            guard let place = place(number, rules) else { return nil }
            return Array(rules[..<place]) + Array(rules[(place + 1)...])
        }
    }

    static func move(_ number: String, _ target: String, of account: String, _ call: Call) {
        edit(account, call) { rules in
            guard let from = place(number, rules), let to = place(target, rules) else { return nil }
            var moved = rules
            moved.insert(moved.remove(at: from), at: to)
            return moved
        }
    }

    private static func place(_ number: String, _ rules: [[UInt8]]) -> Int? {
        Arguments.number(number[...]).map { Int($0) - 1 }.flatMap { rules.indices.contains($0) ? $0 : nil }
    }

    private static func edit(_ account: String, _ call: Call, _ change: @escaping ([[UInt8]]) -> [[UInt8]]?) {
        call.ask(
            "routing", { $0.field("account", account) },
            then: { body in
                let rules = (body["routing"]?["rules"]?.elements ?? []).map(\.raw)
                guard let changed = change(rules) else {
                    return call.fail(usage: "\(SafeText.line(account)) has \(rules.count) rules; `routing show` numbers them from 1")
                }
                call.ask(
                    "routing.set",
                    {
                        $0.field("account", account)
                        if let revision = body["revision"]?.integer { $0.field("revision", revision) }
                        $0.name("rules")
                        $0.beginArray()
                        for rule in changed { $0.raw(rule) }
                        $0.endArray()
                    },
                    then: {
                        let name = SafeText.line(account)
                        let count = changed.count == 1 ? "1 rule" : "\(changed.count) rules"
                        PeopleVerbs.answered("\(name) has \(count).", " desk routing show \(name)", $0, call)
                    })
            })
    }
}
