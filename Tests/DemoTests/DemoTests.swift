import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("the demo", .serialized)
struct DemoTests {
    @Test("a customer writes, is answered and answers, and afterwards nothing is left")
    func answered() throws {
        let demo = try DemoRun()
        try demo.write("open 1")
        try demo.wait(for: "the customer's message") { demo.shown.contains("charged twice") }
        try demo.write("reply 1 The second charge goes back to you today.")
        try demo.write("open 1", until: "Thank you for the quick answer!")
        #expect(try demo.finish() == .exited(0))
        #expect(demo.directories.isEmpty)
        #expect(demo.living.isEmpty)
    }

    @Test("the broker killed twice: it is there again, and everything with it, once")
    func killed() throws {
        let demo = try DemoRun()
        try demo.write("open 1", until: "charged twice")
        let first = try #require(try demo.identifier(of: "deskd"))
        try demo.write("reply 1 The second charge goes back to you today.")
        _ = Glibc.kill(first, SIGKILL)
        try demo.wait(for: "another broker") { try demo.identifier(of: "deskd") != first }
        try demo.write("open 1", until: "Thank you for the quick answer!")
        let second = try #require(try demo.identifier(of: "deskd"))
        _ = Glibc.kill(second, SIGKILL)
        try demo.wait(for: "a third broker") { try demo.identifier(of: "deskd") != second }
        let story = try Self.story(of: demo, until: { $0.count > 6 })
        #expect(story.filter { $0.contains("charged twice") }.count == 1)
        #expect(story.filter { $0.contains("The second charge goes back") }.count == 1)
        #expect(story.filter { $0.contains("Thank you for the quick answer!") }.count == 1)
        #expect(story.filter { $0.contains("My password") }.count == 1, "sent twice by its customer")
        #expect(try demo.finish() == .exited(0))
        #expect(demo.living.isEmpty)
    }

    @Test("the page comes back at its address")
    func page() throws {
        let demo = try DemoRun()
        let first = try #require(try demo.identifier(of: "desk-webchat"))
        let log = try demo.directory() + "/desk-webchat.out"
        _ = Glibc.kill(first, SIGKILL)
        try demo.wait(for: "another page") {
            try String(decoding: File(log, .read).read(at: 0, count: 1_000), as: UTF8.self).split(separator: "\n").count == 2
        }
        let lines = try String(decoding: File(log, .read).read(at: 0, count: 1_000), as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == lines[1])
        #expect(try demo.finish() == .exited(0))
        #expect(demo.living.isEmpty)
    }

    @Test("what the hostile customer says reaches nobody's terminal as it was said")
    func hostile() throws {
        let demo = try DemoRun()
        for verb in ["inbox", "open 3", "inbox --json", "open 3 --json", "who", "reply 3 No."] { try demo.write(verb) }
        try demo.write("open 3", until: "Hm. It did not work?")
        _ = try demo.finish()
        #expect(demo.shown.contains("onerror"))
        let bidi: [ClosedRange<UInt32>] = [0x061C...0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069]
        for scalar in demo.shown.unicodeScalars where scalar.value != 0x0A && scalar.value != 0x09 {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            let isBidi = bidi.contains { $0.contains(scalar.value) }
            #expect(!isControl && !isBidi, "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test("the same seed tells the same story, and another one another")
    func seeds() throws {
        let stories = try ["7", "7", "8"].map { seed in
            let demo = try DemoRun(["--seed", seed])
            let story = try Self.story(of: demo, until: { $0.count >= 8 })
            _ = try demo.finish()
            return story
        }
        #expect(stories[0] == stories[1])
        #expect(stories[0] != stories[2])
    }

    @Test("whoever ends it finds nothing left", arguments: [SIGTERM, SIGINT, SIGHUP])
    func ended(by signal: CInt) throws {
        let demo = try DemoRun()
        _ = try demo.directory()
        demo.process.signal(signal)
        #expect(try demo.process.wait(milliseconds: 10_000) == .exited(128 + signal))
        #expect(demo.directories.isEmpty)
        #expect(demo.living.isEmpty)
    }

    @Test("ended at any moment of its start, it leaves nothing", arguments: [1, 5, 20, 60, 120, 200])
    func interrupted(after milliseconds: UInt32) throws {
        let demo = try DemoRun()
        usleep(milliseconds * 1_000)
        demo.process.signal(SIGTERM)
        let end = try demo.process.wait(milliseconds: 10_000)
        // Within the first moments nobody reads signals yet, and there is nothing yet either.
        #expect(end == .exited(128 + SIGTERM) || end == .signaled(SIGTERM))
        #expect(demo.directories.isEmpty)
        #expect(demo.living.isEmpty)
    }

    @Test("killed itself, its programs end too, and the next demo tidies up")
    func abandoned() throws {
        let demo = try DemoRun()
        _ = try demo.directory()
        demo.process.signal(SIGKILL)
        _ = try demo.process.wait(milliseconds: 5_000)
        let programs = ["deskd", "desk-webchat"]
        try demo.wait(for: "the programs' end") { try programs.allSatisfy { !demo.living.contains(try demo.identifier(of: $0) ?? 0) } }
        #expect(demo.directories.count == 1)
        let nothing = try File("/dev/null", .update).descriptor.duplicate()
        let next = try ChildProcess(
            try Programs.path("desk"), ["demo", "--script", "/dev/null"], environment: ["TMPDIR=\(demo.base)"],
            descriptors: [0: nothing.number, 1: nothing.number, 2: nothing.number])
        #expect(try next.wait(milliseconds: 20_000) == .exited(0))
        #expect(demo.directories.isEmpty)
    }
}

extension DemoTests {
    /// Everything that the desk has of the customers, as the broker tells it: who, and what.
    private static func story(of demo: DemoRun, until isWhole: ([String]) -> Bool) throws -> [String] {
        var story: [String] = []
        let socket = try demo.directory() + "/bus.sock"
        try demo.wait(for: "the broker to listen") { (try? UnixSocket.connect(to: socket)) != nil }
        let rep = try FrameClient(connectingTo: socket)
        _ = try rep.attach(as: "rep", "ben")
        try demo.wait(for: "the whole story") {
            story = []
            for number in 1...6 {
                let ticket = try rep.ask("\"type\":\"ticket\",\"ticket\":\(number),\"limit\":100")
                story += (ticket?["items"]?.elements ?? []).map { "\($0["from"]?["name"]?.string ?? "rep"): \($0["text"]?.string ?? "")" }
            }
            return isWhole(story)
        }
        return story.sorted()
    }
}
