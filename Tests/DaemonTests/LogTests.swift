import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon's log")
struct LogTests {
    /// Planted where people write and where peers name things.
    static let secrets = ["Verbena", "Lavender", "Marigold", "Oleander", "+15550199", "maria@example.org", "hunter2", "Snapdragon"]

    /// Says all of it in every place that a stranger can fill, with what would forge lines around it.
    private func speak(to broker: RealBroker) throws {
        let admin = try broker.attach(as: "admin", "root")
        let webchat = try broker.connect()
        _ = try webchat.attachAdapter("webchat")
        _ = try admin.ask(
            #""type":"account.create","channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"+15550199"}"#)
        let said = #""subject":"Oleander","text":"Verbena\n<3>forged\r\n\u001b[31m Lavender""#
        let from = #""from":{"kind":"opaque","value":"maria@example.org","name":"Marigold\n<3>forged"}"#
        _ = try webchat.ask(#""type":"publish","account":"shop","key":"k1","thread":"t",\#(from),\#(said),"at":"2026-11-22T14:48:00Z""#)
        _ = try admin.ask(#""type":"send","ticket":1,"text":"hunter2\n<3>forged","force":true,"key":"r1""#)
        _ = try admin.ask(#""type":"note","ticket":1,"text":"Snapdragon\n<3>forged","key":"n1""#)
        let liar = try broker.connect()
        try liar.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"hunter2\n<3>forged \#u{202E}"}"#)
        while try liar.receive(milliseconds: 2_000) != nil {}
        let babbler = try broker.connect()
        try babbler.send(bytes: Array("\u{0}\u{0}\u{0}\u{10}\n<3>forged\nSnap".utf8))
        for _ in 0..<16 { try babbler.send(bytes: Framing.frame(Array("hunter2\n<3>forged".utf8))) }
        while try babbler.receive(milliseconds: 2_000) != nil {}
    }

    @Test("each event is one line that no peer can forge, and none holds what was said", arguments: ["journal", "text", "json"])
    func lines(_ format: String) throws {
        let broker = try RealBroker(starting: false)
        broker.options = ["--log-format", format, "--log-level", "debug"]
        try broker.start()
        try speak(to: broker)
        try broker.stop()
        let log = broker.log
        #expect(log.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        for secret in Self.secrets { #expect(!log.contains(secret), "\(secret)") }
        #expect(!log.contains("forged"))
        let lines = log.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count > 8 && lines.allSatisfy { $0.utf8.count < 2_048 })
        for line in lines { try check(line, format) }
        #expect(lines.filter { $0.contains("account shop of channel webchat was created") }.count == 1)
    }

    private func check(_ line: Substring, _ format: String) throws {
        switch format {
        case "journal":
            let bytes = Array(line.utf8.prefix(3))
            #expect(bytes.first == UInt8(ascii: "<") && bytes.last == UInt8(ascii: ">") && (0x33...0x37).contains(bytes[1]), "\(line)")
        case "json":
            let object = try JSONDocument(parsing: Array(line.utf8)).root
            #expect(object["time"] != nil && object["level"] != nil && object["text"] != nil, "\(line)")
        default: #expect(line.utf8.starts(with: "20".utf8) && line.split(separator: " ").count > 2, "\(line)")
        }
    }

    @Test("what is less weighty than the level is left out")
    func level() throws {
        let broker = try RealBroker(starting: false)
        broker.options = ["--log-format", "journal", "--log-level", "notice"]
        try broker.start()
        _ = try broker.attach(as: "rep", "ana")
        try broker.stop()
        #expect(broker.log.contains("<5>") && !broker.log.contains("<6>"))
    }

    @Test("auto is the journal's format where the standard error is the journal's stream, and text where it is not")
    func auto() throws {
        for isStream in [true, false] {
            let broker = try RealBroker(starting: false)
            let stream = isStream ? "$(stat -L -c %d:%i /proc/self/fd/2)" : "1:1"
            broker.preparations = ["export JOURNAL_STREAM=\(stream)"]
            try broker.start()
            try broker.stop()
            #expect(broker.log.utf8.starts(with: isStream ? "<5>".utf8 : "20".utf8), "\(broker.log)")
        }
    }

    @Test("a log that nobody reads does not stop the desk")
    func unread() throws {
        let broker = try RealBroker(starting: false)
        try Pipe.open { reading, writing throws(SystemError) in
            do {
                broker.errors = writing.number
                try broker.start()
                // Each attaches and goes; the pipe is full long before.
                for _ in 0..<40 { _ = try broker.attach(as: "rep", String(repeating: "a", count: 60)) }
                try fill(writing)
                let ana = try broker.attach(as: "rep", "ana")
                #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
                #expect(try broker.stop() == .exited(0))
            } catch { Issue.record("\(error)") }
            _ = reading.number
        }
    }

    // From a review: a daemon that could not start waited for ever for somebody to read why, and held what the next one needs.
    @Test(
        "a daemon that ends because of an error does so although nobody reads why", arguments: [["--log-format", "text"], ["--nonsense"]])
    func unreadEnd(_ options: [String]) throws {
        let broker = try RealBroker(starting: false)
        broker.options = options
        try Pipe.open { reading, writing throws(SystemError) in
            do {
                try fill(writing)
                broker.errors = writing.number
                // Somebody else's file in the socket's place is nothing to begin with.
                _ = try File(broker.socket, .create)
                try broker.launch()
                let end = try broker.waitForEnd(milliseconds: 10_000)
                #expect(end == .exited(options.count == 1 ? 64 : 78))
            } catch { Issue.record("\(error)") }
            _ = reading.number
        }
    }

    // From a review: three hundred changes of an adapter's health were the last that the log had to say.
    @Test("that the daemon ends is in the log, whatever else is")
    func end() throws {
        let broker = try RealBroker()
        let adapter = try broker.connect()
        _ = try adapter.attachAdapter("web")
        for number in 0..<300 {
            let state = number % 2 == 0 ? #""connected""# : #""retrying","text":"\#(number)""#
            try adapter.send(#"{"type":"health","state":\#(state)}"#)
        }
        _ = try adapter.ask(#""type":"ping""#)
        #expect(try broker.stop() == .exited(0))
        #expect(broker.log.contains("shutting down"))
        #expect(broker.log.contains("deskd stopped"))
    }

    @Test("a terminal that nobody reads does not stop the desk")
    func unreadTerminal() throws {
        let broker = try RealBroker(starting: false)
        broker.options = ["--log-level", "debug"]
        let ends = try PseudoTerminal()
        // Room is left for the beginning of a line, and for no more.
        for _ in 0..<(try room() - 20) { _ = try ends.program.write([0x78].span) }
        broker.errors = ends.program.number
        try broker.start()
        let ana = try broker.attach(as: "rep", "ana")
        #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
        #expect(try broker.stop() == .exited(0))
    }

    /// How many bytes a terminal takes that nobody reads, one at a time.
    private func room() throws -> Int {
        let ends = try PseudoTerminal()
        try ends.program.setNonBlocking(true)
        var count = 0
        while try ends.program.write([0x78].span) != nil { count += 1 }
        return count
    }

    /// Until not a byte more goes in.
    private func fill(_ pipe: borrowing Descriptor) throws {
        try pipe.setNonBlocking(true)
        defer { try? pipe.setNonBlocking(false) }
        while try pipe.write([0x78].span) != nil {}
    }
}
