internal import DeskConsole
internal import DeskKit

/// `desk channel delete ACCOUNT`: for good, so its name has to be said once more.
enum ChannelDelete {
    static let flag = VerbFlag("--confirm", "ACCOUNT", "delete: its name once more, in place of the question")

    static func run(_ call: Call, _ account: String) {
        ChannelAccount.find(call, account) { found in
            guard let word = confirmation(call, account, found) else { return }
            delete(call, account, word)
        }
    }

    private static func confirmation(_ call: Call, _ account: String, _ found: JSONValue) -> String? {
        if let word = call.arguments.value("--confirm") { return word }
        let isQuiet = call.arguments.has("--no-input") || call.seat.isLineDoor || call.format.shape == .json
        guard !isQuiet, let questions = Questions(call.seat.loop) else {
            call.fail(usage: "this is for good: say its name once more, --confirm \(PlainText.ascii(account, max: 64))")
            return nil
        }
        let name = SafeText.line(account)
        questions.tell([
            "\(name), \(SafeText.line(found["label"]?.utf8 ?? [])), has \(found["open"]?.integer ?? 0) open ticket\(found["open"]?.integer == 1 ? "" : "s") and "
                + "\(Unsent(found).words).",
            "Deleting is for good: nothing comes or goes through it any more, its credentials are removed, and its name is used up.",
            "What was written stays readable. To stop it for a while: desk channel off \(name)",
        ])
        guard case .line(let word) = questions.ask("Type its name to delete it: "), !word.isEmpty else {
            call.fail("\(account) was not deleted")
            return nil
        }
        return word
    }

    private static func delete(_ call: Call, _ account: String, _ confirmation: String) {
        call.ask(
            "account.delete",
            {
                $0.field("account", account)
                $0.field("confirm", confirmation)
                if let reason = call.arguments.value("--reason") { $0.field("reason", reason) }
            },
            then: { body in
                let line = "\(SafeText.line(account)) is deleted. Its tickets stay; desk channel list --archived shows it."
                if call.format.shape == .json { call.say(answer: body) } else { call.say(line) }
                call.done()
            })
    }
}
