import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("Listeners that are handed over")
struct ActivationTests {
    @Test("systemd-socket-activate starts it at the first connection, and the socket stays when it goes")
    func socketActivate() throws {
        let broker = try RealBroker(starting: false)
        let nothing = try File("/dev/null", .update)
        let process = try ChildProcess(
            "/usr/bin/systemd-socket-activate",
            ["-l", broker.socket, "--fdname=bus", try Programs.path("deskd"), "--data", broker.data], environment: ["PATH=/usr/bin:/bin"],
            descriptors: [0: nothing.descriptor.number, 1: nothing.descriptor.number, 2: nothing.descriptor.number])
        defer { process.signal(SIGKILL) }
        while PathFacts(at: broker.socket) == nil { #expect(try process.wait(milliseconds: 10) == nil) }
        #expect(PathFacts(at: broker.data) == nil, "nobody has asked for anything yet")
        let ana = try broker.attach(as: "rep", "ana")
        #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
        process.signal(SIGTERM)
        #expect(try process.wait(milliseconds: 10_000) == .exited(0))
        #expect(try ana.receive()?["code"]?.string == "shutting_down")
        #expect(PathFacts(at: broker.socket)?.kind == .socket, "it is not ours to remove")
    }

    @Test("several may be handed over: all of the bus let people in, and the configured place is left alone")
    func several() throws {
        let manager = try Manager()
        let broker = manager.broker
        for (name, path) in [("bus", "a"), ("metrics", "m"), ("bus", "b")] { try manager.listen(name, at: "\(broker.directory)/\(path)") }
        try broker.launch()
        _ = try manager.notices(through: "READY=1")
        for path in ["a", "b"] {
            let client = try FrameClient(connectingTo: "\(broker.directory)/\(path)")
            #expect(try client.attach(as: "rep", "ana")?["type"]?.string == "welcome")
        }
        #expect(PathFacts(at: broker.socket) == nil && PathFacts(at: broker.socket + ".lock") == nil)
        for number in 3...5 { #expect(try closesOnExec(number, of: broker)) }
        let other = try broker.startAnother(socket: broker.directory + "/c")
        #expect(other.end == .exited(75), "the data has one broker, whatever the sockets: \(other.log)")
        try broker.stop()
        for path in ["a", "m", "b"] { #expect(PathFacts(at: "\(broker.directory)/\(path)")?.kind == .socket) }
    }

    private func closesOnExec(_ number: Int, of broker: RealBroker) throws -> Bool {
        let process = try #require(broker.identifier)
        let file = try File("/proc/\(process)/fdinfo/\(number)", .read)
        let text = String(decoding: try file.descriptor.readAll(bytesMax: 4_096), as: UTF8.self)
        let flags = text.split(separator: "\n").first { $0.utf8.starts(with: "flags:".utf8) }
        return (flags?.split(whereSeparator: { $0 == "\t" || $0 == " " }).last.flatMap { Int($0, radix: 8) } ?? 0) & 0o2000000 != 0
    }

    @Test("listeners that were handed to another process are not ours")
    func anothers() throws {
        let manager = try Manager()
        try manager.listen("bus", at: manager.broker.directory + "/a")
        manager.broker.preparations = ["export LISTEN_PID=1"]
        try manager.broker.start()
        #expect(try manager.broker.attach(as: "rep", "ana").ask(#""type":"stats""#) != nil)
    }

    enum Wrong: String, CaseIterable {
        case name, namesTooFew, notOpen, file, datagram, connected, tcp, countIsNoNumber, tooMany
    }

    @Test("what cannot be a listener of ours is refused with 78 and a sentence, and nothing is touched", arguments: Wrong.allCases)
    func wrong(_ wrong: Wrong) throws {
        let manager = try Manager()
        let broker = manager.broker
        try manager.listen(wrong == .name ? "smtp" : "bus", at: broker.directory + "/a")
        var spare: [Listener] = []
        switch wrong {
        case .name: break
        case .namesTooFew: manager.set("LISTEN_FDNAMES", "bus:metrics")
        case .notOpen: broker.descriptors = [:]
        case .file: spare = [Listener("", try File(broker.directory + "/f", .create).descriptor.duplicate())]
        case .datagram: spare = [Listener("", Descriptor(adopting: socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)))]
        case .connected: spare = [Listener("", try UnixSocket.connect(to: broker.directory + "/a"))]
        case .tcp: spare = [Listener("", try TCPSocket.listen(address: "127.0.0.1", port: 0))]
        case .countIsNoNumber: manager.set("LISTEN_FDS", "one")
        case .tooMany: manager.set("LISTEN_FDS", "17")
        }
        if let wrong = spare.first { broker.descriptors[3] = wrong.descriptor.number }
        try broker.launch()
        #expect(try broker.waitForEnd(milliseconds: 10_000) == .exited(78), "\(broker.log)")
        #expect(broker.log.utf8.starts(with: "deskd: ".utf8) && broker.log.split(separator: "\n").count == 1, "\(broker.log)")
        #expect(PathFacts(at: broker.socket) == nil)
        #expect(PathFacts(at: broker.directory + "/a")?.kind == .socket)
    }

    @Test(
        "restarted and killed under load, with the listener kept: nobody is refused, and nothing is lost or there twice",
        arguments: [
            KillLoop.Ending.restart, .kill,
        ])
    func underLoad(_ ending: KillLoop.Ending) throws {
        let manager = try Manager()
        try manager.listen("bus", at: manager.broker.socket)
        // With its listener here, connecting says nothing about the broker.
        manager.broker.whenListening = { [unowned manager] in _ = try manager.notices(through: "READY=1") }
        try manager.broker.start()
        var settings = KillLoop.Settings()
        settings.kills = 25
        settings.ending = ending
        settings.seed = Environment.value("DESK_SEED").flatMap(UInt64.init) ?? SystemRandom.integer()
        try StandardStream.error.write("restarts under load: DESK_SEED=\(settings.seed)\n")
        var loop = try KillLoop(settings, on: manager.broker)
        let report: KillLoop.Report
        do {
            report = try loop.run()
        } catch {
            throw RealBroker.DidNotStart(description: "\(error) \(manager.broker.log.suffix(2000))")
        }
        #expect(report.complaints.isEmpty, "seed \(settings.seed)")
        #expect(report.kills >= 25 && report.messages >= settings.messagesMin, "\(report)")
    }
}
