import DeskKit
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// The reference adapter as a process, in front of the fake broker.
struct EchoProgramTests {
    /// A running `desk-echo`, its input, and what it has written.
    private final class Echo {
        let stage: Stage
        let child: ChildProcess
        private let input: Remains
        private let output: String
        private let errors: String

        private final class Remains {
            let descriptor: Descriptor
            init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }
        }

        /// - Parameter flood: how many lines its input, a plain file then, has; the broker comes a little later.
        init(_ arguments: [String]? = nil, environment: [String] = [], handing socket: CInt? = nil, flood: Int = 0) throws {
            stage = try Stage(isListening: flood == 0)
            output = stage.directory + "/out"
            errors = stage.directory + "/err"
            let out = try File(output, .create)
            let err = try File(errors, .create)
            let arguments = arguments ?? ["--socket", stage.broker.path, "--account", "shop"]
            let path = try Programs.path("desk-echo")
            let lines = try File(stage.directory + "/in", .create)
            try lines.write(Array((0..<flood).map { "t\($0 % 50): line \($0)" }.joined(separator: "\n").utf8).span, at: 0)
            let whole = try File(stage.directory + "/in", .read)
            var kept: Remains?
            var started: ChildProcess?
            try Pipe.open { (reading, writing) throws(SystemError) in
                kept = Remains(owning: writing)
                var descriptors: [CInt: CInt] = [
                    0: flood > 0 ? whole.descriptor.number : reading.number, 1: out.descriptor.number, 2: err.descriptor.number,
                ]
                if let socket { descriptors[3] = socket }
                started = try ChildProcess(path, arguments, environment: environment, descriptors: descriptors)
            }
            input = try #require(kept)
            child = try #require(started)
            if flood > 0 {
                try stage.settle(milliseconds: 300)
                try stage.broker.start()
            }
        }

        deinit {
            child.signal(9)
            _ = try? child.wait(milliseconds: 1_000)
        }

        func type(_ lines: String) throws { try input.descriptor.writeAll(Array(lines.utf8).span) }

        var written: String { Self.text(output) }
        var log: String { Self.text(errors) }

        func end(milliseconds: Int = 10_000) throws -> ChildEnd? {
            let deadline = MonotonicTime.now.advanced(milliseconds: milliseconds)
            while child.poll() == nil && MonotonicTime.now < deadline { try stage.loop.turn(waitingAtMostMilliseconds: 5) }
            return child.poll()
        }

