import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// What becomes of an account after it was connected, with the real programs. S16–S18, S22, S74–S80.
struct AccountLifeTests {
    private func connected(_ office: Office, _ port: UInt16) throws -> RealAdapter {
        let web = try RealAdapter("webchat", office)
        let result = try office.desk([
            "channel", "connect", "webchat", "--account", "kettles", "--set", "title=Kettles", "--set", "colour=#0000ff", "--set",
            "port=\(port)",
            "--no-input",
        ])
        try #require(result.code == 0, "\(result)")
        return web
    }

    @Test("S74–S76: what is edited shows on the page at once, also on pages that are open, and a stale edit is refused")
    func edited() throws {
        let office = try Office()
        let (port, next) = (try Visit.freePort(), try Visit.freePort())
        let web = try connected(office, port)
        #expect(try Visit.wait(for: "--mine: #0000ff", at: "/look.css", port: port).contains("--mine: #0000ff"))
        let page = try Visit.Page(account: "kettles", port: port)
        #expect(try page.wait(for: "event: ready"), "\(page.text)")
        #expect(try office.desk(["channel", "edit", "kettles", "--set", "colour=#00ff00", "--set", "title=Pots"]).code == 0)
        #expect(try page.wait(for: "event: look\ndata: {\"title\":\"Pots\""), "\(page.text)")
        #expect(
            try Visit.wait(for: "--mine: #00ff00", at: "/look.css", port: port).contains("--mine-ink: #1d2230"), "dark ink on light ground")
        #expect(try Visit.get("/", port: port).contains("<title>Pots</title>"))
        let stale = try office.desk(["channel", "edit", "kettles", "--revision", "1", "--label", "x"])
        #expect(stale.code == 75 && stale.errors.contains("changed since you looked"), "\(stale)")
        #expect(try office.desk(["channel", "edit", "kettles", "--set", "port=\(next)"]).code == 0)
        #expect(try Visit.wait(for: "Pots", at: "/", port: next).contains("Pots"))
        #expect(try Visit.get("/", port: port) == "", "the old port is given back")
        // Nothing after = is the field's standard.
        #expect(try office.desk(["channel", "edit", "kettles", "--set", "colour="]).code == 0)
        #expect(try Visit.wait(for: "#4353c9", at: "/look.css", port: next).contains("--mine: #4353c9"))
        withExtendedLifetime(web) {}
    }

    @Test("an edit that the service cannot carry out is refused in its own words, and nothing is changed")
    func judged() throws {
        let office = try Office()
        let port = try Visit.freePort()
        let taken = try TCPSocket.listen(address: "127.0.0.1", port: 0)
        let web = try connected(office, port)
        let takenPort = try TCPSocket.port(of: taken)
        let before = try office.desk(["channel", "list"]).output
        let rows = [
            ("hours=whenever", "'whenever' are no opening hours"), ("origins=www.example.org", "is no origin"),
            ("port=\(takenPort)", "Another program has port \(takenPort)"), ("port=70000", "70000 is no port"), ("colour=red", "colour"),
        ]
        for (setting, words) in rows {
            let result = try office.desk(["channel", "edit", "kettles", "--set", setting, "--label", "Other"])
            #expect(result.code == 64 && result.errors.contains(words), "\(setting): \(result)")
        }
        let both = try office.desk(["channel", "edit", "kettles", "--set", "hours=Mon 09:00-17:00", "--set", "zone=Mars/Base"])
        #expect(both.code == 64 && both.errors.contains("no time zone 'Mars/Base'"), "\(both)")
        #expect(try office.desk(["channel", "list"]).output == before)
        #expect(try Visit.get("/", port: port).contains("<title>Kettles</title>"))
        try taken.close()
        withExtendedLifetime(web) {}
    }

    @Test("at a terminal, what the service refuses of an edit is asked again, with the answers that there were")
    func judgedAtTerminal() throws {
        let office = try Office()
        let web = try connected(office, try Visit.freePort())
        let terminal = try DeskTerminal(office, ["channel", "edit", "kettles"])
        func answer(_ prompt: String, _ words: String) throws {
            #expect(try terminal.wait(for: prompt), "\(prompt): \(terminal.text)")
            terminal.forget()
            try terminal.type(words + "\n")
        }
        func fill(hours: (String, String)) throws {
            for prompt in ["Title", "Greeting", "Colour", "Background", "Sites"] { try answer(prompt, "") }
            try answer(hours.0, hours.1)
            for prompt in ["Time zone", "Port"] { try answer(prompt, "") }
            try answer("[y/N/<]: ", "y")
        }
        try fill(hours: ("Opening hours", "whenever"))
        try answer("Change something and try again? [Y/n]: ", "")
        try fill(hours: ("Opening hours [whenever]", "Mon-Fri 09:00-17:00"))
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0, "\(terminal.text)")
        #expect(try office.desk(["channel", "info", "kettles"]).output.contains("hours: Mon-Fri 09:00-17:00"))
        withExtendedLifetime(web) {}
    }

    @Test(
        "an edit that was stored while the adapter was away is told in the list where it cannot be carried out, and the page waits for it")
    func troubled() throws {
        let office = try Office()
        let port = try Visit.freePort()
        let taken = try TCPSocket.listen(address: "127.0.0.1", port: 0)
        var web = try connected(office, port)
        let takenPort = try TCPSocket.port(of: taken)
        web.end()
        #expect(try office.desk(["channel", "edit", "kettles", "--set", "hours=whenever"]).code == 0)
        web = try RealAdapter("webchat", office)
        #expect(try Self.reason(office).contains("'whenever' are no opening hours"))
        web.end()
        #expect(try office.desk(["channel", "edit", "kettles", "--set", "hours=", "--set", "port=\(takenPort)"]).code == 0)
        web = try RealAdapter("webchat", office)
        #expect(try Self.reason(office).contains("Another program has port \(takenPort)"))
        try taken.close()
        #expect(try Visit.wait(for: "Kettles", at: "/", port: takenPort).contains("Kettles"), "it is tried until the port is free")
        #expect(try Self.reason(office, isGone: true) == "")
        withExtendedLifetime(web) {}
    }

    private static func reason(_ office: Office, isGone: Bool = false) throws -> String {
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while true {
            let accounts = try office.desk(["channel", "list", "--json"]).objects.flatMap { $0["accounts"]?.elements ?? [] }
            let reason = accounts.first { $0["account"]?.isString("kettles") == true }?["stateReason"]?.string ?? ""
            if reason.isEmpty == isGone || MonotonicTime.now >= end { return reason }
        }
    }

    @Test("where a page is, is said when it is connected, in the list and by info")
    func address() throws {
        let office = try Office()
        let port = try Visit.freePort()
        let web = try RealAdapter("webchat", office, ["--port", "\(port)"])
        let named = try office.desk(["channel", "connect", "webchat", "--account", "till", "--no-input"])
        let page = "http://127.0.0.1:\(port)/?account="
        #expect(named.output.contains("Contacts find it at \(page)till\n"), "\(named)")
        #expect(named.output.contains("What was not said is as the form has it: title=Chat with us, "), "\(named)")
        #expect(named.output.hasSuffix("desk channel edit till changes it.\n"), "\(named)")
        let unnamed = try office.desk(["channel", "connect", "webchat", "--set", "title=Pots", "--no-input"])
        #expect(unnamed.output.contains("Contacts find it at \(page)pots\n"), "\(unnamed)")
        #expect(try Visit.get("/?account=pots", port: port).contains("<title>Pots</title>"))
        let own = try Visit.freePort()
        #expect(try office.desk(["channel", "edit", "till", "--set", "port=\(own)"]).code == 0)
        _ = try Visit.wait(for: "Chat with us", at: "/", port: own)
        let list = try office.desk(["channel", "list", "--header"]).lines.map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        #expect(Set(list.map(\.count)) == [15], "a name for each field: \(list)")
        #expect(list.first?.last == "address" && list.contains { $0[1] == "till" && $0[14] == "http://127.0.0.1:\(own)/" }, "\(list)")
        #expect(try office.desk(["channel", "info", "pots"]).output.contains("\(page)pots"))
        withExtendedLifetime(web) {}
    }

    @Test("check fails where a part of it does, also one that does not stand in the way of connecting")
    func checked() throws {
        let office = try Office()
        let port = try Visit.freePort()
        var web = try connected(office, port)
        #expect(try office.desk(["channel", "check", "webchat"]).code == 0)
        web.end()
        #expect(try office.desk(["channel", "edit", "kettles", "--set", "hours=whenever"]).code == 0)
        web = try RealAdapter("webchat", office)
        _ = try Self.reason(office)
        let result = try office.desk(["channel", "check", "webchat"])
        #expect(result.code == 1 && result.errors.contains("can be connected, but something is wrong"), "\(result)")
        #expect(try office.desk(["channel", "check", "webchat", "--json"]).code == 1)
        withExtendedLifetime(web) {}
    }

    @Test("S22: credentials are renewed on the same account, and others' are refused")
    func renewed() throws {
        let office = try Office()
        let echo = try RealAdapter("echo", office)
        #expect(try office.desk(["channel", "connect", "echo", "--account", "till", "--no-input"]).code == 0)
        #expect(try office.desk(["channel", "reauthorize", "till", "--secret-fd", "password=0", "--no-input"], input: "wrong\n").code == 1)
        let result = try office.desk(["channel", "reauthorize", "till", "--secret-fd", "password=0", "--no-input"], input: "right\n")
        #expect(result.code == 0 && result.output == "till is authorized again: Echo by Echo.\n", "\(result)")
        let unknown = try office.desk(["channel", "reauthorize", "tilt", "--no-input"])
        #expect(unknown.code == 1 && unknown.errors.contains("Did you mean till?"), "\(unknown)")
        withExtendedLifetime(echo) {}
    }

    @Test("S79–S80: off says what is unsent and asks what becomes of it; wait, hold or cancel", arguments: ["w", "h", "c", ""])
    func asked(word: String) throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        // Taken by the adapter and never reported: unsent.
        #expect(try office.desk(["reply", "1", "--force", "Yes."]).code == 0)
        let terminal = try DeskTerminal(office, ["channel", "off", "shop"])
        #expect(try terminal.wait(for: "shop has 1 unsent reply, with the adapter already, and 1 live conversation."), "\(terminal.text)")
        #expect(try terminal.wait(for: "[w]ait until sent  [h]old until it is on again  [c]ancel"))
        try terminal.type(word + "\n")
        let said = [
            "w": "What was written still goes out", "h": "new replies are held too", "c": "What was not out is canceled",
            "": "shop stays on",
        ]
        #expect(try terminal.wait(for: said[word] ?? "?"), "\(terminal.text)")
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == (word.isEmpty ? 1 : 0))
    }

    @Test("S77–S78: an account is deleted when its name is said once more, and then it is gone for good")
    func deleted() throws {
        let office = try Office()
        let port = try Visit.freePort()
        let web = try connected(office, port)
        #expect(try office.desk(["channel", "delete", "kettles"]).code == 64)
        #expect(try office.desk(["channel", "delete", "kettles", "--confirm", "kettle"]).code != 0)
        let terminal = try DeskTerminal(office, ["channel", "delete", "kettles", "--reason", "closed"])
        #expect(try terminal.wait(for: "Type its name to delete it: "), "\(terminal.text)")
        try terminal.type("kettles\n")
        #expect(try terminal.wait(for: "kettles is deleted."), "\(terminal.text)")
        #expect(try office.desk(["channel", "list", "--archived"]).lines.map { $0.hasPrefix("webchat\tkettles\tkettles\t20") } == [true])
        #expect(try Visit.get("/", port: port) == "", "its page is gone")
        let again = try office.desk(["channel", "connect", "webchat", "--account", "kettles", "--no-input"])
        #expect(again.code == 1, "\(again)")
        #expect(
            try office.desk(["channel", "connect", "webchat", "--account", "kettles-2", "--set", "port=\(port)", "--no-input"]).code == 0)
        let audit = try office.desk(["channel", "audit", "kettles"])
        #expect(audit.output.contains("account_deleted\tclosed"), "\(audit)")
        withExtendedLifetime(web) {}
    }
}
