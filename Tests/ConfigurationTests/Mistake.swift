import Testing

/// A configuration that must be refused: where, and words of what is said about it.
struct Mistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    /// The line that is named.
    let line: Int
    /// What the sentence says, the fix among it.
    let words: [String]

    init(_ name: String, _ text: String, line: Int = 1, _ words: String...) {
        self.init(name, Array(text.utf8), line: line, words)
    }

    init(_ name: String, _ bytes: [UInt8], line: Int = 1, _ words: [String]) {
        testDescription = name
        self.bytes = bytes
        self.line = line
        self.words = words
    }

    static let all = lines + sections + values + adapters + people

    private static let lines = [
        Mistake("a misspelt setting", "log-levle = info", "no setting log-levle", "did you mean log-level?"),
        Mistake("an underscore", "log_level = info", "did you mean log-level?"),
        Mistake("capitals", "Log-Level = info", "no setting Log-Level", "did you mean log-level?"),
        Mistake(
            "a setting that nobody knows", "# a comment\n\nwallpaper = blue", line: 3, "no setting wallpaper", "here there are data"),
        Mistake("a line without =", "log-level info", "no = in this line", "NAME = VALUE"),
        Mistake("no name", "= info", "no name before the =", "NAME = VALUE"),
        Mistake("no value", "log-level =\t ", "log-level has no value", "put # before the line"),
        Mistake(
            "a setting twice", "log-level = info\nlog-format = text\nlog-level = info", line: 3, "stands in line 1 already", "keep one"),
        Mistake("a control character", "log-level = in\u{7}fo", "a control character", "remove it"),
        Mistake("a NUL", "log-level = info\u{0}", "a control character", "remove it"),
        Mistake("a byte order mark", "\u{FEFF}log-level = info", "invisible mark", "without a byte order mark"),
        Mistake(
            "no UTF-8", Array("log-level = info\nmetrics-socket = /".utf8) + [0xFF, 0x0A], line: 2, ["no UTF-8", "save the file as UTF-8"]),
        Mistake("a line without end", "# " + String(repeating: "x", count: 5_000), "the line has 5002 bytes", "4096"),
    ]

    private static let sections = [
        Mistake("a misspelt section", "[adaptor webchat]\ncommand = x", "no section [adaptor]", "did you mean [adapter NAME]?"),
        Mistake(
            "a section that nobody knows", "[weather]", "no section [weather]", "[adapter NAME], [role NAME] or [rep NAME]"),
        Mistake("a section's end missing", "\n[adapter webchat", line: 2, "does not end with ]"),
        Mistake("a section without anything", "[ ]", "the section has no name", "[role NAME]"),
        Mistake("a section without a name", "[adapter]", "[adapter] wants one name", "[adapter NAME]"),
        Mistake("a section with two names", "[rep ana kim]\nuser = 0", "[rep] wants one name", "[rep NAME]"),
        Mistake("a name that is none", "[rep Ana]\nuser = 0", "'Ana' cannot name anything", "a-z"),
        Mistake("a role that is none", "[role rap]\nusers = 0", "no role rap", "did you mean [role rep]?"),
        Mistake("a section twice", "[rep ana]\nuser = 0\n[rep kim]\n[rep ana]", line: 4, "[rep ana] stands in line 1 already"),
        Mistake("a setting above its section", "users = root", "no setting users", "belongs under [role NAME]"),
        Mistake(
            "a setting below its place", "[rep ana]\nlog-level = info", line: 2, "no setting log-level", "belongs above the first [...]"),
    ]

    private static let values = [
        Mistake("a relative path", "metrics-socket = run/metrics", "'run/metrics' does not begin with /", "the whole path"),
        Mistake("a comment behind a path", "adapters = /usr/bin # here", "has a # in it", "a line of its own"),
        Mistake(
            "a socket's path that is too long", "metrics-socket = /" + String(repeating: "x", count: 110), "has 111 bytes", "at most 107"),
        Mistake("a format that is none", "log-format = xml", "'xml' is not one of auto, journal, text, json"),
        Mistake("a level that is none", "log-level = warn", "'warn' is not one of", "did you mean warning?"),
        Mistake("a mode that is none", "socket-mode = rw-rw----", "no permissions", "octal"),
        Mistake("a mode that has too much", "socket-mode = 4770", "no permissions", "octal"),
        Mistake("a mode that shuts us out", "socket-mode = 0060", "own user out", "begin with 06"),
        Mistake("a group that is none", "socket-group = no-such-group", "no group no-such-group", "mind the spelling"),
    ]

    private static let adapters = [
        Mistake("a program that is not there", "[adapter fax]", "/desk-fax is no program", "enabled = no"),
        Mistake(
            "a program that is no program", "[adapter x]\nchannel = x\ncommand = /etc/passwd", line: 3, "/etc/passwd is no program"),
        Mistake("a directory as a program", "[adapter x]\ncommand = /usr/bin", line: 2, "/usr/bin is no program"),
        Mistake("half a path", "[adapter x]\ncommand = bin/true", line: 2, "neither a name nor a whole path"),
        Mistake(
            "a program with arguments", "[adapter x]\ncommand = true --quick", line: 2, "more than a program's name", "arguments ="),
        Mistake(
            "half a pair of quotes", "[adapter x]\ncommand = /bin/true\narguments = --name \"a b", line: 3, "a \" has no other one"),
        Mistake(
            "a channel that is none", "[adapter x]\ncommand = /bin/true\nchannel = Web Chat", line: 3, "channel: 'Web Chat' cannot name"),
        Mistake(
            "an instance that is none", "[adapter x]\ncommand = /bin/true\ninstance = -", line: 3, "instance: '-' cannot name"),
        Mistake(
            "no number", "[adapter x]\ncommand = /bin/true\ndrain-seconds = ten", line: 3, "'ten' is no number of seconds", "0 to 3600"),
        Mistake("less than nothing", "[adapter x]\ncommand = /bin/true\ndrain-seconds = -1", line: 3, "'-1' is no number"),
        Mistake(
            "more than an hour", "[adapter x]\ncommand = /bin/true\ndrain-seconds = 99999999999999999999", line: 3, "is no number"),
        Mistake("neither yes nor no", "[adapter x]\nenabled = maybe", line: 2, "'maybe' is not yes or no"),
        Mistake(
            "one channel for two", "[adapter a]\nchannel = c\ncommand = /bin/true\n[adapter b]\nchannel = c\ncommand = /bin/true", line: 4,
            "[adapter a] is instance main of the channel c already", "instance = NAME"),
    ]

    private static let people = [
        Mistake(
            "a user that is none", "[role rep]\nusers = root, no-such-user", line: 2, "no user no-such-user", "mind the spelling"),
        Mistake("nobody", "[role rep]\nusers = 65534", line: 2, "65534", "somebody in particular"),
        Mistake("a number that is no user's", "[role rep]\nusers = 4294967295", line: 2, "no user 4294967295"),
        Mistake("a comma too many", "[role rep]\nusers = 0,,1", line: 2, "nothing between two commas", "NAME, NAME"),
        Mistake("no commas", "[role rep]\nusers = root daemon", line: 2, "'root daemon' is more than one name", "commas"),
        Mistake("a user twice", "[role rep]\nusers = root, 0", line: 2, "0 stands there twice"),
        Mistake("a role for nobody", "[role rep]", "gives the role to nobody", "users = ..."),
        Mistake("groups that are none", "[role admin]\ngroups = root, no-such-group", line: 2, "no group no-such-group"),
        Mistake("a name for nobody", "[rep ana]\nuser = no-such-user", line: 2, "no user no-such-user"),
        Mistake("a name of two", "[rep ana]\nuser = root, daemon", line: 2, "no user root, daemon"),
        Mistake(
            "a label like a letter", "[rep ana]\nlabel = " + String(repeating: "x", count: 300), line: 2, "300 bytes", "256"),
    ]
}
