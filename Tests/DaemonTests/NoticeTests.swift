import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon: notices to owners who are away", .serialized)
struct NoticeTests {
    @Test("S34: what somebody writes whose owner is away lies in DATA/notices once, for its owner only, and is not written again")
    func laidDown() throws {
        let broker = try RealBroker()
        try Self.writeToAnAwayOwner(broker)
        let name = try #require(try Self.waitForNotice(broker))
        let path = broker.data + "/notices/" + name
        let facts = try #require(PathFacts(at: path))
        #expect(facts.permissions == 0o600)
        #expect(PathFacts(at: broker.data + "/notices")?.permissions == 0o700)
        let file = try File(path, .read)
        let notice = try JSONDocument(parsing: try file.read(at: 0, count: try file.size())).root
        #expect(notice["rep"]?.string == "ana" && notice["text"]?.string == "Are you \"there\"?" && notice["ticket"]?.integer == 2)
        #expect(notice["from"]?["value"]?.string == "maria")
        // Whoever mails it takes it away: it does not come back.
        try Path.remove(path)
        // Answered when everything before it is on disk: that the notice was written, too.
        #expect(try broker.attach(as: "admin", "root").ask(#""type":"stats""#)?["type"]?.string == "ok")
        _ = try broker.kill()
        try broker.start()
        #expect(try broker.attach(as: "admin", "root").ask(#""type":"stats""#)?["type"]?.string == "ok")
        #expect(try Directory.names(in: broker.data + "/notices").isEmpty)
    }

    private static func writeToAnAwayOwner(_ broker: RealBroker) throws {
        let adapter = try FrameClient(connectingTo: broker.socket)
        _ = try adapter.attachAdapter("webchat")
        let root = try broker.attach(as: "admin", "root")
        for fields in [
            #""type":"account.create","channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#,
            #""type":"rep.set","rep":"root","seat":true"#, #""type":"rep.set","rep":"ana","seat":true"#,
        ] { #expect(try root.ask(fields)?["type"]?.string == "ok") }
        #expect(try adapter.ask(publication("k1", "t1", "Hello"))?["type"]?.string == "ok")
        for fields in [
            #""type":"contact.set","contact":1,"owner":"ana""#, #""type":"availability","rep":"ana","available":false"#,
            #""type":"routing.set","account":"shop","assign":true,"mode":"contact_owner""#,
        ] { #expect(try root.ask(fields)?["type"]?.string == "ok") }
        #expect(try adapter.ask(publication("k2", "t2", #"Are you \"there\"?"#))?["type"]?.string == "ok")
    }

    private static func publication(_ key: String, _ thread: String, _ text: String) -> String {
        #""type":"publish","account":"shop","key":"\#(key)","thread":"\#(thread)","from":{"kind":"opaque","value":"maria"},"#
            + #""text":"\#(text)","at":"2026-11-22T14:48:00Z""#
    }

    /// Its name, as soon as it has it.
    private static func waitForNotice(_ broker: RealBroker) throws -> String? {
        let end = MonotonicTime.now.advanced(milliseconds: 20_000)
        while MonotonicTime.now < end {
            let names = (try? Directory.names(in: broker.data + "/notices")) ?? []
            if let name = names.first(where: { $0.hasSuffix(".json") }) { return name }
        }
        return nil
    }
}