        private static func text(_ path: String) -> String {
            guard let file = try? File(path, .read), let bytes = try? file.read(at: 0, count: 65_536) else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("lines are published in threads under keys of their own, replies are printed harmless and reported")
    func conversation() throws {
        let echo = try Echo()
        let broker = echo.stage.broker
        try echo.type("ana: The printer jams.\nno thread: at all: here\nplain\n\nana: again\n")
        try echo.stage.until(milliseconds: 10_000) { broker.frames("publish").count == 4 }
        let published = broker.frames("publish")
        // Threads go side by side; within one the order holds.
        let texts = Dictionary(grouping: published) { $0["thread"]?.string ?? "" }.mapValues { $0.compactMap { $0["text"]?.string } }
        #expect(texts == ["ana": ["The printer jams.", "again"], "no thread": ["at all: here"], "console": ["plain"]])
        #expect(Set(published.keys).count == 4)

        broker.send(
            #"{"type":"deliver","id":9,"seq":5,"message":5,"account":"shop","thread":"ana","to":[],"text":"a\u001b[2Jb\nc","#
                + #""attempt":1,"key":"d:5"}"#)
        try echo.stage.until(milliseconds: 10_000) { broker.frames("status").count == 1 }
        #expect(echo.written == "ana< a\u{FFFD}[2Jb\u{FFFD}c\n")
        #expect(broker.frames("status")[0]["status"]?.string == "sent")
        #expect(!echo.log.contains("printer"), "what people write is not logged")
    }

    @Test("more lines than there is room for wait in the pipe: none is lost, the last one needs no newline")
    func flood() throws {
        let echo = try Echo(flood: 10_000)
        try echo.stage.until("for all lines", milliseconds: 30_000) { echo.stage.broker.heard.count > 10_000 }
        let texts = echo.stage.broker.frames("publish").compactMap { $0["text"]?.string }
        #expect(Set(texts).count == 10_000 && texts.contains("line 9999"))
        #expect(echo.written.isEmpty)
    }

    @Test("SIGTERM finishes what is in hand and ends with 0; the log is ASCII, one line an event")
    func termination() throws {
        let echo = try Echo()
        try echo.stage.until(milliseconds: 10_000) { echo.log.contains("attached") }
        echo.stage.broker.script = { _, _ in }
        try echo.type("ana: last\n")
        try echo.stage.until(milliseconds: 10_000) { echo.stage.broker.frames("publish").count == 1 }
        echo.child.signal(OwnProcess.terminate)
        try echo.stage.until(milliseconds: 10_000) { echo.log.contains("finishing") }
        #expect(echo.child.poll() == nil)
        echo.stage.broker.behave(echo.stage.broker.frames("publish")[0])
        #expect(try echo.end() == .exited(0))
        #expect(echo.log.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
        #expect(echo.log.split(separator: "\n").allSatisfy { $0.hasPrefix("desk-echo: ") })
    }

    @Test("whoever asks twice does not want to wait")
    func impatience() throws {
        let echo = try Echo()
        try echo.stage.until(milliseconds: 10_000) { echo.log.contains("attached") }
        echo.stage.broker.script = { _, _ in }
        try echo.type("ana: last\n")
        try echo.stage.until(milliseconds: 10_000) { echo.stage.broker.frames("publish").count == 1 }
        echo.child.signal(OwnProcess.terminate)
        try echo.stage.until(milliseconds: 10_000) { echo.log.contains("finishing") }
        echo.child.signal(OwnProcess.terminate)
        #expect(try echo.end(milliseconds: 2_000) == .exited(128 + OwnProcess.terminate))
    }

    @Test(
        "the end has the code of the table",
        arguments: [
            (["--manifest"], 0, #""key":"echo""#), (["--version"], 0, "desk-echo 0."), (["--help"], 0, "--account NAME"),
            (["--what"], 64, "is not an option"), (["--socket", String(repeating: "x", count: 108)], 64, "has 108 bytes"),
        ] as [([String], Int32, String)])
    func codes(_ arguments: [String], _ code: Int32, _ words: String) throws {
        let echo = try Echo(arguments)
        #expect(try echo.end() == .exited(code))
        #expect((echo.written + echo.log).contains(words))
    }

    @Test("who is fenced ends with 75, and says why")
    func fenced() throws {
        let echo = try Echo()
        try echo.stage.until(milliseconds: 10_000) { echo.log.contains("attached") }
        echo.stage.broker.send(#"{"type":"bye","code":"fenced","message":"a newer session has this name"}"#)
        #expect(try echo.end() == .exited(75))
        #expect(echo.log.contains("a newer session has this name"))
    }

    @Test("a socket that a broker hands over as descriptor 3 is used; the broker's end is the adapter's")
    func handedOver() throws {
        var ours: Int32 = -1
        let theirs = try UnixSocket.pair { (one, other) throws(SystemError) in
            ours = one.release()
            return other.release()
        }
        let broker = Descriptor(adopting: ours)
        let echo = try Echo(["--account", "shop"], environment: ["DESK_FD=3"], handing: theirs)
        _ = Descriptor(adopting: theirs)
        #expect(try broker.waitReadable(milliseconds: 10_000))
        var bytes = [UInt8](repeating: 0, count: 65_536)
        guard case .bytes(let count) = try broker.read(into: &bytes) else { return #expect(Bool(false), "no hello") }
        #expect(String(decoding: bytes[4..<count], as: UTF8.self).hasPrefix(#"{"type":"hello""#))
        let bye = Framing.frame(Array(#"{"type":"bye","code":"shutting_down","message":"the broker ends"}"#.utf8))
        #expect(try broker.send(bye.span) == bye.count)
        #expect(try echo.end() == .exited(0))
    }
}
