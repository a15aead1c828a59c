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

    @Test("that a configuration was refused is told until one is taken")
    func refused() throws {
        let configured = try ConfiguredBroker()
        try configured.broker.start()
        let admin = try configured.broker.attach(as: "admin", "root")
        try configured.write("sokcet = /x\n")
        _ = try configured.reload(until: "was refused")
        let trouble = try admin.ask(#""type":"stats""#)?["configurationTrouble"]?.string
        #expect(trouble?.contains("desk.conf:1") == true && trouble?.contains("sokcet") == true, "\(trouble ?? "")")
        try configured.write("[role rep]\nusers = 0\n")
        _ = try configured.reload(until: "[role rep]")
        #expect(try admin.ask(#""type":"stats""#)?["configurationTrouble"] == nil)
    }

    @Test("where the socket cannot get its new mode, nothing of the new configuration is taken (from a review)")
    func socketStays() throws {
        let configured = try ConfiguredBroker("[role rep]\nusers = 0\n[rep kim]\nuser = 0\n")
        try configured.broker.start()
        let kim = try configured.broker.attach(as: "rep", "kim")
        let admin = try configured.broker.attach(as: "admin", "root")
        try Path.remove(configured.broker.socket)
        try configured.write("socket-mode = 0600\n[role rep]\nusers = 0\n[rep kim]\nuser = 1\n")
        let log = try configured.reload(until: "was refused")
        #expect(log.contains { $0.contains("cannot get its new group and mode") } && !log.contains { $0.contains("[rep kim]") }, "\(log)")
        #expect(try kim.ask(#""type":"stats""#) != nil, "she still has her name")
        let trouble = try admin.ask(#""type":"stats""#)?["configurationTrouble"]?.string
        #expect(trouble?.contains("group and mode") == true, "\(trouble ?? "")")
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

    @Test("contacts read a rep's label in place of the name, and another one after a reload")
    func labels() throws {
        let configured = try ConfiguredBroker("[rep ana]\nlabel = Ana Lima\n")
        try configured.broker.start()
        let pipe = try configured.broker.connect()
        _ = try pipe.attachAdapter("pipe")
        let root = try configured.broker.attach(as: "admin", "root")
        _ = try root.ask(#""type":"account.create","channel":"pipe","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#)
        let message =
            #""type":"publish","account":"shop","key":"k1","thread":"t","from":{"kind":"opaque","value":"t"},"text":"Hello?","#
            + #""at":"2026-11-22T14:48:00Z""#
        #expect(try pipe.ask(message)?["type"]?.string == "ok")
        let ana = try configured.broker.attach(as: "rep", "ana")
        for (key, label) in [("r1", "Ana Lima"), ("r2", "Ana \u{2013} front desk")] {
            let send = #""type":"send","ticket":1,"text":"Yes.","force":true,"key":"\#(key)""#
            #expect(try ana.ask(send)?["type"]?.string == "ok")
            var frame = try pipe.receive()
            while let other = frame, other["type"]?.string != "deliver" { frame = try pipe.receive() }
            let deliver = try #require(frame)
            #expect(deliver["rep"]?["id"]?.string == "ana" && deliver["rep"]?["name"]?.string == label)
            try pipe.send(#"{"type":"ok","re":\#(deliver["id"]?.integer ?? 0)}"#)
            try pipe.send(#"{"type":"status","id":\#(pipe.nextRequest()),"message":\#(deliver["message"]?.integer ?? 0),"status":"sent"}"#)
            try configured.write("[rep ana]\nlabel = Ana \u{2013} front desk\n")
            _ = try configured.reload(until: key == "r1" ? "[rep ana] label: Ana Lima -> " : "says what it said")
        }
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
