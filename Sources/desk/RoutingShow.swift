internal import DeskConsole
internal import DeskKit

/// An account's routing as people read it.
enum RoutingShow {
    static func run(_ account: String, _ call: Call) {
        call.ask(
            "routing", { $0.field("account", account) },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call.format)) }
                call.done()
            })
    }

    private static func lines(_ body: JSONValue, _ format: Format) -> [String] {
        guard let routing = body["routing"] else { return [] }
        var table = Table(columns: [.init(name: "what", width: 16), .init(name: "value", width: 0)])
        func add(_ name: String, _ value: String, _ role: Role? = nil) {
            if !value.isEmpty { table.rows.append(.init(cells: [name, value], role: role)) }
        }
        add("account", "\(RepList.text(body["account"])), revision \(body["revision"]?.integer ?? 0)")
        add("new tickets", routing["assign"]?.bool == true ? "are assigned" : "stay nobody's (off)")
        add("mode", RepList.text(routing["mode"]))
        add("reps", RepList.slugs(routing["reps"]))
        add("teams", RepList.slugs(routing["teams"]))
        add("fallback", targets(routing["fallback"]))
        add("away", routing["onlyAvailable"]?.bool == false ? "given tickets too" : "given none")
        add("owner away", routing["skipOfflineOwner"]?.bool == true ? "passed over" : "gets it, and a notice by mail")
        add("selection", RepList.text(routing["selection"]) + (routing["seed"]?.integer.map { $0 == 0 ? "" : ", seed \($0)" } ?? ""))
        add("sticky", RepList.text(routing["sticky"]))
        add("silent owner", routing["returnAfterMinutes"]?.integer.map { "loses the ticket after \($0) minutes" } ?? "keeps it")
        for (index, rule) in (routing["rules"]?.elements ?? []).enumerated() { add("rule \(index + 1)", words(of: rule)) }
        for flag in body["flagged"]?.elements ?? [] {
            add("flagged", "\(RepList.text(flag["rep"])): \(WhyVerb.reason(flag["reason"]))", .warn)
        }
        add("waiting", "\(body["queued"]?.integer ?? 0) tickets")
        return table.lines(format)
    }

    private static func targets(_ value: JSONValue?) -> String {
        let teams = (value?["teams"]?.elements ?? []).map { "team \(RepList.text($0))" }
        return ((value?["reps"]?.elements ?? []).map { RepList.text($0) } + teams).joined(separator: ", ")
    }

    private static func words(of rule: JSONValue) -> String {
        var words = [RepList.text(rule["when"])]
        if let skills = rule["skills"] {
            words.append("asks for \(RepList.slugs(skills))" + (rule["dropSecondary"]?.bool == true ? ", or without secondary ones" : ""))
        }
        let who = targets(rule)
        if !who.isEmpty { words.append("to \(who)") }
        if let mode = rule["mode"] { words.append("mode \(RepList.text(mode))") }
        return words.joined(separator: " → ")
    }

    static func dryRun(_ account: String, _ call: Call) {
        guard RoutingFlags.check(call) else { return }
        call.ask(
            "routing.dryrun",
            {
                $0.field("account", account)
                $0.name("routing")
                $0.beginObject()
                RoutingFlags.write(call.arguments, &$0)
                $0.endObject()
                if let limit = call.arguments.value("--limit").flatMap({ Arguments.number($0[...]) }) { $0.field("limit", limit) }
            },
            then: { body in
                let items = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    call.say(answer: body)
                } else if items.isEmpty {
                    call.remark("The account has no tickets yet.")
                } else {
                    call.say(table(items).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ items: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "ticket", width: 10, side: .right), .init(name: "rule", width: 8), .init(name: "would", width: 26),
            .init(name: "owner", width: 0),
        ])
        for item in items {
            let ticket = "\(item["ticket"]?.integer ?? 0)"
            let rule = item["rule"]?.integer.map { "\($0)" } ?? ""
            let would = item["rep"].map { RepList.text($0) } ?? ""
            let words = would.isEmpty ? "wait" : "go to \(would)"
            let owner = RepList.text(item["owner"])
            table.rows.append(
                .init(
                    cells: [ticket, rule.isEmpty ? "no rule" : "rule \(rule)", words, owner.isEmpty ? "is nobody's" : "is \(owner)'s"],
                    plainCells: [ticket, rule, would, owner]))
        }
        return table
    }
}
