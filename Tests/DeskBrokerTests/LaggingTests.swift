import DeskBroker
import DeskCore
import DeskJournal
import DeskTesting
import DeskWire
import Testing

@Suite("Readers who lag")
struct LaggingTests {
    @Test("a watcher who does not read costs a bounded piece of memory, and gets every entry once and in order when it does")
    func lagging() throws {
        var limits = Limits()
        limits.outboxBytesMax = 4_096
        let desk = try MemoryDesk(limits: limits)
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        let watcher = desk.connect(asUser: 1_000)
        watcher.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"lea"}"#)
        watcher.send(#"{"type":"watch","id":2,"from":0}"#)
        watcher.reads(false)
        for index in 0..<120 { scenario.publish("k\(index)", "t", "text \(index) " + String(repeating: "z", count: 300)) }
        let frameMax = 1_500
        #expect(desk.heldBytes(for: watcher) <= limits.outboxBytesMax + frameMax)
        watcher.reads(true)
        var seen: [Int64] = []
        while true {
            let frames = watcher.takeFrames()
            if frames.isEmpty { break }
            seen += frames.compactMap { $0["type"]?.string == "event" ? $0["seq"]?.integer : nil }
            desk.turn { _ in }
        }
        #expect(seen == Array(1...Int64(desk.journal.durable)))
        scenario.publish("last", "t", "live again")
        #expect(watcher.takeFrames().contains { $0["seq"]?.integer == Int64(desk.journal.durable) })
    }

    @Test("a reader of the past who takes everything at once is fed on without anybody else doing something")
    func quickReader() throws {
        var limits = Limits()
        limits.outboxBytesMax = 4_096
        let desk = try MemoryDesk(limits: limits)
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        for index in 0..<15 { scenario.publish("k\(index)", "t", String(repeating: "z", count: 600)) }
        let watcher = desk.connect(asUser: 1_000)
        watcher.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"lea"}"#)
        watcher.send(#"{"type":"watch","id":2,"from":0}"#)
        #expect(watcher.takeFrames().compactMap { $0["seq"]?.integer } == Array(1...Int64(desk.journal.durable)))
    }

    @Test("a slow reader with more to ask is not blamed for a frame that the broker has not let in")
    func slowAsker() throws {
        var limits = Limits()
        limits.outboxBytesMax = 4_096
        let desk = try MemoryDesk(limits: limits)
        let link = desk.connect(asUser: 1_000)
        link.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"lea"}"#)
        link.takes(atMost: 10)
        var bytes: [UInt8] = []
        for id in 2...60 { bytes += Framing.frame(Array(#"{"type":"stats","id":\#(id)}"#.utf8)) }
        link.send(bytes: bytes)
        for _ in 0..<6 {
            desk.pass(milliseconds: 3_000, deadlines: true)
            link.reads(true)
        }
        #expect(!link.hasEnded)
    }

    @Test("a reply that waits because its adapter has too much to read goes out when that has read")
    func fullAdapter() throws {
        var limits = Limits()
        limits.outboxBytesMax = 4_096
        let desk = try MemoryDesk(limits: limits)
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        scenario.publish("k1", "t", String(repeating: "z", count: 3_000))
        let webchat = try #require(scenario.link("webchat"))
        webchat.reads(false)
        for id in 900..<904 { webchat.send(#"{"type":"history","id":\#(id),"account":"shop","thread":"t"}"#) }
        let answer = scenario.ask("ana", #""type":"send","ticket":1,"text":"hello","force":true,"key":"s1""#)
        #expect(answer?["delivery"]?.string == "queued")
        webchat.reads(true)
        #expect(webchat.takeFrames().contains { $0["type"]?.string == "deliver" })
    }

    @Test("many requests at once are all answered, in their order")
    func order() throws {
        let desk = try MemoryDesk()
        let link = desk.connect(asUser: 0)
        link.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"lea"}"#)
        var bytes: [UInt8] = []
        for id in 2...3_000 { bytes += Framing.frame(Array(#"{"type":"\#(id % 3 == 0 ? "stats" : "teleport")","id":\#(id)}"#.utf8)) }
        link.send(bytes: bytes)
        #expect(link.takeFrames().compactMap { $0["re"]?.integer } == Array(1...3_000))
    }

    @Test("a reply that is written in the turn in which its thread becomes free goes behind those that wait")
    func sameTurn() throws {
        let desk = try MemoryDesk()
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        scenario.publish("k1", "t", "one")
        let ana = desk.connect(asUser: 1_000)
        ana.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"ana"}"#)
        func reply(_ text: String) -> String { #"{"type":"send","id":2,"ticket":1,"text":"\#(text)","force":true,"key":"\#(text)"}"# }
        ana.send(reply("a1"))
        ana.send(reply("a2"))
        let webchat = try #require(scenario.link("webchat"))
        let given = try #require(webchat.takeFrames().last { $0["type"]?.string == "deliver" }?["id"]?.integer)
        desk.receiveTogether([(webchat, #"{"type":"ok","re":\#(given)}"#), (ana, reply("a3"))])
        #expect(webchat.takeFrames().compactMap { $0["text"]?.string } == ["a2"])
    }

    @Test(
        "users other than the broker's own and root have no role here",
        arguments: [(0, true), (1_000, true), (1_001, false), (65_534, false)] as [(UInt32, Bool)])
    func users(_ user: UInt32, _ isPermitted: Bool) throws {
        let desk = try MemoryDesk()
        let link = desk.connect(asUser: user)
        link.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"admin","name":"root"}"#)
        let frame = try #require(link.takeFrames().first)
        #expect(frame["type"]?.string == (isPermitted ? "welcome" : "bye"))
        #expect(isPermitted || frame["code"]?.string == "not_permitted")
        #expect(link.hasEnded == !isPermitted)
    }
}
