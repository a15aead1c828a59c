internal import DeskConsole
internal import DeskKit

/// Reps as people read them.
enum RepList {
    static func run(_ call: Call) {
        gather(call) { reps in
            if call.format.shape == .json {
                for rep in reps { call.say(json: rep.raw) }
            } else if reps.isEmpty {
                call.remark("There are no reps. desk rep set NAME --seat sets one up.")
            } else {
                call.say(table(reps).lines(call.format))
            }
            call.done()
        }
    }

    /// All pages of them.
    private static func gather(_ call: Call, _ former: [JSONValue] = [], after: String? = nil, then: @escaping ([JSONValue]) -> Void) {
        call.ask(
            "reps",
            { writer in
                if let after { writer.field("after", after) }
                if let team = call.arguments.value("--team") { writer.field("team", team) }
                if let skill = call.arguments.value("--skill") { writer.field("skill", skill) }
                writer.field("limit", 200)
            },
            then: { body in
                let reps = former + (body["items"]?.elements ?? [])
                if let next = body["next"]?.string { return gather(call, reps, after: next, then: then) }
                then(reps)
            })
    }

    private static func table(_ reps: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "rep", width: 20), .init(name: "state", width: 16), .init(name: "seat", width: 7), .init(name: "open", width: 10),
            .init(name: "team", width: 16), .init(name: "skills", width: 24), .init(name: "label", width: 0),
        ])
        for rep in reps { table.rows.append(row(rep)) }
        return table
    }

    private static func row(_ rep: JSONValue) -> Table.Row {
        let open = rep["open"]?.integer ?? 0
        let capacity = rep["capacity"]?.integer
        let state = state(of: rep)
        let slots = capacity.map { "\(open)/\($0)" } ?? "\(open)"
        let hasSeat = rep["seat"]?.bool ?? false
        let cells = [text(rep["rep"]), state, hasSeat ? "seat" : "no seat", "\(slots) open", text(rep["mainTeam"]), slugs(rep["skills"])]
        let plain = [text(rep["rep"]), state, hasSeat ? "seat" : "-", slots, text(rep["mainTeam"]), slugs(rep["skills"])]
        return .init(cells: cells + [text(rep["label"])], plainCells: plain + [text(rep["label"])], role: state == "away" ? .warn : nil)
    }

    private static func state(of rep: JSONValue) -> String {
        if rep["active"]?.bool == false { return "inactive" }
        return rep["available"]?.bool == false ? "away" : "available"
    }

    static func show(_ name: String, _ call: Call) {
        call.ask(
            "rep", { $0.field("rep", name) },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body["rep"], call.format)) }
                call.done()
            })
    }

    private static func lines(_ rep: JSONValue?, _ format: Format) -> [String] {
        guard let rep else { return [] }
        var table = Table(columns: [.init(name: "what", width: 14), .init(name: "value", width: 0)])
        func add(_ name: String, _ value: String) { if !value.isEmpty { table.rows.append(.init(cells: [name, value])) } }
        add("rep", text(rep["rep"]))
        add("label", text(rep["label"]))
        add("state", state(of: rep) + cause(of: rep))
        add("seat", rep["seat"]?.bool == true ? "yes" : "no")
        add("open tickets", "\(rep["open"]?.integer ?? 0)" + (rep["capacity"]?.integer.map { " of \($0)" } ?? ""))
        add("main team", text(rep["mainTeam"]))
        add("extra teams", slugs(rep["teams"]))
        add("skills", slugs(rep["skills"]))
        add("schedule", text(rep["schedule"]))
        for absence in rep["outOfOffice"]?.elements ?? [] { add("out of office", "\(stamp(absence["from"])) to \(stamp(absence["to"]))") }
        add("attached", rep["online"]?.bool == true ? "yes" : "no")
        if rep["configured"]?.bool == false { add("set up", "no; desk rep set \(text(rep["rep"])) --seat") }
        return table.lines(format)
    }

    private static func cause(of rep: JSONValue) -> String {
        let words = ["manual": "said so", "until": "the time was over", "hours": "working hours", "absence": "out of office"]
        guard let word = (rep["cause"]?.string).flatMap({ words[$0] }) else { return "" }
        return " (\(word)" + (rep["until"] == nil ? "" : ", until \(stamp(rep["until"]))") + ")"
    }

    private static func stamp(_ value: JSONValue?) -> String {
        value?.utf8.flatMap(TimeWords.milliseconds).map { TimeWords.stamp($0) } ?? ""
    }
    static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
    static func slugs(_ value: JSONValue?) -> String { (value?.elements ?? []).map { text($0) }.joined(separator: ",") }
}

enum TeamList {
    static func run(_ call: Call) {
        call.ask(
            "teams",
            then: { body in
                let teams = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for team in teams { call.say(json: team.raw) }
                } else if teams.isEmpty {
                    call.remark("There are no teams. desk team set NAME makes one.")
                } else {
                    call.say(table(teams).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ teams: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "team", width: 20), .init(name: "members", width: 12), .init(name: "extra", width: 12),
            .init(name: "label", width: 0),
        ])
        for team in teams {
            let (members, extra) = (team["members"]?.integer ?? 0, team["extraMembers"]?.integer ?? 0)
            table.rows.append(
                .init(
                    cells: [RepList.text(team["team"]), "\(members) main", "\(extra) extra", RepList.text(team["label"])],
                    plainCells: [RepList.text(team["team"]), "\(members)", "\(extra)", RepList.text(team["label"])]))
        }
        return table
    }
}

enum SkillList {
    static func run(_ call: Call) {
        call.ask(
            "skills",
            then: { body in
                let skills = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for skill in skills { call.say(json: skill.raw) }
                } else if skills.isEmpty {
                    call.remark("There are no skills. desk skill set NAME --category language makes one.")
                } else {
                    call.say(table(skills).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ skills: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "skill", width: 20), .init(name: "category", width: 14), .init(name: "rank", width: 9),
            .init(name: "reps", width: 30), .init(name: "rules", width: 30), .init(name: "label", width: 0),
        ])
        for skill in skills {
            let count = skill["reps"]?.integer ?? 0
            let some = RepList.slugs(skill["someReps"])
            table.rows.append(
                .init(
                    cells: [
                        RepList.text(skill["skill"]), RepList.text(skill["category"]), RepList.text(skill["rank"]),
                        "\(count) reps" + (some.isEmpty ? "" : ": \(some)"), RepList.slugs(skill["accounts"]), RepList.text(skill["label"]),
                    ],
                    plainCells: [
                        RepList.text(skill["skill"]), RepList.text(skill["category"]), RepList.text(skill["rank"]), "\(count)",
                        RepList.slugs(skill["accounts"]), RepList.text(skill["label"]),
                    ]))
        }
        return table
    }
}
