internal import DeskKit

/// Doing something with a ticket.
enum AnswerVerbs {
    private static let key = VerbFlag("--key", "KEY", "a name for this act, so that doing it twice is harmless")

    private static let editor = VerbFlag(
        "--edit", nil, "or -e: write it in your editor (VISUAL, EDITOR), and look at it before it goes out")

    private static let attach = VerbFlag("--attach", "FILE", "send this file along; may be said again")

    static let all: [Verb] = [
        Verb(
            name: "reply", aliases: ["r"], usage: "[N] [mK] [+STATUS] TEXT", summary: "answer the contact",
            details: [
                "mK: in answer to that message, and where it came from. +STATUS: set the status in the same step, --set NAME=VALUE "
                    + "a property, where the status asks for one; all of it happens, or nothing.",
                "A reply says what you had seen. If something newer has come in, nothing is sent and you are shown it; "
                    + "say it again, or `reply! …` to send it anyway. As a command, --seen N or --force is wanted, and "
                    + "TEXT may come from standard input: desk reply 1042 --seen 1207 < file",
                "With --styled, you are shown what goes out where the channel does not have each style, and nothing is sent until you "
                    + "say it with `reply! --styled …` (as a command, --force). `preview` shows it beforehand.",
                "At the prompt, `reply` without TEXT takes line after line until one with a single dot; within them ~e opens your "
                    + "editor, ~p shows what there is, ~a FILE attaches, ~i NAME puts a snippet in, as ;NAME and Tab do, ~q keeps it as a draft, ~~ is a ~.",
            ],
            group: .answers,
            flags: [
                VerbFlag("--seen", "N", "the highest sequence that you were shown (`open` says it)"),
                VerbFlag("--force", nil, "send it whatever has come in since"), key, editor, attach,
                PreviewVerb.styled, PropertyWords.flag,
                VerbFlag("--via", "ACCOUNT", "over that account; `via` lists those that reach the contact"),
                VerbFlag("--insert", "NAME", "begin with this snippet, link, article or quote, or take a document along"),
            ],
            shape: .text([.message, .status]), canBeForced: true, run: ReplyVerb.run),
        Verb(
            name: "note", usage: "[N] TEXT", summary: "write down something that only reps see",
            group: .answers, flags: [key, editor, attach], shape: .text([]), run: NoteVerb.run),
        Verb(
            name: "assign", aliases: ["a"], usage: "[N] NAME|none", summary: "make somebody the owner",
            details: [
                "team:NAME gives it to a team: it is nobody's until one of them takes it; team:none takes that back.",
                "Where the owner has changed since you looked, nothing happens; `assign! …` does it anyway.",
            ],
            group: .answers, flags: [VerbFlag("--force", nil, "whoever the owner is by now")], shape: .words(1...2), canBeForced: true,
            run: OwnerVerbs.assign),
        Verb(
            name: "take", usage: "[N]", summary: "make yourself the owner", group: .answers,
            flags: [VerbFlag("--force", nil, "also from another rep")], shape: .words(0...1), canBeForced: true, run: OwnerVerbs.take),
        Verb(
            name: "status", aliases: ["s"], usage: "| [N] STATUS",
            summary: "how the desk is; with a STATUS, set the ticket's: new, waiting-contact, waiting-us, closed",
            details: [
                "Alone: the broker, its journal, who is attached, each channel with what waits, and what needs attention first, in at "
                    + "most ten lines. Where no broker answers it says which socket was tried; exit code 69. --json has everything."
            ],
            group: .answers, flags: [PropertyWords.flag], shape: .words(0...2),
            run: { $0.arguments.words.isEmpty ? StatusVerb.run($0) : OwnerVerbs.status($0) }),
        Verb(
            name: "close", usage: "[N]", summary: "set a ticket's status to closed, or to what that is called in its pipeline",
            group: .answers, flags: [PropertyWords.flag], shape: .words(0...1), run: OwnerVerbs.close),
        Verb(
            name: "retry", usage: "[N] mK", summary: "send a reply again that failed, or of which nobody knows",
            details: [
                "After an hour, or where something was said after it, nothing is sent before you have seen the ticket as it is: say it again, "
                    + "or `retry! …`."
            ],
            group: .answers, flags: [VerbFlag("--force", nil, "whatever was said since")], shape: .words(1...2), canBeForced: true,
            run: DeliveryVerbs.retry),
        Verb(
            name: "drop", usage: "[N] mK", summary: "do not send a reply that is not out yet",
            group: .answers, shape: .words(1...2), run: DeliveryVerbs.drop),
        UndoVerb.verb, ViaVerb.verb, CallVerb.verb, StartVerbs.write, StartVerbs.create, FailedVerb.verb,
    ]
}
