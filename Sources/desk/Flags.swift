internal import DeskKit

/// What every verb may be told.
struct Flags {
    var socket: String?
    var name: String?
    var isAdmin = false
    var isJSON = false
    var isPlain = false
    var isAccessible = false
    var hasHeader = false
    var isColored: Bool?
    var wantsHelp = false
    var wantsVersion = false

    static let help: [VerbFlag] = [
        VerbFlag("--socket", "PATH", "where the broker listens (else DESK_SOCKET, else the usual places)"),
        VerbFlag("--as", "NAME", "who you are (else your login, or the one [rep NAME] of yours)"),
        VerbFlag("--admin", "attach as an admin; admin verbs do so by themselves"),
        VerbFlag("--json", "one JSON object a line, as the broker sends them"),
        VerbFlag("--plain", "tabs instead of columns; at the prompt: no escape sequences"),
        VerbFlag("--header", "name the columns where tabs separate them"),
        VerbFlag("--accessible", "for screen readers: nothing is drawn twice"),
        VerbFlag("--no-color", "no colours (also NO_COLOR)"),
        VerbFlag("--help", "say what a verb does, and end"),
        VerbFlag("--version", "print the version, and end"),
    ]

    /// Takes the next word if it is one of these; false where it is not.
    mutating func take(_ words: inout Words) throws(UsageError) -> Bool {
        guard let word = words.peek, word.hasPrefix("-") else { return false }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts[0] {
        case "--socket": socket = try Self.value(parts, &words)
        case "--as": name = try Self.value(parts, &words)
        default:
            guard parts.count == 1, takeSwitch(word) else { return false }
            _ = words.next()
        }
        return true
    }

    /// Whether the word would be taken as one of these.
    func knows(_ word: String) -> Bool {
        var copy = self
        var words = Words(list: [word, ""])
        return (try? copy.take(&words)) == true
    }

    private mutating func takeSwitch(_ word: String) -> Bool {
        switch word {
        case "--admin": isAdmin = true
        case "--json": isJSON = true
        case "--plain": isPlain = true
        case "--header": hasHeader = true
        case "--accessible": isAccessible = true
        case "--no-color", "--color=never": isColored = false
        case "--color=always": isColored = true
        case "--help", "-h": wantsHelp = true
        case "--version", "-V": wantsVersion = true
        default: return false
        }
        return true
    }

    /// `--name value` and `--name=value` mean the same.
    static func value(_ parts: [String], _ words: inout Words) throws(UsageError) -> String {
        _ = words.next()
        if parts.count == 2 { return parts[1] }
        guard let value = words.next() else { throw UsageError("\(parts[0]) wants a value after it") }
        return value
    }
}

extension VerbFlag {
    fileprivate init(_ name: String, _ help: String) { self.init(name, nil, help) }
}
