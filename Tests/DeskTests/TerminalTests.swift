import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct TerminalTests {
    /// 200 characters, among them some that terminals disagree about.
    static let typed = String(
        (0..<8).map { "Line \($0) grüßt 日本 👩‍👩‍👧 e\u{301} 🇩🇪 ok. " }.joined().prefix(199) + "!")

    @Test("a thousand lines come in while 200 characters are typed, and what is sent is what was typed")
    func typingUnderLoad() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "maria@web new"))
        try terminal.type("r! ")
        let characters = Array(Self.typed)
        #expect(characters.count == 200)
        for number in 0..<1_000 {
            // In the ticket that is open, and in others.
            try office.say(number % 10 == 0 ? "maria" : "visitor\(number % 50)", "message \(number)")
            if number % 5 == 0 { try terminal.type(String(characters[number / 5])) }
            if number % 50 == 0 { try terminal.listen(milliseconds: 1) }
        }
        try terminal.type("\r")
        #expect(try terminal.wait(for: "To maria by web (shop)"), "\(terminal.text.suffix(500))")
        let items = try office.desk(["open", "1", "--json"]).objects
        let sent = items.last { $0["direction"]?.string == "outgoing" }?["text"]?.utf8
        #expect(sent == Array(Self.typed.utf8))
    }

    static let endings: [Int32] = [OwnProcess.terminate, OwnProcess.hangUp]

    @Test("the terminal's settings are as they were after a signal, after quit and after Ctrl-D", arguments: endings)
    func restoring(_ signal: Int32) throws {
        let office = try Office()
        for end in ["", "quit\r", "\u{04}"] {
            let terminal = try DeskTerminal(office)
            #expect(try terminal.wait(for: "ana> "))
            #expect(try terminal.settings != terminal.found)
            if end.isEmpty { process(terminal, signal) } else { try terminal.type(end) }
            let ended = Office.code(try terminal.process.wait(milliseconds: 10_000))
            #expect(ended == (end.isEmpty ? 128 + signal : 0))
            #expect(try terminal.settings == terminal.found)
            try terminal.listen(milliseconds: 10)
            #expect(terminal.text.contains("\u{1B}[?2004l"))
        }
    }

    private func process(_ terminal: DeskTerminal, _ signal: Int32) { terminal.process.signal(signal) }

    @Test("of two reps who answer at once one gets through, and the other sees what the first said")
    func staleView() throws {
        let office = try Office()
        try office.say("maria", "Is the blue one back?")
        let (ana, kim) = (try DeskTerminal(office), try DeskTerminal(office, as: "kim"))
        for terminal in [ana, kim] {
            #expect(try terminal.wait(for: "Connected to"))
            try terminal.type("next\r")
            #expect(try terminal.wait(for: "@web new> "))
        }
        #expect(try kim.wait(for: "ana has this ticket open too."))
        try ana.type("r It is, since Monday.\r")
        #expect(try ana.wait(for: "To maria by web (shop), in reply to m1: m2 "))
        #expect(try kim.wait(for: "reply 1 m2 by ana, "))
        // Nobody reads that fast.
        try kim.type("r No.\r")
        #expect(try kim.wait(for: "NOT SENT: 1 newer message above."), "\(kim.text.suffix(600))")
        try kim.type("r Indeed.\r")
        #expect(try kim.wait(for: "To maria by web (shop), in reply to m2: m3 "))
        let said = try office.desk(["open", "1", "--json"]).objects.compactMap { $0["text"]?.string }
        #expect(said == ["Is the blue one back?", "It is, since Monday.", "Indeed."])
    }

    @Test("a broker that was killed and came back has lost nothing, and the terminal says so")
    func reconnecting() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("o 1\rr half a ")
        #expect(try terminal.wait(for: "r half a "))
        try office.broker.kill()
        #expect(try terminal.wait(for: "[off "))
        try office.broker.start()
        #expect(try terminal.wait(for: "sync back after "), "\(terminal.text.suffix(600))")
        try terminal.type("line\r")
        #expect(try terminal.wait(for: "To maria by web (shop)"))
        #expect(try office.desk(["open", "1", "--json"]).objects.last?["text"]?.string == "half a line")
    }

    @Test("an answer that was on its way when the broker was killed arrives, once")
    func resending() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("o 1\r")
        #expect(try terminal.wait(for: "maria@web new> "))
        office.broker.signal(19)
        try terminal.type("r Yes.\r")
        try terminal.listen(milliseconds: 200)
        try office.broker.kill()
        #expect(try terminal.wait(for: "(the answer follows when the desk is back)"))
        // By now it has been away for a while.
        try terminal.type("r No.\r")
        #expect(try terminal.wait(for: "the desk is away, so nothing was done"))
        try office.broker.start()
        #expect(try terminal.wait(for: "To maria by web (shop), in reply to m1: m2 "), "\(terminal.text.suffix(600))")
        #expect(try office.desk(["open", "1", "--json"]).objects.compactMap { $0["text"]?.string } == ["Hello?", "Yes."])
    }

    @Test("a terminal that can do nothing gets no escape sequence")
    func dumb() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office, environment: ["TERM=dumb"])
        #expect(try terminal.wait(for: "ana [1]> "))
        try terminal.type("next\n")
        #expect(try terminal.wait(for: "1 maria@web new> "))
        try office.say("jo", "page is blank")
        try terminal.listen(milliseconds: 100)
        try terminal.type("inbox\n")
        #expect(try terminal.wait(for: "new 2 web jo: page is blank"))
        try terminal.type("quit\n")
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0)
        #expect(!terminal.bytes.contains(0x1B))
    }

    @Test("the prompt is there within a tenth of a second of the broker's answer")
    func quick() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let times = try (0..<3).map { _ in
            let start = MonotonicTime.now
            let terminal = try DeskTerminal(office)
            #expect(try terminal.wait(for: "ana [1]> "))
            return MonotonicTime.now.milliseconds(since: start)
        }
        // A debug build on a busy machine; by hand it is 20 to 40 ms.
        #expect(times.min().map { $0 < 1_000 } == true, "\(times)")
    }
}
