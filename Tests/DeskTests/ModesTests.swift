import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Each verb that only looks, behind each door and in each shape.
@Suite(.serialized)
struct ModesTests {
    static let verbs: [[String]] = [
        ["inbox"], ["inbox", "is:open"], ["next"], ["open", "1"], ["thread", "1"], ["who"], ["status"], ["stats"], ["help"],
        ["help", "reply"],
        ["help", "settings"], ["channel", "list"], ["contact", "1"], ["views"], ["view", "open"], ["board"], ["search", "blank"],
        ["info", "1"], ["whois", "1"], ["snippets"], ["snippet", "hi", "1"], ["suggest", "1"], ["pipeline", "list"], ["property", "list"],
        ["via", "1"], ["why", "1"],
    ]

    private func office() throws -> Office {
        let office = try Office()
        try office.say("maria\u{1B}[2J", "Hello\u{202E}?")
        try office.say("jo", "page is blank")
        _ = try office.desk(["snippet", "save", "hi", "Hello {{contact.name}}"])
        return office
    }

    @Test(
        "into a pipe there is no colour and no other escape, tabs where there are records, and JSON where that is asked for",
        arguments: verbs)
    func pipe(_ words: [String]) throws {
        let office = try office()
        for flags in [[], ["--plain"], ["--json"], ["--no-color"], ["--accessible"]] {
            let result = try office.desk(words + flags)
            #expect(result.code == 0 || !result.errors.isEmpty, "\(words) \(flags)")
            #expect(!result.output.utf8.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 == 0x7F }, "\(words) \(flags)")
            guard flags == ["--json"], words[0] != "help", result.code == 0 else { continue }
            #expect(result.objects.count == result.lines.count && !result.lines.isEmpty, "\(words): \(result.output)")
        }
        let plain = try office.desk(words)
        #expect(try office.desk(words + ["--plain"]).lines.count == plain.lines.count, "\(words)")
    }

    static let places: [(environment: [String], escapes: Set<String>)] = [
        (["TERM=dumb"], []), ([], []), (["TERM=xterm", "ACCESSIBLE=1"], []), (["TERM=xterm", "NO_COLOR=1"], []),
        (["TERM=xterm"], ["colour"]),
    ]

    @Test("at a terminal colours are where somebody can see them and nobody objects", arguments: places.indices)
    func terminal(_ index: Int) throws {
        let office = try office()
        let place = Self.places[index]
        var colours = 0
        for words in Self.verbs {
            let terminal = try DeskTerminal(office, words, environment: place.environment)
            _ = try terminal.process.wait(milliseconds: 10_000)
            try terminal.listen(milliseconds: 20)
            #expect(!terminal.bytes.isEmpty, "\(words)")
            colours += terminal.bytes.contains(0x1B) ? 1 : 0
        }
        #expect((colours > 0) == place.escapes.contains("colour"))
    }

    @Test(
        "what a screen reader is given makes sense with blanks squeezed and without anything else", arguments: ["inbox", "open 1", "who"])
    func listening(_ line: String) throws {
        let office = try office()
        let terminal = try DeskTerminal(office, environment: ["TERM=xterm", "ACCESSIBLE=1"])
        #expect(try terminal.wait(for: "ana"))
        try terminal.type(line + "\n")
        try terminal.listen(milliseconds: 400)
        #expect(!terminal.bytes.contains(0x1B))
        for mark in ["✓", "  !", " | "] { #expect(!terminal.text.contains(mark), "\(line): \(mark)") }
    }

    @Test("whoever reads the beginning of an answer has seen enough, and it is no error of the broker's")
    func halfRead() throws {
        let office = try office()
        let program = try Programs.path("desk")
        let words = ["--socket", office.broker.socket, "--as", "ana", "open", "1"]
        let process = try Pipe.open { reading, writing throws(SystemError) in
            let process = try ChildProcess(program, words, environment: ["PATH=/usr/bin:/bin"], descriptors: [1: writing.number])
            try reading.close()
            return process
        }
        let end = try process.wait(milliseconds: 10_000)
        #expect(Office.code(end) == 141)
        #expect(try office.desk(["inbox"]).code == 0)
    }
}
