internal import DeskConsole
internal import DeskKit
internal import DeskSystem

/// Who answers: reps, teams, skills, and who is there.
enum PeopleVerbs {
    static let all: [Verb] = [
        Verb(
            name: "rep", usage: "list | show NAME | set NAME | remove NAME", summary: "who answers, and who has a seat",
            details: [
                "set: makes or changes a rep; what no flag mentions stays. Tickets are given automatically to active reps with a seat only.",
                "Who was never set up and attaches is active, has no seat, and may do everything by hand.",
                "list and show are for reps too, the others are for admins.",
            ],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls", "show"],
            flags: [
                VerbFlag("--label", "TEXT", "set: what people read in place of the name"),
                VerbFlag("--seat", nil, "set: may be given tickets automatically"), VerbFlag("--no-seat", nil, "set: may not"),
                VerbFlag("--active", nil, "set: works here"), VerbFlag("--inactive", nil, "set: does not any more"),
                VerbFlag("--team", "TEAM", "set: the main team, or none; list: its members"),
                VerbFlag("--extra", "TEAMS", "set: extra teams, separated by commas, or none"),
                VerbFlag("--capacity", "N", "set: open tickets until which they are given more, or none"),
                VerbFlag("--skills", "SKILLS", "set: separated by commas, or none"),
                VerbFlag("--skill", "SKILL", "list: those who have it"),
                VerbFlag("--schedule", "NAME", "set: working hours, or none"),
                VerbFlag(
                    "--out", "FROM/TO", "set: out of office, such as 2026-12-24T00:00:00Z/2026-12-27T00:00:00Z; several times, or none"),
            ],
            shape: .words(1...2), run: rep),
        Verb(
            name: "team", usage: "list | set NAME | remove NAME", summary: "groups of reps",
            details: ["Tickets for a team go to those whose main team it is. list is for reps too, the others are for admins."],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls"],
            flags: [VerbFlag("--label", "TEXT", "set: what people call it")], shape: .words(1...2), run: team),
        Verb(
            name: "skill", usage: "list | set NAME | remove NAME", summary: "what reps can do, and rules may ask for",
            details: ["One in use cannot be removed. list is for reps too, the others are for admins."],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls"],
            flags: [
                VerbFlag("--label", "TEXT", "set: what people call it"), VerbFlag("--category", "NAME", "set: such as language"),
                VerbFlag("--main", nil, "set: asked for in any case"),
                VerbFlag("--secondary", nil, "set: a rule may do without it where nobody has it"),
            ],
            shape: .words(1...2), run: skill),
        Verb(
            name: "away", usage: "[UNTIL]", summary: "take no new tickets for now",
            details: [
                "UNTIL: 30m, 2h or 3d from now, or a moment such as 2026-11-23T09:00:00Z. Without it, until `available` or until your hours begin."
            ],
            group: .people, flags: [VerbFlag("--rep", "NAME", "somebody else; for admins (with --admin)")], shape: .words(0...1),
            run: { AvailabilityVerbs.run($0, isAvailable: false) }),
        Verb(
            name: "available", usage: "[UNTIL]", summary: "take new tickets again",
            details: ["UNTIL: as for away."],
            group: .people, flags: [VerbFlag("--rep", "NAME", "somebody else; for admins (with --admin)")], shape: .words(0...1),
            run: { AvailabilityVerbs.run($0, isAvailable: true) }),
    ]

    private static func rep(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): RepList.run(call)
        case ("show", 2): RepList.show(words[1], call)
        case ("set", 2): RepSetting.run(words[1], call)
        case ("remove", 2): remove("rep", words[1], call)
        default: call.failForm()
        }
    }

    private static func team(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): TeamList.run(call)
        case ("set", 2):
            set("team", words[1], call) { writer in if let label = call.arguments.value("--label") { writer.field("label", label) } }
        case ("remove", 2): remove("team", words[1], call)
        default: call.failForm()
        }
    }

    private static func skill(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): SkillList.run(call)
        case ("set", 2):
            set("skill", words[1], call) { writer in
                if let label = call.arguments.value("--label") { writer.field("label", label) }
                if let category = call.arguments.value("--category") { writer.field("category", category) }
                if call.arguments.has("--main") { writer.field("rank", "main") }
                if call.arguments.has("--secondary") { writer.field("rank", "secondary") }
            }
        case ("remove", 2): remove("skill", words[1], call)
        default: call.failForm()
        }
    }

    static func set(_ kind: String, _ name: String, _ call: Call, _ fields: @escaping (inout JSONWriter) -> Void) {
        call.ask(
            kind + ".set",
            {
                $0.field(kind, name)
                fields(&$0)
            }, then: { answered("The \(kind) \(SafeText.line(name)) is set.", " desk \(kind) list", $0, call) })
    }

    private static func remove(_ kind: String, _ name: String, _ call: Call) {
        call.ask(
            kind + ".remove", { $0.field(kind, name) },
            then: { answered("The \(kind) \(SafeText.line(name)) is removed.", "", $0, call) })
    }

    static func answered(_ line: String, _ hint: String, _ body: JSONValue, _ call: Call) {
        if call.format.shape == .json {
            call.say(answer: body)
        } else if body["changed"]?.bool == false {
            call.say("Nothing was changed: it was so already.")
        } else {
            call.say(line + (call.format.hasHints ? hint : ""))
        }
        call.done()
    }
}

