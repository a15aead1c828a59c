internal import DeskConsole

/// Help, read from the table of verbs.
enum Help {
    static func overview(for door: Doors) -> [String] {
        var lines = door == .command ? commandHead : ["Say a verb. `help VERB` says more. A reply is sent only by reply."]
        for group in Verb.Group.allCases {
            let verbs = VerbTable.all.filter { $0.group == group && !$0.doors.isDisjoint(with: door) }
            if verbs.isEmpty { continue }
            lines += ["", group.rawValue + ":"] + verbs.map(row)
        }
        return lines + (door == .command ? commandFoot : lineFoot)
    }

    private static let lineFoot = [
        "", "Keys: Tab completes, arrow up recalls, Ctrl-C clears the line and keeps it, Ctrl-D leaves.",
        "A reply that was typed and not sent is kept for its ticket: `help draft`.",
    ]

    private static let commandHead = [
        "Usage: desk                 attach: read, answer, see what comes in",
        "       desk VERB …          do one thing",
        "       desk < script        verbs, one a line; # begins a comment; the first failure ends it",
        "",
        "A help desk for your terminal. Try it without setting anything up: desk demo",
        "",
        "Examples:",
        "  desk inbox is:open owner:me",
        "  desk reply 1042 --seen 1207 < answer.txt",
    ]

    private static var commandFoot: [String] {
        ["", "Flags:"] + Flags.help.map(row) + [
            "", "Exit codes: 0 done, 1 no, 64 usage, 65 damaged data, 69 no broker, 70 our bug, 74 input or output failed,",
            "75 something newer came in or try again, 76 protocol version, 77 not permitted, 78 configuration.",
        ]
    }

    static func page(_ verb: Verb) -> [String] {
        var lines = ["\(verb.name)\(verb.usage.isEmpty ? "" : " " + verb.usage)", "  \(verb.summary)"]
        if !verb.aliases.isEmpty { lines.append("  also: " + verb.aliases.joined(separator: ", ")) }
        if !verb.details.isEmpty { lines += [""] + verb.details.map { "  " + $0 } }
        if !verb.flags.isEmpty { lines += ["", "Flags:"] + verb.flags.map(row) }
        if verb.doors == .command { lines += ["", "  As a command only: desk \(verb.name)"] }
        return lines
    }

    private static func row(_ verb: Verb) -> String {
        let name = ([verb.name] + verb.aliases).joined(separator: ", ")
        return "  " + DisplayWidth.pad(name, to: 14) + " " + verb.summary
    }

    private static func row(_ flag: VerbFlag) -> String {
        "  " + DisplayWidth.pad(flag.name + (flag.value.map { " " + $0 } ?? ""), to: 24) + " " + flag.help
    }

    /// What to say to a verb that there is none of.
    static func unknown(_ word: String, for door: Doors) -> String {
        let shown = SafeText.line(DisplayWidth.clip(word, to: 60))
        let near = NearestVerb.name(like: word, among: VerbTable.names(for: door))
        return "there is no verb \(shown)"
            + (near.map { "; did you mean \($0)? Nothing was done." } ?? "; help lists them. Nothing was done.")
    }
}
