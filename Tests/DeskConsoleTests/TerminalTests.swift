import DeskConsole
import DeskSystem
import Testing

@Suite(.serialized)
struct TerminalTests {
    @Test("two hundred characters typed under a thousand incoming lines are the line that is sent", arguments: ScreenModel.Taste.allCases)
    func typingUnderFire(_ taste: ScreenModel.Taste) throws {
        let seed: UInt64 = 2_026
        var random = SeededGenerator(seed)
        let pool = ["a", "b", "c", "e", " ", "n", "r", "é", "日", "本", "語", "한", "👩", "👩‍👩‍👧", "🎉", "e\u{301}", "❤️"]
        let text = "x" + (1..<200).map { _ in pool.randomElement(using: &random) ?? "a" }.joined() + "z"
        let session = try ProbeSession(taste: taste)
        let start = MonotonicTime.now
        try session.type("flood 1000\r")
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...5, using: &random))
            rest = rest.dropFirst(piece.count)
            try session.type(Array(piece))
            try session.readSome()
        }
        #expect(
            try session.read(until: {
                String(decoding: $0.output.suffix(4_096), as: UTF8.self).contains("of 1000 end") && $0.shows("event 1000 ")
            }))
        _ = try session.settle()
        let updates = session.screen.updates
        let elapsed = MonotonicTime.now.milliseconds(since: start)
        #expect(session.screen.cursorRow.hasPrefix("probe> …") && session.screen.cursorRow.hasSuffix("z"))
        try session.type("\r")
        #expect(try session.read(until: { $0.record.count > 2 }))
        #expect(session.record.last.map { Array($0.utf8) } == Array(text.utf8))
        #expect(session.screen.complaints.isEmpty)
        let events = session.screen.lines.filter { $0.hasPrefix("event ") }
        #expect(events == (1...1_000).map { "event \($0) 日本 👩‍👩‍👧 of 1000 end" })
        // A few more than the clock allows: the first prompt, the answers to lines.
        #expect(updates <= elapsed / 50 + 10, "\(updates) in \(elapsed) ms")
    }

    @Test(
        "the terminal is as it was, however the probe ends",
        arguments: [
            ("", 15, ChildEnd.signaled(15)), ("half a line", 15, .signaled(15)), ("", 1, .signaled(1)), ("", 2, .signaled(2)),
            ("exit\r", nil, .exited(0)),
            ("\u{04}", nil, .exited(0)), ("leave\r", nil, .exited(3)), ("trap\r", nil, .signaled(4)),
        ] as [(String, Int32?, ChildEnd)])
    func restored(_ typed: String, _ signal: Int32?, _ end: ChildEnd) throws {
        let session = try ProbeSession()
        // What the probe says first may be on its way still.
        #expect(try session.read(until: { $0.screen.marksPastes }))
        #expect(try session.settings != session.before)
        try session.type(typed)
        _ = try session.settle()
        if let signal { session.signal(signal) }
        let found = try session.end()
        // A trap is SIGILL or SIGTRAP by processor.
        #expect(found == end || (end == .signaled(4) && found == .signaled(5)))
        _ = try session.settle()
        #expect(try session.settings == session.before)
        #expect(!session.screen.marksPastes && session.screen.wraps)
    }

    @Test("Ctrl-Z gives the terminal back, and going on takes it again with the line as it was")
    func suspended() throws {
        let session = try ProbeSession()
        try session.type("half\u{1A}")
        #expect(try session.read(until: { try $0.settings == $0.before }))
        session.signal(18)
        #expect(try session.read(until: { try $0.settings != $0.before }))
        try session.type(" done\r")
        #expect(try session.read(until: { $0.record.last == "half done" }))
        #expect(session.screen.complaints.isEmpty)
    }

    @Test("a key at the end of the line is echoed as itself and nothing else", arguments: ["a", "é", "日", "👩"])
    func echo(_ key: String) throws {
        let session = try ProbeSession()
        _ = try session.settle()
        try session.type(key)
        #expect(try session.settle() == key)
        try session.type("b")
        #expect(try session.settle() == "b")
        try session.type("\r")
        #expect(try session.settle().hasPrefix("\r\n"))
    }

    @Test("what comes in while typing stands above the line, and typing goes on between the halves", arguments: ScreenModel.Taste.allCases)
    func between(_ taste: ScreenModel.Taste) throws {
        let session = try ProbeSession(taste: taste)
        try session.type("soon 1\r👩‍👩‍👧 日本 ü\u{1B}[D\u{1B}[D")
        #expect(try session.read(until: { $0.shows("soon 1") }))
        try session.type("X")
        _ = try session.settle()
        #expect(session.screen.cursorRow == "probe> 👩‍👩‍👧 日本X ü")
        // Behind the X, however many columns this terminal gives the family.
        #expect(session.screen.cursorColumn == (taste == .joining ? 15 : 19))
        try session.type("\r")
        #expect(try session.read(until: { $0.record.last == "👩‍👩‍👧 日本X ü" }))
    }

    @Test("more news than rows is counted, an answer is not cut")
    func news() throws {
        let session = try ProbeSession()
        try session.type("news 60\r")
        #expect(try session.read(until: { $0.shows("… 38 more: `news` shows them") }))
        #expect(session.screen.lines.contains("news 22") && !session.screen.lines.contains("news 23"))
    }

    @Test("the prompt waits for the answer")
    func answering() throws {
        let session = try ProbeSession()
        _ = try session.settle()
        try session.type("later 1\r")
        let shown = try session.settle(milliseconds: 300)
        #expect(shown.hasPrefix("later 1\r\n\u{1B}[?2026hlater 1\r\n\u{1B}[?2026l"))
        #expect(session.screen.cursorRow == "probe>")
    }

    @Test("a paste is one edit and sends nothing")
    func paste() throws {
        let session = try ProbeSession()
        try session.type("\u{1B}[200~one\rexit\r\u{1B}]0;x\u{07}\u{1B}[201~")
        _ = try session.settle()
        #expect(session.screen.cursorRow == "probe> one⏎exit⏎]0;x")
        #expect(session.record == ["ready"] && session.screen.complaints.isEmpty)
        try session.type("\u{03}")
        #expect(try session.read(until: { $0.record.contains("exit") }))
    }

    @Test("a narrower window is drawn anew, within itself")
    func resized() throws {
        let session = try ProbeSession(columns: 80)
        try session.type(String(repeating: "0123456789", count: 5))
        _ = try session.settle()
        try session.resize(columns: 40)
        #expect(try session.read(until: { $0.screen.cursorRow.hasPrefix("probe> …") }))
        #expect(session.screen.cursorColumn < 40)
    }

    @Test("Tab completes, or shows what it could be")
    func completion() throws {
        let session = try ProbeSession()
        try session.type("inb\t")
        _ = try session.settle()
        #expect(session.screen.cursorRow == "probe> inbox")
        try session.type("\u{15}i\t\t")
        #expect(try session.read(until: { $0.shows("inbox  inform") }))
        _ = try session.settle()
        #expect(session.screen.cursorRow == "probe> in")
    }

    @Test("history is a private file without secrets, and comes back")
    func history() throws {
        let session = try ProbeSession()
        try session.type("one\rsecret two\r hidden\rthree\r")
        #expect(try session.read(until: { $0.record.last == "three" }))
        let bytes = try File(session.historyPath, .read).descriptor.readAll(bytesMax: 1_000)
        #expect(bytes == Array("one\nthree\n".utf8))
        #expect(PathFacts(at: session.historyPath)?.permissions == 0o600)
        try session.type("\u{1B}[A\u{1B}[A")
        _ = try session.settle()
        #expect(session.screen.cursorRow == "probe> one")
    }

    @Test("a plain terminal gets text only; news waits for the next prompt", arguments: ["dumb", ""])
    func plain(_ term: String) throws {
        let session = try ProbeSession(term: term)
        #expect(try session.settle() == "probe> ")
        #expect(try session.settings == session.before)
        try session.type("soon 1\n")
        #expect(try session.settle(milliseconds: 300) == "soon 1\r\nprobe> ")
        try session.type("later 2\n")
        #expect(try session.settle(milliseconds: 300) == "later 2\r\nsoon 1\r\nlater 2\r\nprobe> ")
        try session.type("urgent\n")
        #expect(try session.settle(milliseconds: 300) == "urgent\r\nprobe> \r\nfire\r\nprobe> ")
        session.signal(2)
        #expect(try session.settle() == "\r\nprobe> ")
        try session.type("\u{04}")
        #expect(try session.end() == .exited(0))
        #expect(session.record.suffix(2) == ["cancelled ", "end"])
        #expect(!session.output.contains(0x1B))
    }

    @Test("an accessible terminal is plain, with a history")
    func accessible() throws {
        let session = try ProbeSession(["--accessible"])
        try session.type("one\nsecret\n")
        #expect(try session.read(until: { $0.record.last == "secret" }))
        let bytes = try File(session.historyPath, .read).descriptor.readAll(bytesMax: 100)
        #expect(bytes == Array("one\n".utf8) && !session.output.contains(0x1B))
    }

    @Test("a terminal that goes away ends the input")
    func hungUp() throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskbus-console-")
        defer { Path.removeTree(directory) }
        var ends: PseudoTerminal? = try PseudoTerminal()
        let fd = ends?.program.number ?? -1
        let child = try ChildProcess(
            try ProbeSession.probe(), [directory + "/record"], environment: ["TERM=xterm"], descriptors: [0: fd, 1: fd, 2: fd],
            newSession: true)
        _ = try ends?.terminal.waitReadable(milliseconds: 10_000)
        ends = nil
        // SIGHUP and the end of the input race, and either is an end.
        let end = try child.wait(milliseconds: 10_000)
        child.signal(9)
        #expect(end == .signaled(1) || end == .exited(0))
    }
}

extension ProbeSession {
    fileprivate func shows(_ text: String) -> Bool { screen.lines.contains { $0.utf8.starts(with: text.utf8) } }
}
