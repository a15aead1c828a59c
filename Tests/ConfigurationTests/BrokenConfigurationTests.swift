import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("Broken configurations")
struct BrokenConfigurationTests {
    @Test("what cannot be meant is refused, with file, line and fix", arguments: Mistake.all)
    func checked(_ broken: Mistake) throws {
        let configured = try ConfiguredBroker()
        try configured.write(broken.bytes)
        let (end, output, error) = try Deskd.run(["--check-config", "--config", configured.file])
        #expect(end == .exited(78))
        #expect(output == "", "what is fine is not said of it")
        #expect(error.hasPrefix("\(configured.file):\(broken.line): "), "\(error)")
        for words in broken.words { #expect(error.contains(words), "\(error)") }
        #expect(error.contains("; "), "and what to do: \(error)")
        #expect(error.split(separator: "\n").count == 1, "one mistake is reported once: \(error)")
    }

    // From a review: it was called fine, and the start said that another broker holds the socket.
    @Test(
        "one place for two sockets is refused, however it is spelt",
        arguments: [
            ("/run/desk/s", "/run/desk/s"), ("/run/not/../desk/s", "/run//desk/./s"), ("DIR/x", "DIR/../LAST/x"), ("DIR/x", "DIR/link/x"),
            ("DIR/link/not/s", "DIR/not/./s"), ("DIR/link/../LAST/x", "DIR//x"),
        ])
    func oneSocketForTwo(_ socket: String, _ metrics: String) throws {
        let configured = try ConfiguredBroker()
        let directory = configured.broker.directory
        let last = String(directory.split(separator: "/").last ?? "")
        try Path.link(directory + "/link", to: ".")
        let text = "socket = \(socket)\nmetrics-socket = \(metrics)\n".replacing("DIR", with: directory).replacing("LAST", with: last)
        try configured.write(text)
        let (end, _, error) = try Deskd.run(["--check-config", "--config", configured.file])
        #expect(end == .exited(78), "\(text)")
        #expect(error.hasPrefix("\(configured.file):2: metrics-socket is the socket"), "\(error)")
    }

    @Test("two places that only look alike are two", arguments: [("DIR/x", "DIR/X"), ("DIR/x", "DIR/not/x"), ("/x", "DIR/x")])
    func twoSockets(_ socket: String, _ metrics: String) throws {
        let configured = try ConfiguredBroker()
        try configured.write("socket = \(socket)\nmetrics-socket = \(metrics)\n".replacing("DIR", with: configured.broker.directory))
        let (end, _, error) = try Deskd.run(["--check-config", "--config", configured.file, "--data", "/x"])
        #expect(end == .exited(0), "\(error)")
    }

    @Test("a broker that serves refuses each, goes on as it was, and serves as before")
    func reloaded() throws {
        #expect(Mistake.all.count >= 50)
        let good = "log-level = debug\n[role admin]\nusers = 0\n[rep ana]\nuser = 0\n"
        let configured = try ConfiguredBroker(good)
        try configured.broker.start()
        let root = try configured.broker.attach(as: "admin", "root")
        let before = try root.ask(#""type":"channels""#)?.raw
        for broken in Mistake.all {
            try configured.write(broken.bytes)
            let log = try configured.reload(until: "was refused")
            #expect(log.contains { $0.contains("\(configured.file):\(broken.line): ") }, "\(broken.testDescription): \(log)")
            #expect(!log.contains { $0.contains(" -> ") || $0.contains(": new") }, "\(broken.testDescription): \(log)")
        }
        _ = try root.ask(#""type":"ping""#)
        #expect(try #require(before).count == root.ask(#""type":"channels""#)?.raw.count, "the session that was there goes on")
        #expect(try configured.broker.attach(as: "rep", "ana").ask(#""type":"stats""#) != nil)
        try configured.write(good)
        // Every setting is what it was.
        #expect(try configured.reload(until: "says what it said").count { $0.contains(" -> ") } == 0)
    }

    @Test("deskd does not start on one, and touches nothing")
    func started() throws {
        let configured = try ConfiguredBroker("log-levle = info\n[adapter fax]\n")
        configured.broker.options = ["--config", configured.file]
        #expect(throws: RealBroker.DidNotStart.self) { try configured.broker.start() }
        #expect(try configured.broker.waitForEnd(milliseconds: 1_000) == .exited(78))
        #expect(PathFacts(at: configured.broker.data) == nil)
        #expect(PathFacts(at: configured.broker.socket + ".lock") == nil)
    }

    @Test("everything that is wrong is said at once, in the order of its lines")
    func everything() throws {
        let configured = try ConfiguredBroker(
            "[rep Ana]\nuser = 0\n\nlabel\n[role rep]\nusers = no-such-user\ngroups = no-such-group\n[x]\n")
        let (_, _, error) = try Deskd.run(["--check-config", "--config", configured.file])
        let lines = error.split(separator: "\n").compactMap { $0.split(separator: ":").dropFirst().first.map(String.init) }
        #expect(lines == ["1", "4", "6", "7", "8"], "\(error)")
    }

    enum Place: CaseIterable { case missing, directory, link, pipe, groupWrites, worldWrites, anothers, openDirectory, large }

    @Test("a file that somebody else could have written, or that is none, is refused: exit code 78", arguments: Place.allCases)
    func places(_ place: Place) throws {
        let configured = try ConfiguredBroker("log-level = info\n")
        var file = configured.file
        let words: String
        switch place {
        case .missing: (file, words) = (file + "x", "no such file")
        case .directory: (file, words) = (configured.broker.directory, "no plain file")
        case .link:
            try Path.link(file + "-link", to: file)
            (file, words) = (file + "-link", "symbolic link")
        case .pipe:
            try run("/usr/bin/mkfifo", file + "-pipe")
            (file, words) = (file + "-pipe", "no plain file")
        case .groupWrites, .worldWrites:
            try Path.give(file, to: nil, permissions: place == .groupWrites ? 0o660 : 0o602)
            words = "chmod go-w \(file)"
        case .anothers:
            // Only root can give a file away.
            guard PeerCredentials.ownUser == 0 else { return }
            try run("/bin/chown", "12345", file)
            words = "it belongs to user 12345"
        case .openDirectory:
            try Path.give(configured.broker.directory, to: nil, permissions: 0o777)
            words = "others may replace it"
        case .large:
            try configured.write(String(repeating: "# comment\n", count: 120_000))
            words = "1048576 are the most"
        }
        let (end, _, error) = try Deskd.run(["--check-config", "--config", file])
        #expect(end == .exited(78))
        #expect(error.hasPrefix("\(file): ") && error.contains(words), "\(error)")
        if place == .openDirectory { try Path.give(configured.broker.directory, to: nil, permissions: 0o700) }
    }

    private func run(_ program: String, _ arguments: String...) throws {
        #expect(try ChildProcess(program, arguments, environment: [], descriptors: [:]).wait(milliseconds: 5_000) == .exited(0))
    }
}
