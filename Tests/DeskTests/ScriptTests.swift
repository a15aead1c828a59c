import DeskWire
import Testing

@Suite(.serialized)
struct ScriptTests {
    @Test("a script's lines are verbs; comments and empty lines are nothing; nothing is echoed")
    func lines() throws {
        let office = try Office()
        try office.say("maria", "Is the blue one back?")
        let result = try office.desk(
            [], input: "# good morning\n\n  open 1\nreply m1 +closed It is:  two   blanks stay\n/note 1 done\nwho\n")
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        #expect(result.lines[2] == "To maria by web (shop), in reply to m1: m2 on its way, status closed")
        #expect(result.lines[3] == "note 1 kept; the contact does not see it.")
        let items = try office.desk(["open", "1", "--json"]).objects
        #expect(items.first { $0["direction"]?.string == "outgoing" }?["text"]?.string == "It is:  two   blanks stay")
    }

    static let failures: [(String, Int32, String)] = [
        ("# a comment\n\ninbx\nnote 1 never\n", 64, "desk: line 3: there is no verb inbx; did you mean inbox?"),
        ("open 77\nnote 1 never\n", 1, "desk: line 1: There is no ticket 77; the rest was not run\n"),
        ("reply 1 hello\nnote 1 never\n", 64, "you have not seen 1"),
        ("open 1\nreply 2 hello\nnote 1 never\n", 64, "2 could be a ticket"),
        ("open 1\nchannel off nope\nnote 1 never\n", 1, "desk: line 2: "),
        ("open 1\nreply\nnote 1 never\n", 64, "there is no text"),
        ("journal check .\nnote 1 never\n", 64, "is for the command line"),
    ]

    @Test("the first failure ends a script with its exit code", arguments: failures)
    func failing(_ script: String, _ code: Int32, _ words: String) throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let result = try office.desk([], input: script)
        #expect(result.code == code)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(try office.desk(["open", "1"]).lines.count == 2)
    }

    @Test("a script does what admins do where the kernel permits it, and is a rep's all the same")
    func admin() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let result = try office.desk([], input: "adapter list\nchannel off shop\nchannel list\nopen 1\nwho\n")
        #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
        #expect(result.lines.first?.hasPrefix("web\tconnected") == true)
        #expect(result.output.contains("shop is off.") && result.output.contains("web\tshop\toff"))
        #expect(result.lines.last?.hasPrefix("ana\trep") == true, "\(result.output)")
    }

    @Test("a quit ends a script, and so does its end")
    func quitting() throws {
        let office = try Office()
        #expect(try office.desk([], input: "quit\ninbx\n").code == 0)
        #expect(try office.desk([], input: "stats").code == 0)
        #expect(try office.desk([]).code == 0)
    }
}
