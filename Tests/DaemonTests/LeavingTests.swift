import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon: coming and going")
struct LeavingTests {
    @Test("a broker that is asked to stop says bye to everybody and exits with 0")
    func stopping() throws {
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        #expect(try broker.stop() == .exited(0))
        let bye = try #require(try ana.receive())
        #expect(bye["type"]?.string == "bye")
        #expect(bye["code"]?.string == "shutting_down")
        #expect(PathFacts(at: broker.socket) == nil, "the socket is removed")
    }

    @Test("a peer that says no more is answered all the same")
    func halfClosed() throws {
        let broker = try RealBroker()
        let client = try broker.connect()
        try client.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"admin","name":"root"}"#)
        for id in 2...50 { try client.send(#"{"type":"stats","id":\#(id)}"#) }
        client.endSending()
        var answered: [Int64] = []
        while let frame = try client.receive() { if let request = frame["re"]?.integer { answered.append(request) } }
        #expect(answered == Array(1...50))
        #expect(client.hasEnded)
    }

    @Test("the log has a line for each event, in ASCII, and no line has what was said")
    func log() throws {
        let broker = try RealBroker()
        let admin = try broker.attach(as: "admin", "root")
        let webchat = try broker.connect()
        _ = try webchat.attachAdapter("webchat")
        _ = try admin.ask(#""type":"account.create","channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#)
        let said =
            #""thread":"t","from":{"kind":"opaque","value":"m","name":"Marigold"},"text":"Verbena \u001b[31m","at":"2026-11-22T14:48:00Z""#
        #expect(try webchat.ask(#""type":"publish","account":"shop","key":"k1",\#(said)"#)?["type"]?.string == "ok")
        _ = try admin.ask(#""type":"send","ticket":1,"text":"Lavender","force":true,"key":"r1""#)
        try broker.stop()
        let log = broker.log
        #expect(log.contains("account shop of channel webchat was created"))
        #expect(log.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        for word in ["Verbena", "Lavender", "Marigold"] { #expect(!log.contains(word)) }
    }
}
