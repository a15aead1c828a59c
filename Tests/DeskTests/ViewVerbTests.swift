import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// What reps read, and whom a ticket concerns, with the real programs.
struct ViewVerbTests {
    @discardableResult
    private func desk(_ office: Office, _ words: String..., code: Int32 = 0) throws -> String {
        let result = try office.desk(words)
        try #require(result.code == code, "\(words): \(result)")
        return code == 0 ? result.output : result.errors
    }

    @Test("S46: a view is made of a query, counted, shown as a list and as a board, and removed")
    func views() throws {
        let office = try Office()
        try office.say("maria", "Blue ink")
        try office.say("ben", "The printer jams")
        #expect(try desk(office, "views").contains("2\tunassigned\tUnassigned\tis:open owner:none\t-\n"))
        #expect(
            try desk(office, "view", "save", "ink", "ink", "sort:oldest", "--label", "On ink") == "The view ink is kept. desk view ink\n")
        #expect(try desk(office, "view", "save", "bad", "onwer:me", code: 64).contains("owner:"), "what was meant is said")
        #expect(try desk(office, "views").contains("1\tink\tOn ink\tink sort:oldest\t"))
        let rows = try office.desk(["view", "ink"]).lines
        #expect(rows.count == 1 && rows[0].hasPrefix("waiting\t1\tweb\tmaria\tBlue ink\t"))
        try desk(office, "assign", "2", "ana")
        try desk(office, "status", "2", "waiting-us")
        let board = try office.desk(["board"]).lines.map { $0.split(separator: "\t").prefix(2).joined(separator: " ") }
        #expect(board.sorted() == ["new 1", "waiting-us 2"])
        let page = try DeskTerminal(office, ["board"])
        #expect(try page.wait(for: "waiting-us: 1"), "\(page.text)")
        // Somebody else has it once it is shared, and does not change it.
        #expect(try desk(office, "--as", "kim", "view", "ink", code: 1).contains("ink"))
        try desk(office, "view", "share", "ink", "everyone")
        #expect(try desk(office, "--as", "kim", "view", "ink").contains("Blue ink"))
        try desk(office, "--as", "kim", "view", "rm", "ink", code: 77)
        try desk(office, "view", "rm", "ink")
        #expect(try !desk(office, "views").contains("ink"))
        try desk(office, "view", "rm", "ink", code: 1)
    }

    @Test("S48, S49, S50: a row says its channel, and a ticket is told with all that belongs to it")
    func context() throws {
        let office = try Office()
        try office.say("maria", "Blue ink")
        try desk(office, "reply", "1", "--force", "+closed", "It is here.")
        try office.say(name: "maria", thread: "maria", text: "And black?")
        try office.say("ben", "The printer jams")
        let list = try DeskTerminal(office, ["inbox"])
        #expect(try list.wait(for: "web  maria"), "\(list.text)")
        let info = try desk(office, "info", "1")
        for line in ["by\tweb, account shop\n", "name\tmaria\n", "identifier\topaque:maria\n"] { #expect(info.contains(line), "\(info)") }
        #expect(try desk(office, "whois", "1").contains("identifier\topaque:maria\n"))
        let ticket = try office.desk(["open", "1", "--json"]).objects.first
        for member in ["subject", "pipeline", "status", "account", "contact", "opened", "updated"] {
            #expect(ticket?[member] != nil, "\(member)")
        }
        // One who comes another way is somebody else until they are merged; then what they said is found from here.
        try office.say("m.", "Red ink")
        try desk(office, "--admin", "contact", "merge", "3", "1")
        let past = try desk(office, "info", "1")
        #expect(past.contains("Red ink") && past.contains("opaque:m."), "\(past)")
    }

    @Test("S51: who follows a ticket is called, and who gets one handed over reads why")
    func concerned() throws {
        let office = try Office()
        try office.say("maria", "Blue ink")
        #expect(try desk(office, "follow", "1") == "You follow 1. desk view following\n")
        #expect(try desk(office, "view", "following").contains("Blue ink"))
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "ana ["))
        #expect(try desk(office, "--as", "lee", "pass", "1", "ana", "knows", "ink") == "1 is ana's now, and they know why.\n")
        #expect(try terminal.wait(for: "lee"), "\(terminal.text)")
        let rows = try desk(office, "open", "1")
        #expect(rows.contains("@ana knows ink"), "\(rows)")
        #expect(try desk(office, "views").contains("1\tmentions\t"))
        try desk(office, "unfollow", "1")
        #expect(try !desk(office, "view", "following").contains("Blue ink"))
    }
}