/// `rep set`: what each flag says.
enum RepSetting {
    static func run(_ name: String, _ call: Call) {
        let arguments = call.arguments
        let absences = arguments.values("--out").filter { $0 != "none" }.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
        if let wrong = absences.first(where: { $0.count != 2 }) {
            return call.fail(usage: "rep: --out is FROM/TO, and \(PlainText.ascii(wrong.joined(separator: "/"), max: 60)) is not")
        }
        let capacity = arguments.value("--capacity")
        if let capacity, capacity != "none", Arguments.number(capacity[...]) == nil {
            return call.fail(usage: "rep: --capacity is a number or none")
        }
        PeopleVerbs.set("rep", name, call) { writer in
            if let label = arguments.value("--label") { writer.field("label", label) }
            toggle("seat", "--seat", "--no-seat", arguments, &writer)
            toggle("active", "--active", "--inactive", arguments, &writer)
            word("mainTeam", arguments.value("--team"), &writer)
            list("teams", arguments.value("--extra"), &writer)
            if let capacity { number("capacity", Arguments.number(capacity[...]), &writer) }
            list("skills", arguments.value("--skills"), &writer)
            word("schedule", arguments.value("--schedule"), &writer)
            if arguments.has("--out") { outOfOffice(absences, &writer) }
        }
    }

    private static func toggle(_ field: String, _ on: String, _ off: String, _ arguments: Arguments, _ writer: inout JSONWriter) {
        if arguments.has(on) { writer.field(field, true) } else if arguments.has(off) { writer.field(field, false) }
    }

    static func word(_ field: String, _ value: String?, _ writer: inout JSONWriter) {
        guard let value else { return }
        if value == "none" { writer.fieldNull(field) } else { writer.field(field, value) }
    }

    static func number(_ field: String, _ value: Int64?, _ writer: inout JSONWriter) {
        if let value { writer.field(field, value) } else { writer.fieldNull(field) }
    }

    /// Separated by commas; `none` for none.
    static func list(_ field: String, _ value: String?, _ writer: inout JSONWriter) {
        guard let value else { return }
        writer.name(field)
        writer.beginArray()
        for word in value.split(separator: ",") where value != "none" { writer.string(String(word)) }
        writer.endArray()
    }

    private static func outOfOffice(_ absences: [[Substring]], _ writer: inout JSONWriter) {
        writer.name("outOfOffice")
        writer.beginArray()
        for absence in absences {
            writer.beginObject()
            writer.field("from", String(absence[0]))
            writer.field("to", String(absence[1]))
            writer.endObject()
        }
        writer.endArray()
    }
}

enum AvailabilityVerbs {
    static func run(_ call: Call, isAvailable: Bool) {
        var until: String?
        if let word = call.arguments.words.first {
            guard let moment = TimeWords.moment(word) else { return call.fail(usage: TimeWords.noMoment(word, call.verb.name)) }
            until = moment
        }
        call.ask(
            "availability",
            {
                if let rep = call.arguments.value("--rep") { $0.field("rep", rep) }
                $0.field("available", isAvailable)
                if let until { $0.field("until", until) }
            },
            then: { body in
                let whom = call.arguments.value("--rep").map { SafeText.line($0) + " is" } ?? "You are"
                let end = body["until"]?.utf8.flatMap(TimeWords.milliseconds).map { " until " + TimeWords.stamp($0) } ?? ""
                let hint = isAvailable ? "" : " " + call.saying("available") + " ends that."
                PeopleVerbs.answered("\(whom) \(isAvailable ? "available" : "away")\(end).", hint, body, call)
            })
    }
}
