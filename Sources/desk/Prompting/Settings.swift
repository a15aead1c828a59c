internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// What a rep can have otherwise, for as long as the session lasts; the rc file says it at each start.
struct Settings {
    /// One of them.
    struct Kind: Sendable {
        let name: String
        /// What may be said, as help shows it.
        let values: String
        let standard: String
        let summary: String
        let isValid: @Sendable (String) -> Bool

        static func choice(_ name: String, _ values: [String], _ summary: String) -> Kind {
            Kind(name: name, values: values.joined(separator: "|"), standard: values[0], summary: summary) { values.contains($0) }
        }

        static func text(_ name: String, _ values: String, _ summary: String) -> Kind {
            Kind(name: name, values: values, standard: "", summary: summary) { $0.utf8.count <= Settings.valueBytesMax }
        }
    }

    static let valueBytesMax = 1_000
    static let aliasesMax = 200

    static let kinds: [Kind] = [
        .text(
            "prompt", "FORMAT",
            "the prompt where a ticket is open: %t ticket, %w who, %c channel, %s status, %u how many need you, %n you, %% a %"),
        .text("prompt-idle", "FORMAT", "the prompt where none is: %u, %n, %%"),
        .choice("onerror", ["stop", "go"], "whether the rest of a file is run after a line that failed"),
        .text("editor", "COMMAND", "what opens for reply -e and ~e, before VISUAL and EDITOR"),
        .text("library", "DIRECTORY", "documents, links, articles and quotes for `insert`, unless DESK_LIBRARY says where they are"),
        .text("pager", "COMMAND", "what thread -a is read in, before DESK_PAGER and PAGER; cat for none"),
        .choice("notify", ["mine", "team", "all", "off"], "what calls you while you look elsewhere"),
        .choice("notify-with", ["auto"] + NoticeWay.allCases.map(\.rawValue), "how the terminal calls you"),
        .choice("notify-body", ["off", "on"], "whether it says what was written, or only who and where"),
        .choice("notify-when", ["unfocused", "always"], "also while the window has the keyboard"),
        .text("notify-command", "COMMAND", "a command that is run for each call, with DESK_TOPIC, DESK_TICKET, DESK_TITLE and DESK_BODY"),
        Kind(
            name: "quiet", values: "HH:MM-HH:MM", standard: "", summary: "hours in which nothing calls you but failed replies of yours",
            isValid: { $0.isEmpty || QuietHours($0) != nil }),
        .choice("title", ["on", "off"], "whether the window's title says how many tickets need you"),
        .choice("links", ["on", "off"], "whether addresses on the web can be clicked where they are broken over rows"),
        .choice("images", ["ask", "always", "never"], "whether show draws a picture in the terminal"),
    ]

    private var values: [String: String] = [:]
    private(set) var aliases: [(name: String, words: String)] = []

    static func kind(named name: String) -> Kind? { kinds.first { $0.name == name } }

    func value(of name: String) -> String { values[name] ?? Self.kind(named: name)?.standard ?? "" }

    mutating func set(_ name: String, to value: String) throws(UsageError) {
        guard let kind = Self.kind(named: name) else {
            let near = NearestWord.name(like: name, among: Self.kinds.map(\.name))
            throw UsageError("there is no setting \(SafeText.line(name))" + (near.map { "; did you mean \($0)?" } ?? "; `set` lists them"))
        }
        guard kind.isValid(value) else { throw UsageError("\(kind.name) is \(kind.values), not '\(SafeText.line(value))'") }
        values[name] = value
    }

    mutating func unset(_ name: String) { values[name] = nil }

    mutating func alias(_ name: String, to words: String) throws(UsageError) {
        guard !name.isEmpty, name.utf8.count <= 32,
            name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { throw UsageError("an alias is small letters, digits and -, at most 32 of them") }
        guard VerbTable.verb(named: name) == nil else { throw UsageError("\(name) is a verb already, and stays one") }
        guard words.utf8.count <= Self.valueBytesMax else { throw UsageError("an alias stands for at most \(Self.valueBytesMax) bytes") }
        aliases.removeAll { $0.name == name }
        guard !words.isEmpty else { return }
        guard aliases.count < Self.aliasesMax else {
            throw UsageError("there are \(Self.aliasesMax) aliases already, which is all there may be")
        }
        aliases.append((name, words))
    }

    /// `set prompt …`, which is about no property of a ticket: those have their `=`, and a ticket its number.
    private static func isSetting(_ words: Words) -> Bool {
        var words = words
        guard let verb = words.next(), verb == "set" || verb == "/set" else { return false }
        guard let name = words.next() else { return true }
        if kind(named: name) != nil { return true }
        return !name.hasPrefix("-") && !name.contains("=") && name != "."
            && Arguments.number(name.hasPrefix("#") ? name.dropFirst() : name[...]) == nil
    }

    /// The line with its first word replaced where that is an alias; what it stands for is a verb's and no alias's.
    func expanded(_ line: String) -> String {
        var words = Words(line: line)
        if Self.isSetting(words) { return "setting" + line.drop { $0 == " " }.dropFirst(line.hasPrefix("/") ? 4 : 3) }
        guard let word = words.next(),
            let alias = aliases.first(where: { $0.name == (word.hasPrefix("/") ? String(word.dropFirst()) : word) })
        else { return line }
        let rest = words.rest
        return rest.isEmpty ? alias.words : alias.words + " " + rest
    }
}

/// Hours of a day, in the rep's own time; they may go over midnight.
struct QuietHours: Equatable {
    let from: Int
    let to: Int

    /// `22:00-07:00`.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minutes($0) }
        guard parts.count == 2, let from = parts[0], let to = parts[1], from != to else { return nil }
        self.from = from
        self.to = to
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = Arguments.number(parts[0]), let minute = Arguments.number(parts[1]), hour < 24, minute < 60
        else { return nil }
        return Int(hour * 60 + minute)
    }

    func contains(minute: Int) -> Bool { from < to ? (from..<to).contains(minute) : minute >= from || minute < to }

    func contains(_ now: Int64, offsetMinutes: (Int64) -> Int = WallClock.zoneOffsetMinutes) -> Bool {
        let minutes = Int(now / 60_000) + offsetMinutes(now)
        return contains(minute: (minutes % 1_440 + 1_440) % 1_440)
    }
}
