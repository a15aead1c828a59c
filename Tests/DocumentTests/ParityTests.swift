import DeskSystem
import DeskTesting
import Testing

/// Help, manual and completion come from one table; what one of them has, all have.
struct ParityTests {
    @Test("each verb is in help, manual and completion")
    func verbs() throws {
        let inHelp = try Self.verbsInHelp()
        let page = try ManualText()
        #expect(inHelp.count > 15)
        #expect(Set(inHelp) == Set(page.verbs.filter { !$0.isForPrompt }.map(\.name)))
        #expect(try Set(inHelp) == Set(Self.completed([""])))
    }

    @Test("each flag of each verb is in help, manual and completion")
    func flags() throws {
        let everywhere = Set(try Self.flags(in: Shell("desk", ["help"])))
        #expect(everywhere.count > 5)
        let page = try ManualText()
        #expect(everywhere == Set(page.commonFlags))
        for verb in page.verbs {
            let inHelp = try Set(Self.flags(in: Shell("desk", ["help", verb.name])))
            #expect(inHelp == Set(verb.flags), "\(verb.name)")
            guard !verb.isForPrompt else { continue }
            #expect(try Set(Self.completed([verb.name, "--"])) == inHelp.union(everywhere), "\(verb.name)")
        }
    }

    @Test("each topic of the help is a section of the manual")
    func topics() throws {
        let page = try Shell.committed("contrib/man/desk.1")
        let verbs = try Self.verbsInHelp()
        let topics = try Self.completed(["help", ""]).filter { !verbs.contains($0) }
        #expect(topics.count > 4)
        for topic in topics {
            let title = try Shell("desk", ["help", topic]).lines[0].uppercased()
            let section = ["ENVIRONMENT VARIABLES": "ENVIRONMENT", "EXIT CODES": "EXIT STATUS"][title] ?? title
            let isThere = page.contains(".Sh \(section)\n")
            #expect(isThere, "\(topic)")
        }
    }

    @Test("what a topic is about is said whole, whatever its length")
    func wholeNames() throws {
        let lines = try Shell("desk", ["help", "files"]).lines
        for file in ["$XDG_RUNTIME_DIR/desk/bus.sock", "~/.config/desk/desk.conf", "~/.local/share/desk", "/var/lib/desk"] {
            #expect(lines.contains { $0.hasPrefix("  \(file) ") }, "\(file)")
        }
    }

    @Test("each flag of deskd's help is in its manual, and each setting in that of the configuration")
    func daemon() throws {
        let page = try Shell.committed("contrib/man/deskd.8")
        let flags = try Self.flags(in: Shell("deskd", ["--help"]))
        #expect(flags.count > 5)
        for flag in flags {
            let isThere = page.contains(".It Fl " + flag.dropFirst().replacing("-", with: "\\-"))
            #expect(isThere, "\(flag)")
        }
        let settings = try Shell("deskd", ["--print-settings"]).lines.filter { $0.hasPrefix("#") && $0.contains(" = ") }
            .map { String($0.dropFirst().prefix { $0 != " " }) }.filter { !$0.isEmpty }
        let configuration = try Shell.committed("contrib/man/desk.conf.5")
        #expect(settings.count > 10)
        for name in settings {
            let isThere = configuration.contains(".It Cm \(name.replacing("-", with: "\\-")) No =")
            #expect(isThere, "\(name)")
        }
    }

    @Test("an environment variable that a program reads is in a manual page")
    func environment() throws {
        let pages = try ManualTests.all.map { try Shell.committed("contrib/man/" + $0) }.joined()
        let names = try Self.sources(under: "Sources").flatMap { text in
            text.matches(of: /environment(?:\.value)?\("([A-Z_]+)"\)/.ignoresCase()).map { String($0.output.1) }
        }
        #expect(Set(names).count > 4)
        for name in Set(names) where name != "HOME" && name != "TMPDIR" {
            let isThere = pages.contains(name)
            #expect(isThere, "\(name) is in no page")
        }
    }

    /// `  inbox, i      list tickets …` under a group's heading.
    private static func verbsInHelp() throws -> [String] {
        let lines = try Shell("desk", ["help"]).lines
        let begin = try #require(lines.firstIndex(of: "Tickets:"))
        let end = try #require(lines.firstIndex(of: "Flags:"))
        return lines[begin..<end].filter { $0.hasPrefix("  ") }.map { line in
            String(line.split(separator: " ")[0].filter { $0 != "," })
        }
    }

    /// `  --limit N   at most so many` at the beginning of a line.
    private static func flags(in answer: Shell) -> [String] {
        answer.lines.filter { $0.hasPrefix("  --") }.map { String($0.split(separator: " ")[0]) }
    }

    private static func completed(_ words: [String]) throws -> [String] {
        try Shell("desk", ["__complete"] + words).lines.filter { !$0.isEmpty }.map { String($0.split(separator: "\t")[0]) }
    }

    private static func sources(under folder: String) throws -> [String] {
        var texts: [String] = []
        for name in try Directory.names(in: Shell.root + "/" + folder) {
            let path = folder + "/" + name
            if PathFacts(at: Shell.root + "/" + path)?.kind == .directory {
                texts += try sources(under: path)
            } else if name.hasSuffix(".swift") {
                texts.append(try Shell.committed(path))
            }
        }
        return texts
    }
}

/// desk(1) as it is committed, taken apart.
struct ManualText {
    struct Verb {
        let name: String
        var flags: [String] = []
        var isForPrompt = false
    }

    private(set) var commonFlags: [String] = []
    private(set) var verbs: [Verb] = []

    init() throws {
        var isBeforeVerbs = true
        for line in try Shell.committed("contrib/man/desk.1").split(separator: "\n") {
            // Flags come first; then the verbs, in subsections; then sections that have neither.
            if line.hasPrefix(".Ss ") { isBeforeVerbs = false }
            if line.hasPrefix(".Sh ") && !isBeforeVerbs { return }
            if let name = Self.word(line, after: ".It Cm "), !isBeforeVerbs, verbs.last?.name != name { verbs.append(Verb(name: name)) }
            if let flag = Self.word(line, after: ".It Fl ").map({ "-" + $0 }) {
                if isBeforeVerbs { commonFlags.append(flag) } else { verbs[verbs.count - 1].flags.append(flag) }
            }
            if line.hasPrefix("At the prompt and in scripts only"), !verbs.isEmpty { verbs[verbs.count - 1].isForPrompt = true }
        }
    }

    private static func word(_ line: Substring, after prefix: String) -> String? {
        guard line.hasPrefix(prefix) else { return nil }
        return line.dropFirst(prefix.count).split(separator: " ").first.map { String($0).replacing("\\-", with: "-") }
    }
}
