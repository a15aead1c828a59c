import DeskTesting
import DeskWire
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
}
