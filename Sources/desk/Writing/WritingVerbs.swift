internal import DeskConsole
internal import DeskKit

/// Ways of writing that belong to a prompt.
enum WritingVerbs {
    static let all: [Verb] = [
        Verb(
            name: "chat", summary: "what you type goes to the contact, line by line, until /end",
            details: [
                "For whoever is there and waits. The prompt says to whom the lines go; a verb needs a / before it there: /note stays "
                    + "internal, /end leaves. // begins a line with a /. Several lines that are pasted are shown first, and sent as one."
            ],
            group: .answers, doors: .line, run: chat)
    ]

    private static func chat(_ call: Call) {
        guard let session = call.seat.session, session.isInteractive else {
            return call.fail(usage: "chat is for the prompt: a script says `reply`")
        }
        session.beginChat(call)
    }
}
