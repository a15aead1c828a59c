import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite(.serialized)
struct DraftTests {
    private func directory(_ office: Office) -> String { office.broker.directory + "/.local/state/desk/drafts" }

    private func files(_ office: Office) -> [String] {
        let directory = directory(office)
        return ((try? Directory.names(in: directory)) ?? []).map { directory + "/" + $0 }
    }

    private func open(_ office: Office, _ environment: [String] = ["TERM=xterm-256color"]) throws -> DeskTerminal {
        let terminal = try DeskTerminal(office, environment: environment)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "1 maria@web "))
        return terminal
    }

    /// Waits until a draft holds `words`.
    private func wait(for words: String, _ office: Office) throws -> Bool {
        let (end, wanted) = (MonotonicTime.now.advanced(milliseconds: 10_000), Array(words.utf8))
        while MonotonicTime.now < end {
            for path in files(office) where !path.hasSuffix(".new") {
                // It may have given way since the directory was read.
                guard let file = try? File(path, .read) else { continue }
                if try file.descriptor.readAll(bytesMax: 1 << 20).suffix(wanted.count) == wanted[...] { return true }
            }
            _ = try PseudoTerminal().terminal.waitReadable(milliseconds: 20)
        }
        return false
    }

    private func kill(_ terminal: DeskTerminal, _ signal: Int32 = OwnProcess.kill) throws {
        terminal.process.signal(signal)
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 128 + signal)
    }

    @Test("what was typed and not sent is there again after kill -9, for its ticket only, until it is sent", .tags(.u11))
    func killed() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        try office.say("jo", "page is blank")
        let first = try open(office)
        let start = MonotonicTime.now
        for key in "r It is back, grüße" { try first.type(String(key)) }
        #expect(try wait(for: "\nr It is back, grüße", office))
        #expect(MonotonicTime.now.milliseconds(since: start) >= 900, "not on every key")
        #expect(files(office).map { PathFacts(at: $0)?.permissions } == [0o600])
        #expect(PathFacts(at: directory(office))?.permissions == 0o700)
        try kill(first)

        let second = try DeskTerminal(office)
        #expect(try second.wait(for: "Connected to"))
        try second.type("open 2\r")
        #expect(try second.wait(for: "2 jo@web new [1]> "))
        #expect(!second.text.contains("draft of"))
        try second.type("open 1\r")
        #expect(try second.wait(for: ", not sent: r It is back, grüße"), "\(second.text.suffix(600))")
        #expect(try second.wait(for: "draft puts it into your line | draft drop"))
        try second.type("draft\r")
        #expect(try second.wait(for: "> r It is back, grüße"))
        try second.type("!\r")
        #expect(try second.wait(for: "To maria by web (shop), in reply to m1: m2 "))
        #expect(try office.desk(["open", "1", "--json"]).objects.last?["text"]?.string == "It is back, grüße!")
        #expect(files(office).isEmpty)
    }

    @Test("a line goes to its draft as the client is ended", arguments: [OwnProcess.terminate, OwnProcess.hangUp])
    func ended(_ signal: Int32) throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try open(office)
        try terminal.type("note at once")
        #expect(try terminal.wait(for: "note at once"))
        try kill(terminal, signal)
        #expect(try wait(for: "\nnote at once", office))
    }

    @Test("Ctrl-C keeps the line, and leaving says so")
    func cancelled() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try open(office)
        try terminal.type("r 1 not yet\u{03}")
        #expect(try terminal.wait(for: "^C"))
        #expect(try wait(for: "\nr 1 not yet", office))
        try terminal.type("drafts\r")
        #expect(try terminal.wait(for: "1 draft of "))
        try terminal.type("\u{04}")
        #expect(try terminal.wait(for: "1 draft is kept (ticket 1)."))
    }

    @Test("a reply that was refused is a draft; one that was said already, or dropped, is none")
    func refused() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try open(office, ["TERM=dumb"])
        try terminal.type("reply +nonsense It is.\n")
        #expect(try terminal.wait(for: "no status nonsense"))
        #expect(try wait(for: "\nreply +nonsense It is.", office))
        terminal.forget()
        try terminal.type("draft\n")
        #expect(try terminal.wait(for: "reply +nonsense It is."))
        #expect(try office.desk(["reply", "1", "--force", "It is."]).code == 0)
        try terminal.type("open 1\n")
        #expect(try terminal.wait(for: "m2 by you"))
        #expect(try terminal.wait(for: "1 maria@web waiting-contact> "))
        #expect(files(office).isEmpty)
        try terminal.type("reply +nonsense Or not.\n")
        #expect(try wait(for: "Or not.", office))
        try terminal.type("draft drop\n")
        #expect(try terminal.wait(for: "The draft for 1 is gone."))
        #expect(files(office).isEmpty)
    }

    @Test("a reply that the desk has not answered is a draft while it is away")
    func unanswered() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try open(office)
        office.broker.signal(19)
        try terminal.type("r Yes.\r")
        #expect(try wait(for: "\nr Yes.", office))
        office.broker.signal(18)
        #expect(try terminal.wait(for: "To maria by web (shop), in reply to m1: m2 "))
        #expect(files(office).isEmpty)
    }

    @Test("a line with a blank at its front, a verb that says nothing and an empty reply are no drafts")
    func nothing() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try open(office)
        for line in [" r the password is 1234", "r ", "inbox is:open", "r 1 "] {
            try terminal.type(line)
            try terminal.listen(milliseconds: 1_300)
            try terminal.type("\u{03}")
        }
        #expect(files(office).isEmpty)
    }

    @Test("a directory that others can read is not written to, and that is said")
    func foreign() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let state = office.broker.directory + "/own"
        try Directory.create(state)
        try Directory.create(state + "/drafts", permissions: 0o755)
        let terminal = try open(office, ["TERM=xterm", "DESK_STATE=\(state)"])
        try terminal.type("r Yes")
        #expect(try terminal.wait(for: "Drafts are not kept: "))
        #expect(try Directory.names(in: state + "/drafts").isEmpty)
    }

    @Test("there are a hundred drafts at most, and the oldest gives way")
    func ceiling() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try open(office, ["TERM=dumb"])
        // Of other journals.
        for number in 0..<100 {
            let file = try File("\(try drafts(office))/0123.ana.\(number)", .create)
            let bytes = Array("\(number == 7 ? 1_000 : 2_000)\nreply \(number)".utf8)
            try file.write(bytes.span, at: 0)
        }
        try terminal.type("reply +nonsense It is.\n")
        #expect(try wait(for: "\nreply +nonsense It is.", office))
        #expect(files(office).count == 100)
        #expect(!files(office).contains { $0.hasSuffix(".7") })
    }

    private func drafts(_ office: Office) throws -> String {
        if PathFacts(at: directory(office)) == nil { try Directory.create(directory(office)) }
        return directory(office)
    }
}
