internal import DeskConsole
internal import DeskKit

// Free text goes out, for as long as somebody wants that.
extension LineSession {
    func beginChat(_ call: Call) {
        guard let open = seat.open?.facts else { return call.fail(usage: "chat: open a ticket first") }
        chat = open.number
        let who = DisplayWidth.clip(open.shownContact, to: 40)
        call.say("Lines go to \(who). /end leaves, /note stays internal, // begins a line with a /.")
        call.done()
    }

    func endChat() {
        chat = nil
        updatePrompt()
    }

    /// A line in a chat: true where it was words for the contact, or left the chat.
    func takeInChat(_ line: String) -> Bool {
        guard let ticket = chat else { return false }
        guard seat.open?.facts.number == ticket else {
            endChat()
            tell(["The chat is over, another ticket is open; nothing was sent."])
            return true
        }
        if line.utf8.first == 0x2F {
            if line.hasPrefix("//") { return say(String(line.dropFirst())) }
            guard line == "/end" else { return false }
            endChat()
            return true
        }
        return line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? true : say(line)
    }

    private func say(_ text: String) -> Bool {
        send(chatCompose(text))
        return true
    }

    func chatCompose(_ text: String) -> Compose {
        let verb = VerbTable.verb(named: "reply") ?? VerbTable.all[0]
        return compose(verb, Arguments(), isForced: false, text: text)
    }

    var chatPrompt: String? {
        guard let chat, let facts = seat.open?.facts, facts.number == chat else { return nil }
        return "to \(DisplayWidth.clip(facts.shownContact, to: 20)) (\(facts.shownChannel)) > "
    }
}
