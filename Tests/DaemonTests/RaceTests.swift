import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("The real daemon: who is first", .serialized)
struct RaceTests {
    @Test("of two brokers started at once, fifty times, exactly one serves and the other exits with 75")
    func atOnce() throws {
        for round in 1...50 {
            let broker = try RealBroker(starting: false)
            // Every other time a broker was killed there before, and left its socket behind.
            if round % 2 == 0 {
                try broker.start()
                try broker.kill()
            }
            let brokers = [try broker.launchAnother("one"), try broker.launchAnother("two")]
            defer { for one in brokers { one.signal(SIGKILL) } }
            let ended = try Self.waitForOne(brokers)
            #expect(ended.end == .exited(75), "round \(round): \(broker.log(of: "one")) \(broker.log(of: "two"))")
            let client = try Self.connect(broker)
            #expect(try client.attach(as: "rep", "ana")?["type"]?.string == "welcome", "round \(round): one serves")
            #expect(brokers.count { $0.poll() == nil } == 1, "round \(round)")
        }
    }

    @Test("a broker that is stopped is still there: another exits with 75 and touches nothing, and the first goes on")
    func stopped() throws {
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        broker.signal(SIGSTOP)
        defer { broker.signal(SIGCONT) }
        let before = try Self.sums(in: broker)
        let socket = PathFacts(at: broker.socket)
        for _ in 1...3 { #expect(try broker.startAnother().end == .exited(75)) }
        #expect(try broker.startAnother(data: broker.directory + "/other").end == .exited(75), "the same socket, other data")
        #expect(try Self.sums(in: broker) == before)
        #expect(PathFacts(at: broker.socket) == socket)
        broker.signal(SIGCONT)
        #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
    }

    @Test("a socket at which somebody else listens is left to them: exit code 75")
    func anothers() throws {
        let broker = try RealBroker(starting: false)
        let listener = try UnixSocket.listen(at: broker.socket)
        let before = PathFacts(at: broker.socket)
        let (end, log) = try broker.startAnother()
        #expect(end == .exited(75))
        #expect(log.contains(broker.socket), "the sentence names the socket: \(log)")
        #expect(PathFacts(at: broker.socket) == before)
        _ = listener.number
    }

    private static func waitForOne(_ brokers: [ChildProcess]) throws -> ChildProcess {
        let end = MonotonicTime.now.advanced(milliseconds: 20_000)
        while MonotonicTime.now < end {
            for broker in brokers where try broker.wait(milliseconds: 2) != nil { return broker }
        }
        throw RealBroker.DidNotStart(description: "both brokers run")
    }

    private static func connect(_ broker: RealBroker) throws -> FrameClient {
        let end = MonotonicTime.now.advanced(milliseconds: 20_000)
        while MonotonicTime.now < end {
            if let client = try? broker.connect() { return client }
            usleep(2_000)
        }
        return try broker.connect()
    }

    /// All files of the data directory, each with a checksum.
    private static func sums(in broker: RealBroker) throws -> [String: UInt32] {
        var sums: [String: UInt32] = [:]
        // Without the directories beside the journal.
        for name in try Directory.names(in: broker.data) where (try? Directory(broker.data + "/" + name + "/.")) == nil {
            let file = try File(broker.data + "/" + name, .read)
            let bytes = try file.read(at: 0, count: try file.size())
            sums[name] = CRC32C.checksum(bytes.span)
        }
        return sums
    }
}
