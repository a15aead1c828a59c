import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("What the service manager hears")
struct NotifyTests {
    /// A journal of some mebibytes.
    private func fill(_ broker: RealBroker) throws {
        try broker.start()
        let admin = try broker.attach(as: "admin", "root")
        let webchat = try broker.connect()
        _ = try webchat.attachAdapter("webchat")
        _ = try admin.ask(#""type":"account.create","channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"s"}"#)
        let text = String(repeating: "x", count: 60_000)
        for number in 0..<80 {
            let message = #""thread":"t","from":{"kind":"opaque","value":"m"},"text":"\#(text)","at":"2026-11-22T14:48:00Z""#
            let answer = try webchat.ask(#""type":"publish","account":"shop","key":"k\#(number)",\#(message)"#)
            #expect(answer?["type"]?.string == "ok")
        }
        try broker.stop()
    }

    @Test("ready is said once the journal is replayed and somebody listens, and not before", arguments: [false, true])
    func ready(_ isAbstract: Bool) throws {
        let manager = try Manager(isAbstract: isAbstract)
        try fill(manager.broker)
        _ = try manager.notices(through: "STOPPING=1")
        let disk = try SlowDisk(under: manager.broker, readMicroseconds: 20_000)
        try disk.stopReading()
        try manager.broker.launch()
        #expect(try manager.next(milliseconds: 500) == nil, "nothing is ready while the disk does not answer")
        #expect((try? UnixSocket.connect(to: manager.broker.socket)) == nil, "nobody is let in")
        try disk.readAgain()
        let notices = try manager.notices(through: "READY=1")
        #expect(try manager.broker.attach(as: "rep", "ana").ask(#""type":"stats""#) != nil)
        let percents = notices.dropLast().compactMap {
            $0.first?.split(whereSeparator: { $0 == " " || $0 == "%" }).last.flatMap { Int($0) }
        }
        #expect(percents.count >= 2 && percents.count == notices.count - 1, "\(notices)")
        #expect(percents == percents.sorted() && percents.allSatisfy { (0...100).contains($0) } && percents.last != percents.first)
        #expect(notices.dropLast().allSatisfy { $0.contains("EXTEND_TIMEOUT_USEC=30000000") }, "a long replay is no failed start")
        #expect(notices.last?.last?.utf8.starts(with: "STATUS=serving, journal at 8".utf8) ?? false, "\(notices)")
    }

    @Test("asked to end while the journal is read, it ends with 0, was never ready, and the journal is as it was")
    func stoppedEarly() throws {
        let manager = try Manager()
        try fill(manager.broker)
        _ = try manager.notices(through: "STOPPING=1")
        let disk = try SlowDisk(under: manager.broker)
        try disk.stopReading()
        try manager.broker.launch()
        #expect(try manager.broker.waitForEnd(milliseconds: 500) == nil)
        manager.broker.signal(SIGTERM)
        #expect(try manager.broker.waitForEnd(milliseconds: 200) == nil, "the disk holds it")
        try disk.readAgain()
        #expect(try manager.broker.waitForEnd(milliseconds: 10_000) == .exited(0))
        var notices: [[String]] = []
        while let notice = try manager.next(milliseconds: 0) { notices.append(notice) }
        #expect(notices.last?.first == "STOPPING=1" && !notices.joined().contains("READY=1"), "\(notices)")
        #expect(PathFacts(at: manager.broker.socket) == nil)
        try manager.broker.start()
        #expect(try manager.notices(through: "READY=1").last?.last == "STATUS=serving, journal at 82, 0 sessions")
    }

    @Test("asked to read its configuration again it says so, with the time, and is ready again; peers notice nothing")
    func reloading() throws {
        let manager = try Manager()
        try manager.broker.start()
        _ = try manager.notices(through: "READY=1")
        let ana = try manager.broker.attach(as: "rep", "ana")
        let before = MonotonicTime.now.nanoseconds / 1_000
        manager.broker.signal(SIGHUP)
        let reloading = try #require(try manager.notices(through: "RELOADING=1").last)
        let named = reloading.first { $0.utf8.starts(with: "MONOTONIC_USEC=".utf8) }
        let time = named.flatMap { Int64($0.split(separator: "=")[1]) } ?? 0
        #expect((before...MonotonicTime.now.nanoseconds / 1_000).contains(time), "\(reloading)")
        #expect(try manager.next()?.first == "READY=1")
        #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
        try manager.broker.stop()
        let stopping = try manager.notices(through: "STOPPING=1").last
        let said = stopping?.contains("EXTEND_TIMEOUT_USEC=30000000")
        #expect(said == true, "adapters may drain longer than the unit waits: \(stopping ?? [])")
    }

    @Test("it says how it stands when that has changed")
    func status() throws {
        let manager = try Manager()
        try manager.broker.start()
        _ = try manager.notices(through: "READY=1")
        let ana = try manager.broker.attach(as: "rep", "ana")
        _ = try manager.notices(through: "STATUS=serving, journal at 0, 1 session")
        #expect(try ana.ask(#""type":"stats""#) != nil)
    }

    @Test("the watchdog hears of a loop that turns, twice an interval, and of none while the disk does not answer")
    func watchdog() throws {
        let manager = try Manager(watchdogMicroseconds: 400_000)
        let disk = try SlowDisk(under: manager.broker)
        try manager.broker.start()
        _ = try manager.notices(through: "READY=1")
        let beats = try manager.count(of: "WATCHDOG=1", milliseconds: 2_000)
        #expect((6...12).contains(beats), "\(beats) beats in 2 s")
        let admin = try manager.broker.attach(as: "admin", "root")
        try disk.stopSyncing()
        let webchat = try manager.broker.connect()
        try webchat.send(
            #"{"type":"hello","id":1,"protocol":[1,1],"role":"adapter","name":"webchat","manifest":{"key":"webchat","name":"W","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}}"#
        )
        _ = try manager.count(of: "WATCHDOG=1", milliseconds: 500)
        #expect(try manager.count(of: "WATCHDOG=1", milliseconds: 1_000) == 0, "a stalled disk is no sign of life")
        try disk.syncAgain()
        #expect(try manager.count(of: "WATCHDOG=1", milliseconds: 1_000) > 1)
        #expect(try admin.ask(#""type":"stats""#) != nil)
    }

    @Test("a watchdog that waits for another process gets nothing from us")
    func anothersWatchdog() throws {
        let manager = try Manager(watchdogMicroseconds: 100_000)
        manager.set("WATCHDOG_PID", "1")
        try manager.broker.start()
        _ = try manager.notices(through: "READY=1")
        #expect(try manager.count(of: "WATCHDOG=1", milliseconds: 500) == 0)
    }

    @Test(
        "a notify socket that cannot be used, or that nobody reads, stops nothing", arguments: ["relative", "/nowhere/at/all", "@", "full"])
    func useless(_ name: String) throws {
        let manager = try Manager(watchdogMicroseconds: 20_000)
        if name != "full" { manager.set("NOTIFY_SOCKET", "\(name)") }
        try manager.broker.start()
        _ = try manager.broker.waitForEnd(milliseconds: name == "full" ? 1_000 : 100)
        #expect(try manager.broker.attach(as: "rep", "ana").ask(#""type":"stats""#) != nil)
        #expect(try manager.broker.stop() == .exited(0))
    }
}
