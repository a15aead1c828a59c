import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("Reading the configuration again")
struct ReloadTests {
    @Test("each change is one line of the log, and what cannot change now is said to wait")
    func changes() throws {
        let configured = try ConfiguredBroker("log-level = info\n[role rep]\nusers = 0\n[rep kim]\nuser = 0\n")
        try configured.broker.start()
        try configured.write(
            "log-level = debug\nlog-format = text\nmetrics-socket = /nowhere/m\n[role rep]\nusers = 0, 1\n[rep ana]\nuser = 0\n")
        let log = try configured.reload(until: "[rep ana]").filter { !$0.contains("deskd serves") }
        for words in [
            "log-level: info -> debug", "log-format: auto -> text", "[role rep] users: 0 -> 0, 1", "[rep kim]: gone", "[rep ana]: new",
        ] {
            #expect(log.contains { $0.hasSuffix(words) }, "\(words): \(log)")
        }
        #expect(log.contains { $0.contains("warning") && $0.contains("metrics-socket: unset -> /nowhere/m (after a restart)") })
        #expect(log.count == 6, "and nothing else: \(log)")
        let again = try configured.reload(until: "after a restart")
        #expect(again.count == 1, "what waits for a restart is said again: \(again)")
    }

    @Test("what the command line says holds, whatever the file says then")
    func overrides() throws {
        let configured = try ConfiguredBroker()
        try configured.broker.start()
        try configured.write("data = /nowhere/data\nsocket = /nowhere/socket\n")
        _ = try configured.reload(until: "says what it said")
        _ = try configured.broker.attach(as: "admin", "root")
    }

    @Test("a session whose peer has lost its name is told so and ends; the others stay")
    func lostName() throws {
        let configured = try ConfiguredBroker()
        try configured.broker.start()
        let ana = try configured.broker.attach(as: "rep", "ana")
        let kim = try configured.broker.attach(as: "rep", "kim")
        try configured.write("[rep ana]\nuser = 1\n")
        _ = try configured.reload(until: "ended: not permitted")
        let bye = try #require(try ana.receive())
        #expect(bye["type"]?.string == "bye" && bye["code"]?.string == "not_permitted")
        #expect(bye["message"]?.string?.contains("The name ana belongs to another user") == true)
        #expect(try ana.receive() == nil && ana.hasEnded)
        #expect(try kim.ask(#""type":"stats""#)?["type"]?.string == "ok")
    }

    @Test("the socket follows its settings without a restart")
    func socketMode() throws {
        let configured = try ConfiguredBroker()
        try configured.broker.start()
        #expect(PathFacts(at: configured.broker.socket)?.permissions == 0o600)
        try configured.write("socket-mode = 0666\n")
        _ = try configured.reload(until: "socket-mode: unset -> 0666")
        #expect(PathFacts(at: configured.broker.socket)?.permissions == 0o666)
    }

    @Test("a broker without a file goes on when it is asked to read it")
    func withoutFile() throws {
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        broker.signal(OwnProcess.hangUp)
        #expect(try ana.ask(#""type":"stats""#)?["type"]?.string == "ok")
    }
}
