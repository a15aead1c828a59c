import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon: when something runs out")
struct ScarcityTests {
    @Test("without descriptors those attached chat on, nothing spins, and newcomers are let in when some are free")
    func descriptors() throws {
        let broker = try RealBroker(starting: false)
        broker.limits = ["-n 64"]
        try broker.start()
        let ana = try broker.attach(as: "rep", "ana")
        var crowd: [FrameClient] = []
        for _ in 0..<500 { crowd.append(try broker.connect()) }
        for client in crowd { try? client.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"kim"}"#) }
        for _ in 0..<20 { #expect(try ana.ask(#""type":"stats""#) != nil) }
        let before = try processorTicks(broker)
        _ = try broker.waitForEnd(milliseconds: 1_000)
        #expect(try processorTicks(broker) - before < 30, "a hundredth of a second each")
        // A slice would keep all of them.
        let waiting = Array(crowd.suffix(20))
        crowd.removeFirst(480)
        for client in waiting { #expect(try client.receive(milliseconds: 3_000)?["type"]?.string == "welcome") }
        #expect(try ana.ask(#""type":"stats""#) != nil)
        #expect(broker.log.contains("no new connections"))
    }

    /// User and system time of the broker, from proc(5).
    private func processorTicks(_ broker: RealBroker) throws -> Int {
        let stat = try File("/proc/\(broker.identifier ?? 0)/stat", .read).read(at: 0, count: 4_096)
        let fields = String(decoding: stat, as: UTF8.self).split(separator: " ")
        return (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
    }

    @Test("a limit on the size of files is a failure with a sentence, not a signal")
    func fileSize() throws {
        let broker = try RealBroker(starting: false)
        broker.limits = ["-f 2048"]
        try broker.launch()
        #expect(try broker.waitForEnd(milliseconds: 10_000) == .exited(74))
        #expect(broker.log.contains("deskd: "))
    }
}
