import DeskTesting
import DeskWire
import FoundationEssentials
import Testing

/// What `desk` does not do, and how it says so.
@Suite("Refusals in words for people", .serialized)
struct RefusalTests {
    static let lateFlags: [[String]] = [
        ["reply", "1", "--force", "third hi", "--json"], ["reply", "1", "--force", "third", "hi", "--socket", "/nowhere"],
        ["reply", "1", "third hi", "--seen=1"], ["reply", "1", "third hi", "--force"], ["note", "1", "third hi", "--plain"],
        ["note", "1", "-", "--as", "ana"],
    ]

    @Test("a flag after a command's text is refused and nothing is sent", arguments: lateFlags)
    func lateFlag(_ words: [String]) throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let result = try office.desk(words)
        #expect(result.code == 64 && result.output.isEmpty)
        #expect(result.errors.contains("put flags before the text, or -- before a text"), "\(result.errors)")
        #expect(try office.desk(["open", "1"]).lines.count == 2)
    }

    @Test("after --, in one quoted word, and at the prompt, what looks like a flag is text")
    func textThatLooksLikeAFlag() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        #expect(try office.desk(["note", "1", "--", "use --json there"]).code == 0)
        #expect(try office.desk(["note", "1", "--", "use", "--force"]).code == 0)
        #expect(try office.desk(["note", "1", "say --json"]).code == 0)
        #expect(try office.desk([], input: "note 1 say --plain\n").code == 0)
        let texts = try office.desk(["open", "1", "--json"]).objects.compactMap { $0["text"]?.string }
        #expect(texts.suffix(4) == ["use --json there", "use --force", "say --json", "say --plain"])
    }

    @Test("with nothing to do, next says so where errors are read, and rows stay rows")
    func nothingNext() throws {
        let office = try Office()
        for words in [["next"], ["next", "--json"]] {
            let result = try office.desk(words)
            #expect(result.code == 0 && result.output.isEmpty && result.errors == "desk: nothing needs you\n")
        }
    }

    @Test("the types of frames that a tap knows are those of the protocol's")
    func tapTypes() throws {
        let office = try Office()
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/DeskWire/DeskWire.docc/Protocol.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let refusal = try office.desk(["tap", "--type", "zzzzzzzzzz"]).errors.dropLast().components(separatedBy: "there are: ")
        let offered = try #require(refusal.last).components(separatedBy: ", ")
        #expect(offered.count > 40 && offered.contains("deliver"))
        for type in offered { #expect(text.contains("\"type\":\"\(type)\""), "\(type)") }
        let types = text.components(separatedBy: "{\"type\":\"").dropFirst().compactMap { $0.split(separator: "\"").first.map(String.init) }
        #expect(Set(types).subtracting(offered).subtracting(["teleport"]).isEmpty, "the page's example of a type that is none")
    }

    @Test("stats has words for people and the wire's names for programs")
    func stats() throws {
        let office = try Office()
        let terminal = try DeskTerminal(office, ["stats"])
        #expect(try terminal.wait(for: "(with room ahead)") && terminal.wait(for: "up "))
        #expect(terminal.text.contains("replies that failed") && !terminal.text.contains("uptimeMs"))
        #expect(try office.desk(["stats"]).output.contains("\njournalBytes\t"))
    }
}
