internal import DeskConsole
internal import DeskKit

/// How an adapter fares, as lists say it: the same words whoever started it.
struct AdapterWords {
    /// `connected`, `retrying in 12 s`, `BROKEN`: what is no good news is loud or says when it goes on.
    let state: String
    /// The wire's own word.
    let plainState: String
    let reason: String
    let isWell: Bool

    init(_ value: JSONValue) {
        let word = value["state"]?.string ?? (value["connected"]?.bool == true ? "connected" : "away")
        let wait = value["retryInMs"]?.integer.map { " in " + Self.seconds($0) } ?? ""
        plainState = SafeText.line(word)
        state =
            switch word {
            case "broken": "BROKEN, again" + wait
            case "bad_credentials": "BAD CREDENTIALS"
            case "away": "AWAY"
            default: plainState + wait
            }
        reason = SafeText.line(value["stateReason"]?.utf8 ?? [])
        isWell = word == "connected" || word == "starting"
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        milliseconds < 100_000 ? "\((max(0, milliseconds) + 999) / 1_000) s" : TimeWords.age(milliseconds)
    }
}
