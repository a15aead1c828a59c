import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// What is said, and that it is true and can be said back.
@Suite(.serialized)
struct WordsTests {
    private func terminal(_ office: Office, _ environment: [String] = ["TERM=xterm-256color"]) throws -> DeskTerminal {
        let terminal = try DeskTerminal(office, environment: environment)
        #expect(try terminal.wait(for: "Connected to"))
        return terminal
    }

    /// The broker and its adapter begin anew, and the adapter does not know what became of the reply it had.
    private func forget(_ office: Office) throws -> FrameClient {
        try office.broker.kill()
        try office.broker.start()
        let visitors = try office.broker.connect()
        _ = try visitors.attachAdapter("web")
        while let frame = try visitors.receive() {
            guard frame["type"]?.string == "probe", let id = frame["id"]?.integer else { continue }
            try visitors.send(#"{"type":"ok","re":\#(id),"outcome":"cannot_tell"}"#)
            return visitors
        }
        return visitors
    }

    @Test("a reply that an adapter had when it went is unknown, and dropped it may have been sent, in every view")
    func dropped() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        #expect(try office.desk(["reply", "1", "--seen", "3", "It is."]).output.hasSuffix("m2 on its way\n"))
        let visitors = try forget(office)
        defer { withExtendedLifetime(visitors) {} }
        let unknown = try office.desk(["inbox", "is:unknown"])
        #expect(unknown.output.hasPrefix("unknown\t1\t"), "\(unknown)")
        #expect(try office.desk(["drop", "4"]).output == "1 message 4 is not sent any more: dropped; it may have been sent.\n")
        let terminal = try terminal(office)
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "m2 by you"))
        #expect(try terminal.wait(for: "dropped; it may have been sent"))
        #expect(!terminal.text.contains("never sent"))
    }

    @Test("what comes into a ticket that was closed when one came is named by the line that reply takes")
    func lines() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        _ = try office.desk(["status", "1", "closed"])
        let terminal = try terminal(office)
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "1 maria@web closed> "))
        try office.say("maria", "Anybody?")
        #expect(try terminal.wait(for: "msg 1 m2 from maria"), "\(terminal.text.suffix(300))")
        // So long, or nobody has read it.
        try terminal.listen(milliseconds: 500)
        try terminal.type("r m2 Yes.\r")
        #expect(try terminal.wait(for: "in reply to m2: m3 "))
    }

    @Test("who leaves is told how many replies are not out and how many wait for a decision, not how many tickets are open")
    func leaving() throws {
        let office = try Office()
        for name in ["maria", "jo", "li"] { try office.say(name, "Hello?") }
        for number in 1...3 { _ = try office.desk(["take", "\(number)"]) }
        _ = try office.desk(["reply", "1", "--force", "lost"])
        let visitors = try forget(office)
        defer { withExtendedLifetime(visitors) {} }
        _ = try office.desk(["channel", "off", "shop"])
        for text in ["one", "two"] { _ = try office.desk(["reply", "2", "--force", text]) }
        let terminal = try terminal(office)
        #expect(try terminal.wait(for: "ana [2]> "))
        try terminal.type("\u{04}")
        #expect(try terminal.wait(for: "2 replies of yours are not out yet (ticket 2); the desk sends what it can."))
        #expect(try terminal.wait(for: "1 reply of yours has failed or may not have been sent (ticket 1)"))
    }

    @Test("the inbox's last line counts all tickets, and says how many of them it shows")
    func footer() throws {
        let office = try Office()
        for number in 1...7 { try office.say("visitor\(number)", "Hello?") }
        _ = try office.desk(["reply", "7", "--force", "Yes."])
        let terminal = try terminal(office)
        try terminal.type("inbox --limit 2\r")
        #expect(try terminal.wait(for: "7 tickets, 6 waiting for us. 2 shown. next | open N | help"))
        try terminal.type("inbox visitor --limit 2\r")
        #expect(try terminal.wait(for: "7 tickets, 6 waiting for us. 2 shown. next | open N | help"))
        let rows = try office.desk(["inbox", "--limit", "2"]).lines
        #expect(rows.count == 2 && rows[0].hasPrefix("waiting\t1\t"))
    }

    @Test("for people who listen nothing is said of what could be typed next")
    func accessible() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        _ = try office.desk(["channel", "off", "shop"])
        let terminal = try terminal(office, ["TERM=xterm", "ACCESSIBLE=1"])
        // One after the other: three at once would be taken for a paste.
        var heard = ""
        for line in ["inbox", "next", "open 1", "reply Yes.", "back", "inbox is:closed"] {
            terminal.forget()
            try terminal.type(line + "\n")
            #expect(try terminal.wait(for: "> "), "\(line): \(terminal.text)")
            heard += terminal.text
        }
        try terminal.type("quit\n")
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0)
        #expect(heard.contains("HELD, the channel is off"))
        for hint in ["|", "drop m", "(seen", "`", "next |", "help"] { #expect(!heard.contains(hint), "\(hint): \(heard)") }
    }

    @Test("a desk that goes away is told of in one sentence")
    func away() throws {
        let office = try Office()
        let terminal = try terminal(office)
        try office.broker.kill()
        #expect(try terminal.wait(for: "; coming back"))
        #expect(!terminal.text.contains(".;"))
    }

    @Test("what a command says can be pasted into a shell: nothing of it is a comment there")
    func pasting() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        _ = try office.desk(["take", "1", "--as", "kim"])
        _ = try office.desk(["channel", "off", "shop"])
        let rows = [
            ["open", "1"], ["take", "1"], ["open", "x"], ["reply", "1", "--force", "m1", "a"], ["reply", "1", "--seen", "3", "b"],
            ["drop", "9"], ["retry", "x"], ["drop", "1", "m7"], ["drop", "1", "m2"], ["next"], ["note", "1"], ["status", "1"],
        ]
        for row in rows {
            let result = try office.desk(row)
            #expect(!(result.output + result.errors).contains("#"), "\(row): \(result)")
        }
        let seen = try office.desk(["open", "1", "--json"]).objects.first?["seen"]?.integer ?? 0
        #expect(try office.desk(["reply", "1", "--seen", "\(seen)", "c"]).code == 0)
    }
}
