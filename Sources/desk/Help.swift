internal import DeskConsole
internal import DeskCore

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

    /// The manual's first words.
    static let description = [
        "desk is the one client of the help desk: reps read and answer with it, admins manage channels. Without a verb it attaches to the broker, deskd(8), and prompts for verbs while it shows what comes in. With a verb it does one thing and ends. From a script on its standard input it takes verbs one a line; # begins a comment, and the first failure ends it.",
        "Who you are is what the kernel tells the broker: there are no passwords. A reply is sent only by `reply`.",
    ]

    private static var commandHead: [String] {
        [
            "Usage: desk                 attach: read, answer, see what comes in",
            "       desk VERB …          do one thing",
            "       desk < script        verbs, one a line; # begins a comment; the first failure ends it",
            "",
            "A help desk for your terminal. Try it without setting anything up: desk demo",
            "",
            "Examples:",
        ] + Examples.all.dropFirst().prefix(2).flatMap(\.typed).map { "  " + $0 }
    }

    private static var commandFoot: [String] {
        ["", "Flags:"] + Flags.help.flatMap(rows) + [
            "", "`desk help VERB` says more of a verb, `desk help TOPIC` of one of these topics:",
            "  " + Topic.all.map(\.name).joined(separator: " "), "All of it is in the manual: man desk",
        ]
    }

    /// Rows no longer than people read with ease, and than the terminal is wide: what does not fit stands under where the row's text began.
    static func fitting(_ lines: [String], columns: Int) -> [String] {
        let columns = max(40, min(columns - 1, columnsMax))
        return lines.flatMap { line in
            let indent = indent(of: line)
            let rows = TextWrap.rows(String(line.dropFirst(indent)), columns: columns - indent)
            return rows.prefix(1).map { line.prefix(indent) + $0 } + rows.dropFirst().map { String(repeating: " ", count: indent) + $0 }
        }
    }

    private static let columnsMax = 100

    /// Where the text of a row begins: behind a name and blanks, or at the first word.
    private static func indent(of line: String) -> Int {
        let bytes = Array(line.utf8)
        let start = bytes.firstIndex { $0 != 0x20 } ?? 0
        guard start > 0, bytes.allSatisfy({ $0 < 0x80 }) else { return start }
        let names = min(bytes.count, nameColumnsMax)
        guard names > start, let gap = (start..<names).first(where: { bytes[$0] == 0x20 && $0 + 1 < bytes.count && bytes[$0 + 1] == 0x20 })
        else { return start }
        return bytes[gap...].firstIndex { $0 != 0x20 } ?? start
    }

    private static let nameColumnsMax = 30

    static func page(_ topic: Topic) -> [String] {
        var lines = [topic.title]
        if !topic.paragraphs.isEmpty { lines += [""] + topic.paragraphs.map { "  " + plain($0) } }
        let width = (topic.rows.map { $0.name.utf8.count }.max() ?? 0) + 1
        if !topic.rows.isEmpty {
            lines += [""] + topic.rows.map { "  " + DisplayWidth.pad($0.name, to: width) + " " + plain($0.text) }
        }
        return lines
    }

    /// Backquotes are for the manual, which has other means.
    private static func plain(_ text: String) -> String { String(text.filter { $0 != "`" }) }

    static func page(_ verb: Verb) -> [String] {
        var lines = ["\(verb.name)\(verb.usage.isEmpty ? "" : " " + verb.usage)", "  \(verb.summary)"]
        if !verb.aliases.isEmpty { lines.append("  also: " + verb.aliases.joined(separator: ", ")) }
        if !verb.details.isEmpty { lines += [""] + verb.details.map { "  " + $0 } }
        if !verb.flags.isEmpty { lines += ["", "Flags:"] + verb.flags.flatMap(rows) }
        if verb.doors == .command { lines += ["", "  As a command only: desk \(verb.name)"] }
        return lines
    }

    private static func row(_ verb: Verb) -> String {
        let name = ([verb.name] + verb.aliases).joined(separator: ", ")
        return "  " + DisplayWidth.pad(name, to: 14) + " " + verb.summary
    }

    /// A name too long for its column has a row to itself.
    private static func rows(_ flag: VerbFlag) -> [String] {
        let name = flag.name + (flag.value.map { " " + $0 } ?? "")
        guard name.utf8.count > flagColumns else { return ["  " + DisplayWidth.pad(name, to: flagColumns) + " " + flag.help] }
        return ["  " + name, String(repeating: " ", count: flagColumns + 3) + flag.help]
    }

    private static let flagColumns = 24

    /// What to say to a verb that there is none of.
    static func unknown(_ word: String, for door: Doors) -> String {
        let shown = SafeText.line(DisplayWidth.clip(word, to: 60))
        let near = NearestWord.name(like: word, among: VerbTable.names(for: door))
        return "there is no verb \(shown)"
            + (near.map { "; did you mean \($0)? Nothing was done." } ?? "; help lists them. Nothing was done.")
    }
}
