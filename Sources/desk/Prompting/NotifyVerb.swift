internal import DeskConsole
internal import DeskKit

/// `notify off 30m`.
enum NotifyVerb {
    static let all: [Verb] = [
        Verb(
            name: "notify", usage: "[mine|team|all|off [TIME]]", summary: "what calls you while you look elsewhere",
            details: [
                "mine: tickets of yours, and what is given to you. team: also new tickets that are nobody's, promised times and "
                    + "channels. all: every message. off: nothing; `notify off 30m` for so long (s, m, h). Replies of yours that failed "
                    + "call you all the same. `help settings` has what else there is: quiet hours, how the terminal calls, a command."
            ],
            group: .session, doors: .line, need: .nothing, shape: .words(0...2), run: notify)
    ]

    private static let longest: Int64 = 7 * 86_400_000

    private static func notify(_ call: Call) {
        guard let session = call.seat.session, session.isInteractive else { return call.fail(usage: "notify is for the prompt") }
        guard let level = call.arguments.words.first else {
            call.say(said(session, call))
            return call.done()
        }
        do throws(UsageError) {
            if call.arguments.words.count == 2 {
                guard level == "off", let time = duration(call.arguments.words[1]) else {
                    throw UsageError("notify off takes a time such as 30m or 2h")
                }
                session.notifier.quietUntil = call.seat.now + time
            } else {
                try session.settings.set("notify", to: level)
                session.notifier.quietUntil = nil
                session.settingsChanged()
            }
            call.say(said(session, call))
            call.done()
        } catch { call.fail(usage: error.description) }
    }

    private static func said(_ session: LineSession, _ call: Call) -> String {
        if let until = session.notifier.quietUntil, until > call.seat.now {
            return "Quiet until \(TimeWords.clock(until, now: call.seat.now)), except failed replies of yours."
        }
        return switch session.settings.value(of: "notify") {
        case "off": "Nothing calls you, except failed replies of yours."
        case "team": "Your tickets call you, and what is nobody's."
        case "all": "Every message calls you."
        default: "Your tickets call you, and what is given to you."
        }
    }

    /// `30m` → milliseconds.
    static func duration(_ word: String) -> Int64? {
        let units: [UInt8: Int64] = [0x73: 1_000, 0x6D: 60_000, 0x68: 3_600_000, 0x64: 86_400_000]
        guard let last = word.utf8.last, let unit = units[last], let number = Arguments.number(word.dropLast()), number > 0,
            number <= longest / unit
        else { return nil }
        return number * unit
    }
}
