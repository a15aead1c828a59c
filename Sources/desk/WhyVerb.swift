internal import DeskConsole
internal import DeskKit

/// Why a ticket is whose it is, in sentences.
enum WhyVerb {
    static func run(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        call.ask(
            "why", { $0.field("ticket", ticket) },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call)) }
                call.done()
            })
    }

    private static func lines(_ body: JSONValue, _ call: Call) -> [String] {
        let owner = text(body["owner"])
        let ticket = body["ticket"]?.integer ?? 0
        let teams = RepList.slugs(body["teams"])
        var head = "\(ticket) is " + (owner.isEmpty ? "nobody's" : "\(owner)'s")
        if body["queued"]?.bool == true { head += ", and waits for the first who can take it" }
        if !teams.isEmpty { head += "; assigned to \(teams)" }
        let items = body["items"]?.elements ?? []
        guard !items.isEmpty else {
            let account = text(body["account"])
            return [
                head
                    + ". Nothing was decided about it: automatic assignment was off when it came. \(call.saying("routing show \(account)"))"
            ]
        }
        return [head + "."] + items.filter { !isSaidAlready($0) }.flatMap(lines(of:))
    }

    /// The desk gives a ticket to whom it has decided on: one line says both.
    private static func isSaidAlready(_ item: JSONValue) -> Bool {
        item["kind"]?.isString("assigned") == true && item["by"]?["role"]?.isString("desk") == true && item["to"]?.string != nil
    }

    private static func lines(of item: JSONValue) -> [String] {
        let at = item["at"]?.utf8.flatMap(TimeWords.milliseconds).map { TimeWords.stamp($0) } ?? ""
        return switch item["kind"]?.string {
        case "assigned": [at + "  " + assigned(item)]
        case "returned": [at + "  \(text(item["rep"])) let the contact wait too long, so it was taken back."]
        default: [at + "  " + sentence(item)] + details(of: item)
        }
    }

    private static func assigned(_ item: JSONValue) -> String {
        let to = item["to"].map { text($0) } ?? ""
        let by = text(item["by"]?["name"])
        let whom = to.isEmpty ? "nobody" : to
        if item["reply"]?.bool == true { return "\(by) answered it while it was nobody's, and so has it." }
        return by.isEmpty ? "given to \(whom)." : "\(by) gave it to \(whom)."
    }

    private static let causes = [
        "opened": "It was new", "reopened": "It was open again", "queue": "It had waited, and somebody was free",
        "returned": "Its owner was silent", "owner_gone": "Its owner was not active any more",
        "owner_away": "Its owner was away when the contact wrote",
    ]

    static func sentence(_ item: JSONValue) -> String {
        let cause = (item["cause"]?.string).flatMap { causes[$0] } ?? ""
        let rule = item["rule"]?.integer.map { ", and rule \($0) matched" } ?? ""
        let rep = text(item["rep"])
        let outcome =
            switch item["outcome"]?.string {
            case "assigned": "it fell to \(rep)" + how(item)
            case "queued": "nobody could take it"
            case "kept": "nobody else could take it, so that it stayed"
            default: "it is meant for nobody"
            }
        return "\(cause)\(rule): \(outcome)."
    }

    private static func how(_ item: JSONValue) -> String {
        if item["source"]?.string == "owner" {
            return ", the contact's owner" + (item["contactOwner"]?["notified"]?.bool == true ? ", who was away and was sent a notice" : "")
        }
        let count = item["eligible"]?.integer ?? 0
        if count == 1 { return ", who alone could take it" }
        return switch item["selection"]?.string {
        case "round_robin": ", whose turn it was among \(count)"
        case "random": ", drawn from \(count) (seed \(item["seed"]?.integer ?? 0), draw \(item["draw"]?.integer ?? 0))"
        default: ", who had the least of \(count)"
        }
    }

    static func details(of item: JSONValue) -> [String] {
        var lines: [String] = []
        if let owner = item["contactOwner"], owner["reason"] != nil {
            lines.append("the contact's owner \(text(owner["rep"])): \(reason(owner["reason"]))")
        }
        if item["droppedSecondary"]?.bool == true { lines.append("nobody had all skills, so secondary ones were done without") }
        for candidate in (item["candidates"]?.elements ?? []).map(\.elements) where candidate.count == 3 {
            lines.append("\(text(candidate[0])): could take it, \(candidate[1].integer ?? 0) open")
        }
        for excluded in item["excluded"]?.elements ?? [] {
            let names = (excluded["reps"]?.elements ?? []).map { text($0) }
            let more = (excluded["count"]?.integer ?? 0) - Int64(names.count)
            lines.append(names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "") + ": \(reason(excluded["reason"]))")
        }
        return lines.map { "    " + $0 }
    }

    private static let reasons = [
        "unknown": "not set up", "inactive": "not active", "no_seat": "no seat", "silent": "was silent on this ticket", "away": "away",
        "full": "has no slot free", "skills": "lacks a skill that the rule asks for",
    ]

    static func reason(_ value: JSONValue?) -> String { (value?.string).flatMap { reasons[$0] } ?? text(value) }

    static func testLines(_ body: JSONValue) -> [String] {
        let matches = (body["rules"]?.elements ?? []).enumerated().map {
            "rule \($0 + 1) \($1.bool == true ? "matches" : "does not match")"
        }
        guard let decision = body["decision"] else { return matches }
        let off = body["assign"]?.bool == false ? ["Automatic assignment is off; if it were on:"] : []
        return matches + off + [sentence(decision)] + details(of: decision)
    }

    private static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
}
