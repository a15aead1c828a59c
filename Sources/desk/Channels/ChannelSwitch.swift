internal import DeskConsole
internal import DeskKit

/// `desk channel on|off ACCOUNT`, and what becomes of replies that wait.
enum ChannelSwitch {
    static let queueFlag = VerbFlag(
        "--queued", "wait|hold|cancel",
        "off: replies that are not out yet: sent before it is off, held until it is on (the default), or never sent")

    static func turn(_ call: Call, _ account: String, isOn: Bool) {
        let wish = call.arguments.value("--queued")
        if let wish, isOn || !["wait", "hold", "cancel"].contains(wish) {
            return call.fail(usage: isOn ? "--queued is for off" : "--queued is wait, hold or cancel")
        }
        guard !isOn, wish == nil, mayAsk(call) else { return set(call, account, isOn, wish) }
        ChannelAccount.find(call, account) { found in
            let unsent = Unsent(found)
            guard found["active"]?.bool != false, unsent.all > 0, let questions = Questions(call.seat.loop) else {
                return set(call, account, false, nil)
            }
            guard let wish = ask(questions, account, unsent, live: found["open"]?.integer ?? 0) else {
                return call.fail("\(account) stays on")
            }
            set(call, account, false, wish)
        }
    }

    private static func mayAsk(_ call: Call) -> Bool {
        !call.arguments.has("--yes") && !call.arguments.has("--no-input") && !call.seat.isLineDoor && call.format.shape != .json
            && StandardStream.input.isTerminal
    }

    private static func ask(_ questions: Questions, _ account: String, _ unsent: Unsent, live: Int64) -> String? {
        questions.tell("\(SafeText.line(account)) has \(unsent.words) and \(live) live conversation\(live == 1 ? "" : "s").")
        let prompt = "[w]ait until sent  [h]old until it is on again  [c]ancel: they are never sent  [Enter] leave it on: "
        while true {
            guard case .line(let word) = questions.ask(prompt), !word.isEmpty else { return nil }
            if let wish = ["wait", "hold", "cancel"].first(where: { $0.hasPrefix(word.lowercased()) }) { return wish }
            questions.tell("  w, h or c; Enter leaves everything as it is.")
        }
    }

    private static func set(_ call: Call, _ account: String, _ isOn: Bool, _ wish: String?) {
        call.ask(
            "account.set",
            {
                $0.field("account", account)
                $0.field("active", isOn)
                if let reason = call.arguments.value("--reason") { $0.field("reason", reason) }
                if let wish { $0.field("queued", wish) }
            },
            then: { body in
                if call.format.shape == .json {
                    call.say(answer: body)
                } else {
                    call.say(line(account, isOn, wish, body, call.format.hasHints))
                }
                call.done()
            })
    }

    private static func line(_ account: String, _ isOn: Bool, _ wish: String?, _ body: JSONValue, _ hasHints: Bool) -> String {
        let name = SafeText.line(account)
        let (held, queued) = (body["held"]?.integer ?? 0, body["queued"]?.integer ?? 0)
        if isOn { return "\(name) is on. \(queued) queued." + (hasHints ? " desk channel off \(name) turns it off." : "") }
        let kept =
            switch wish {
            case "wait": "What was written still goes out; new replies are held"
            case "cancel": "What was not out is canceled; new replies are held"
            default: "\(held) held; new replies are held too"
            }
        let hint = hasHints ? " desk channel on \(name)" : ""
        return "\(name) is off. \(kept), and \(incoming(body["whenOff"]?.string)).\(Unsent(body).told)\(hint)"
    }

    /// What becomes of what comes in, as the account has it.
    private static func incoming(_ whenOff: String?) -> String {
        switch whenOff {
        case "hold": "what comes in is kept, and becomes tickets when it is on"
        case "silent": "what comes in becomes tickets that nobody is given"
        default: "what comes in is refused until it is on"
        }
    }
}

/// Replies of an account that are not out, as far as the desk knows.
struct Unsent {
    let all: Int64
    /// What an adapter has cannot be kept back or canceled.
    let inHand: Int64

    init(_ account: JSONValue) {
        inHand = account["inHand"]?.integer ?? 0
        all = ["queued", "held"].reduce(inHand) { $0 + (account[$1]?.integer ?? 0) }
    }

    var words: String {
        let replies = "\(all) unsent repl\(all == 1 ? "y" : "ies")"
        return inHand == 0 ? replies : replies + (all == inHand ? ", with the adapter already," : ", \(inHand) with the adapter already,")
    }

    /// Behind the answer.
    var told: String {
        guard inHand > 0 else { return "" }
        return inHand == 1
            ? " 1 reply is with the adapter already and may go out." : " \(inHand) replies are with the adapter already and may go out."
    }
}
