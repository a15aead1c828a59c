import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct CommandTests {
    /// Words, exit code, what the output begins with, what the errors contain.
    struct Row: Sendable, CustomTestStringConvertible {
        let words: [String]
        let code: Int32
        let output: String
        let errors: String
        init(_ words: [String], _ code: Int32, _ output: String = "", _ errors: String = "") {
            (self.words, self.code, self.output, self.errors) = (words, code, output, errors)
        }
        var testDescription: String { words.joined(separator: " ") }
    }

    static let rows: [Row] = [
        Row(["--version"], 0, "desk 0.1\n"),
        Row(["--help"], 0, "Usage: desk"),
        Row(["help", "reply"], 0, "reply [N] [mK] [+STATUS] TEXT"),
        Row(["reply", "--help"], 0, "reply [N] [mK] [+STATUS] TEXT"),
        Row(["inbx"], 64, "", "did you mean inbox? Nothing was done."),
        Row(["--colour"], 64, "", "no flag --colour"),
        Row(["inbox", "--frm"], 64, "", "inbox has no flag --frm"),
        Row(["inbox", "jug is:weird"], 64, "", "word is:weird is not understood"),
        Row(["inbox"], 0, "waiting\t1\tweb\tmaria\tIs the blue one back?\t"),
        Row(["inbox", "--header"], 0, "mark\tticket\tchannel\tcontact\tsubject\tage\tstatus\towner\nwaiting\t1\t"),
        Row(["inbox", "jug"], 0),
        Row(["open"], 64, "", "which ticket?"),
        Row(["open", "x"], 64, "", "'x' is no ticket's number"),
        Row(["open", "99"], 1, "", "There is no ticket 99."),
        Row(["open", "1"], 0, "ticket\t1\t3\tnew\t-\tweb\tshop\tmaria\tIs the blue one back?\nm1\t3\tincoming\tmaria\t"),
        Row(["next"], 0, "ticket\t1\t3\tnew\t-\tweb\tshop\tmaria\tIs the blue one back?\nm1\t3\tincoming\tmaria\t"),
        Row(["more"], 64, "", "more is for the prompt"),
        Row(["who"], 0, "ana\trep\t"),
        Row(["reply", "1", "hello"], 64, "", "nothing was sent"),
        Row(["reply", "1", "--seen", "2", "hello"], 75, "", "m1\t3\tincoming"),
        Row(["channel", "create", "web", "shop"], 0, "shop was there already, and is on."),
        Row(["channel", "create", "web", "shop", "--label", "Shop"], 0, "shop was there already, and is on."),
        Row(["channel", "create", "web", "shop", "--label", "Other"], 1, "", "shop was there already; its label stays 'Shop'"),
        Row(["channel", "off", "nope"], 1, "", "`desk channel connect` makes one"),
        Row(["adapter", "logs", "nope"], 1, "", "it has none; see `desk adapter list`"),
        Row(["tap", "--type", "deliverr"], 64, "", "did you mean deliver?"),
        Row(["tap", "--type", "zzzzzzzzzz"], 64, "", "there are: account, "),
        Row(["export", "messages", "--ticket", "77"], 1, "", "There is no ticket 77."),
        Row(["export", "tickets", "--ticket", "1"], 0, "{"),
        Row(["reply", "1", "--seen", "3"], 64, "", "there is no text"),
        Row(["reply", "1", "--seen", "3", "m9", "hello"], 1, "", "has no m9"),
        Row(["reply", "1", "--seen", "3", "+nonsense", "hello"], 64, "", "no status nonsense"),
        Row(
            ["reply", "1", "m1", "--seen", "3", "+closed", "hello", "there"], 0,
            "To maria by web (shop), in reply to m1: m2 on its way, status closed\n"),
        Row(["assign", "1", "kim"], 0, "1 is kim's now.\n", "nobody called kim is here or has a ticket"),
        Row(["assign", "1", "kim"], 0, "1 is kim's now.\n"),
        Row(["take", "1"], 75, "", "1 is kim's; to take it all the same: desk take --force 1"),
        Row(["take!", "1"], 0, "1 is yours.\n"),
        Row(["assign", "1", "none"], 0, "1 is nobody's now.\n"),
        Row(["status", "1", "waiting-us"], 0, "1 is waiting-us.\n"),
        Row(["status", "1", "sleepy"], 64, "", "no status sleepy; it has new, "),
        Row(["status", "1"], 64, "", "status: which status?"),
        Row(["assign", "1"], 64, "", "assign: to whom?"),
        Row(["note", "1", "asked", "twice"], 0, "note 1 kept; the contact does not see it.\n"),
        Row(["retry", "1", "m2"], 1, "", "is dispatched, so it cannot be"),
        Row(["retry", "1"], 1, "", ""),
        Row(["drop", "1", "m1"], 1, "", "nothing to drop"),
        Row(["channel", "list"], 0, "web\tshop\ton\tconnected\t"),
        Row(["channel", "create", "fax", "f1"], 1, "", "No adapter has registered"),
        Row(["channel", "create", "web", "shop", "--identifier", "opaque:other"], 1, "", "already"),
        Row(["channel", "create", "web", "two", "--identifier", "nonsense"], 64, "", "KIND:VALUE"),
        Row(["channel", "off", "shop", "--reason", "tea"], 0, "shop is off. "),
        Row(["reply", "1", "--force", "later"], 0, "To maria by web (shop), in reply to m2: m"),
        Row(["channel", "on", "shop"], 0, "shop is on. "),
        Row(["channel", "sideways"], 64, "", "channel takes: list"),
        Row(["channel", "lst"], 64, "", "channel takes no lst; did you mean list?"),
        Row(["channel", "edit"], 64, "", "channel takes: edit ACCOUNT; `desk help channel` says more"),
        Row(["routing", "rule", "add", "shop"], 64, "", "routing takes: rule add ACCOUNT QUERY; `desk help routing`"),
        Row(["routing", "set"], 64, "", "routing wants more than that; it is `routing set ACCOUNT`"),
        Row(["routing", "set", "shop", "--on", "--off"], 64, "", "--on and --off are contrary"),
        Row(["stats"], 0, "head\t"),
        Row(["status"], 0, "broker\tdeskd/0.1, process "),
        Row(["metrics"], 0, "# HELP desk_build_info "),
        Row(["reply", "1", "--key", "k1", "--force", "once"], 0, "To maria"),
        Row(["reply", "1", "--key", "k1", "--force", "once"], 0, "To maria by web (shop), in reply to m"),
        Row(["frame", "pack"], 0),
    ]

    @Test("every verb answers with its table's exit code and words")
    func table() throws {
        let office = try Office()
        try office.say("maria", "Is the blue one back?")
        for row in Self.rows {
            let result = try office.desk(row.words)
            #expect(result.code == row.code, "\(row.testDescription): \(result.errors)")
            #expect(result.output.hasPrefix(row.output), "\(row.testDescription): \(result.output)")
            #expect(result.errors.contains(row.errors) || row.errors.isEmpty, "\(row.testDescription): \(result.errors)")
            #expect((result.errors.isEmpty) == (row.code == 0 && row.errors.isEmpty), "\(row.testDescription): \(result.errors)")
        }
    }

    @Test("JSON is what the wire has, one object a line, and an empty list is no line")
    func json() throws {
        let office = try Office()
        #expect(try office.desk(["inbox", "--json"]).output == "")
        #expect(try office.desk(["inbox"]).output == "")
        try office.say("maria", "Is the blue one back?")
        let tickets = try office.desk(["inbox", "--json"]).objects
        #expect(tickets.map { $0["ticket"]?.integer } == [1])
        #expect(tickets[0]["subject"]?.string == "Is the blue one back?")
        let shown = try office.desk(["open", "1", "--json"]).objects
        #expect(shown.count == 2 && shown[0]["seen"]?.integer == 3 && shown[1]["message"]?.integer == 3)
        #expect(try office.desk(["next", "--json"]).objects.first?["seen"]?.integer == 3)
        let sent = try office.desk(["reply", "1", "--seen", "3", "--json", "It", "is."]).objects
        #expect(sent[0]["delivery"]?.string == "dispatched" && sent[0]["re"] == nil)
        let stale = try office.desk(["reply", "1", "--seen", "2", "--json", "--as", "kim", "no"])
        #expect(stale.code == 75 && stale.output.isEmpty)
        let error = Office.Result(code: nil, output: stale.errors, errors: "").objects
        #expect(error[0]["code"]?.string == "stale_view" && error[0]["data"]?["newer"]?.elements.count == 2)
        #expect(try office.desk(["stats", "--json"]).objects[0]["tickets"]?.integer == 1)
        #expect(try office.desk(["channel", "list", "--json"]).objects[0]["accounts"]?.elements.count == 1)
        #expect(try office.desk(["who", "--json"]).objects.contains { $0["name"]?.string == "ana" })
    }

    @Test("a text comes from standard input as it is, but for the last line's end")
    func input() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        #expect(try office.desk(["reply", "1", "--seen", "3"], input: "two\n\nlines  \n").code == 0)
        let items = try office.desk(["open", "1", "--json"]).objects
        #expect(items.last?["text"]?.string == "two\n\nlines  ")
    }

    @Test("where nobody listens, the answer is 69 and says what to do")
    func unreachable() throws {
        let office = try Office()
        let result = try office.desk(["inbox"], socket: office.broker.directory + "/nothing")
        #expect(result.code == 69 && result.errors.contains("start it with"))
    }

    @Test("who reads no further ends the command without a word")
    func brokenPipe() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let errors = try File(office.broker.directory + "/err", .create)
        let process = try Self.start(["--socket", office.broker.socket, "--as", "ana", "inbox"], errors)
        #expect(Office.code(try process.wait(milliseconds: 10_000)) == 128 + 13)
        #expect(try errors.size() == 0)
    }

    /// A command whose answer nobody reads.
    private static func start(_ words: [String], _ errors: File) throws -> ChildProcess {
        let path = try Programs.path("desk")
        return try Pipe.open { (reading, writing) throws(SystemError) in
            try reading.close()
            return try ChildProcess(path, words, environment: [], descriptors: [1: writing.number, 2: errors.descriptor.number])
        }
    }
}
