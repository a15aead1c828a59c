import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// Replies of several lines: typed, pasted, from an editor, in a chat.
@Suite(.serialized)
struct WritingTests {
    private func open(_ office: Office, environment: [String] = []) throws -> DeskTerminal {
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office, environment: ["TERM=xterm-256color", "PATH=/usr/bin:/bin"] + environment)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "1 maria@web new> "))
        return terminal
    }

    /// What was said to the contact, or noted.
    private func said(_ office: Office) throws -> [String] {
        try office.desk(["open", "1", "--json"]).objects.dropFirst(2).compactMap { $0["text"]?.string }
    }

    /// Nobody types several lines within a few milliseconds.
    private func type(_ lines: [String], to terminal: DeskTerminal) throws {
        for line in lines {
            try terminal.type(line + "\r")
            try terminal.listen(milliseconds: 60)
        }
    }

    @Test("a reply of several lines goes out as one with its single dot, and not before")
    func lines() throws {
        let office = try Office()
        let terminal = try open(office)
        try type(["reply +closed"], to: terminal)
        #expect(try terminal.wait(for: "to maria (web) | "))
        try type(["Dear Maria,", "", "~~ is a tilde", "m1 is yours", "~p"], to: terminal)
        #expect(try terminal.wait(for: "To maria (web): 4 lines, 37 characters"), "\(terminal.text.suffix(600))")
        #expect(try said(office) == [])
        try type(["."], to: terminal)
        #expect(try terminal.wait(for: "status closed"), "\(terminal.text.suffix(600))")
        #expect(try said(office) == ["Dear Maria,\n\n~ is a tilde\nm1 is yours"])
        try type(["note"], to: terminal)
        #expect(try terminal.wait(for: "note 1, reps only | "))
        try type(["for", "us", "."], to: terminal)
        #expect(try terminal.wait(for: "1 maria@web closed> "))
        #expect(try said(office).last == "for\nus")
    }

    static let waysOut = ["~q\r", "\u{03}", "\u{04}"]

    @Test("what is given up while it is written is a draft, and brought back whole", arguments: waysOut)
    func givingUp(_ way: String) throws {
        let office = try Office()
        let terminal = try open(office)
        try type(["reply", "One,", "+two"], to: terminal)
        try terminal.type(way)
        #expect(try terminal.wait(for: "`draft` brings it back"))
        terminal.forget()
        try type(["draft"], to: terminal)
        #expect(try terminal.wait(for: "reply #1 One,⏎+two"), "\(terminal.text.suffix(300))")
        #expect(try said(office) == [])
        try terminal.type("\r")
        #expect(try terminal.wait(for: "To maria by web"))
        #expect(try said(office) == ["One,\n+two"])
    }

    @Test("fifty lines that a terminal passes on as if they were typed do nothing, and neither do fifty that it marks, before Enter")
    func pastes() throws {
        let office = try Office()
        let terminal = try open(office)
        let lines = (1...50).map { "r line \($0)" }
        try terminal.type(lines.joined(separator: "\r") + "\r")
        #expect(try terminal.wait(for: "50 lines, "), "\(terminal.text.suffix(500))")
        #expect(try said(office) == [])
        try terminal.type("d\r")
        #expect(try terminal.wait(for: "Nothing was sent"))
        try terminal.type((1...50).map { "close \($0)" }.joined(separator: "\r") + "\r")
        #expect(try terminal.wait(for: "50 lines came at once, as if pasted, and nothing was done."))
        try terminal.type("\r")
        #expect(try terminal.wait(for: "Dropped."))
        try terminal.type("r \u{1B}[200~one\ntwo\u{1B}[201~")
        #expect(try terminal.wait(for: "one⏎two"))
        try terminal.listen(milliseconds: 60)
        try terminal.type("\r")
        #expect(try terminal.wait(for: "2 lines, 7 characters, to maria (web)."))
        #expect(try said(office) == [])
        try terminal.type("\r")
        #expect(try terminal.wait(for: "To maria by web"))
        #expect(try said(office) == ["one\ntwo"])
    }

    @Test("a plain terminal asks before it takes three lines at once")
    func plainPaste() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        let terminal = try DeskTerminal(office, environment: ["TERM=dumb"])
        #expect(try terminal.wait(for: "ana [1]> "))
        try terminal.type("open 1\n")
        #expect(try terminal.wait(for: "1 maria@web new> "))
        try terminal.type((1...50).map { "r line \($0)\n" }.joined())
        #expect(try terminal.wait(for: "50 lines, "), "\(terminal.text.suffix(500))")
        #expect(!terminal.bytes.contains(0x1B))
        try terminal.type("d\n")
        #expect(try terminal.wait(for: "Nothing was sent"))
        #expect(try said(office) == [])
    }

    /// An editor that does what `script` says to the file it is given.
    private func editor(_ office: Office, _ script: String) throws -> String {
        let path = office.broker.directory + "/editor\(SystemRandom.integer())"
        let bytes = Array("#!/bin/sh\n\(script)\n".utf8)
        try File(path, .create, permissions: 0o700).descriptor.writeAll(bytes.span)
        return path
    }

    @Test("an editor's text is looked at before it goes out, and none goes out that is empty or as it was")
    func editors() throws {
        let office = try Office()
        let change = try editor(office, "stat -c %a \"$1\" >\(office.broker.directory)/mode; sed -i 's/Draft/Dear Maria,/' \"$1\"")
        let terminal = try open(office, environment: ["VISUAL=\(change)"])
        try type(["reply -e Draft"], to: terminal)
        #expect(try terminal.wait(for: "1 line, 11 characters, to maria (web)."), "\(terminal.text.suffix(500))")
        #expect(try said(office) == [])
        #expect(try File(office.broker.directory + "/mode", .read).descriptor.readAll(bytesMax: 10) == Array("600\n".utf8))
        try terminal.type("\r")
        #expect(try terminal.wait(for: "To maria by web"))
        #expect(try said(office) == ["Dear Maria,"])
        try type(["reply -e"], to: terminal)
        #expect(try terminal.wait(for: "The text is empty, so nothing is sent."))
        try type(["reply -e the same"], to: terminal)
        #expect(try terminal.wait(for: "The text is as it was, so nothing is sent"))
        try terminal.type("r Draft\u{18}\u{05}")
        #expect(try terminal.wait(for: "1 line, 11 characters"))
        try terminal.type("d\r")
        #expect(try said(office).count == 1)
    }

    @Test("an editor that is killed leaves the terminal as it was, and the text where it says")
    func killedEditor() throws {
        let office = try Office()
        let crash = try editor(office, "echo more >>\"$1\"; stty raw -echo; kill -9 $$")
        let terminal = try open(office, environment: ["EDITOR=\(crash)"])
        try type(["reply -e Half"], to: terminal)
        #expect(try terminal.wait(for: "The editor ended badly, so nothing was sent."), "\(terminal.text.suffix(500))")
        try type(["draft"], to: terminal)
        #expect(try terminal.wait(for: "reply #1 Half"))
        try terminal.type("\u{03}")
        try type(["quit"], to: terminal)
        #expect(Office.code(try terminal.process.wait(milliseconds: 10_000)) == 0)
        #expect(try terminal.settings == terminal.found)
        #expect(terminal.text.contains("\u{1B}[?2004l") && terminal.text.contains("\u{1B}[?1004l"))
    }

    @Test("in a chat each line goes out, a note does not, and a slash says which is which")
    func chatting() throws {
        let office = try Office()
        let terminal = try open(office)
        try type(["chat"], to: terminal)
        #expect(try terminal.wait(for: "to maria (web) > "))
        try type(["inbox", "//end is a word"], to: terminal)
        try type(["/note known bug"], to: terminal)
        try type(["/end", "inbox"], to: terminal)
        #expect(try terminal.wait(for: "1 maria@web"))
        #expect(try said(office) == ["inbox", "/end is a word", "known bug"])
        let kinds = try office.desk(["open", "1", "--json"]).objects.compactMap { $0["kind"]?.string }
        #expect(kinds.last == "note")
    }

    @Test("a text is looked for, a last word put in and a window's focus heard without harm to what is typed")
    func keys() throws {
        let office = try Office()
        let terminal = try open(office)
        try type(["who", "inbox is:open owner:none", "help keys"], to: terminal)
        try terminal.type("\u{12}owner:")
        #expect(try terminal.wait(for: "search owner:: "))
        try terminal.type("\r")
        #expect(try terminal.wait(for: "inbox is:open owner:none"))
        try terminal.type("\u{15}\u{1B}[I\u{1B}[Oinbox \u{1B}.")
        #expect(try terminal.wait(for: "inbox keys"))
    }
}
