import DeskBroker
import DeskCore
import DeskJournal
import DeskTesting
import DeskWire
import Testing

@Suite("What has no end fits a frame")
struct CeilingTests {
    @Test("a page of tickets is cut before it outgrows a frame")
    func largeTickets() throws {
        var limits = Limits()
        limits.answerBytesMax = 4_096
        let desk = try MemoryDesk(limits: limits)
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        for index in 0..<40 { scenario.publish("k\(index)", "t\(index)", String(repeating: "z", count: 80)) }
        var seen = 0
        var after = ""
        repeat {
            let page = try #require(scenario.ask("ana", #""type":"tickets","limit":200"# + after))
            #expect(page.raw.count < 2 * limits.answerBytesMax)
            seen += page["items"]?.elements.count ?? 0
            after = page["next"]?.string.map { #","after":"\#($0)""# } ?? ""
        } while !after.isEmpty
        #expect(seen == 40)
    }

    @Test("state, channels and welcome are cut before they outgrow a frame, and nothing is left out")
    func manyAccounts() throws {
        var limits = Limits()
        limits.answerBytesMax = 4_096
        let desk = try MemoryDesk(limits: limits)
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        for index in 1..<60 {
            let identifier = #"{"kind":"opaque","value":"a\#(index)"}"#
            scenario.ask("root", #""type":"account.create","channel":"webchat","account":"a\#(index)","identifier":\#(identifier)"#)
        }
        var frames: [JSONValue] = []
        var after = ""
        repeat {
            let page = try #require(scenario.ask("root", #""type":"channels""# + after))
            frames.append(page)
            after = page["next"]?.string.map { #","after":"\#($0)""# } ?? ""
        } while !after.isEmpty
        func accounts(_ values: [JSONValue]) -> Int { values.reduce(0) { $0 + ($1["accounts"]?.elements.count ?? 0) } }
        #expect(frames.reduce(0) { $0 + accounts($1["items"]?.elements ?? []) } == 60)
        scenario.link("ana")?.send(#"{"type":"watch","id":900}"#)
        let states = scenario.link("ana")?.takeFrames() ?? []
        #expect(accounts(states) == 60)
        let newer = desk.connect(asUser: 1_000)
        newer.send(
            #"{"type":"hello","id":1,"protocol":[1,1],"role":"adapter","name":"webchat","manifest":{"key":"webchat","name":"W","#
                + #""capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}}"#)
        let greeting = newer.takeFrames()
        // That each was made has not been answered, and so is told again besides.
        let greeted = greeting.flatMap { $0["accounts"]?.elements ?? [$0] }.compactMap { $0["account"]?.string }
        #expect(Set(greeted).count == 60)
        frames += states + greeting
        #expect(frames.allSatisfy { $0.raw.count < 2 * limits.answerBytesMax })
    }

    @Test("however many replies a channel holds, it can be switched on, and they go out in order")
    func manyHeld() throws {
        var settings = JournalSettings.standard
        settings.entryBytesMax = 128 << 10
        let desk = try MemoryDesk(settings: settings)
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        scenario.publish("k1", "t", "one")
        scenario.ask("root", #""type":"account.set","account":"shop","active":false"#)
        let ana = desk.connect(asUser: 1_000)
        ana.send(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"ana"}"#)
        var bytes: [UInt8] = []
        for id in 1...2_500 {
            bytes += Framing.frame(Array(#"{"type":"send","id":\#(id),"ticket":1,"text":"r\#(id)","force":true,"key":"r\#(id)"}"#.utf8))
        }
        ana.send(bytes: bytes)
        let answer = scenario.ask("root", #""type":"account.set","account":"shop","active":true"#)
        #expect(answer?["type"]?.string == "ok" && answer?["held"]?.integer == 0)
        let webchat = try #require(scenario.link("webchat"))
        #expect(webchat.takeFrames().compactMap { $0["type"]?.string == "deliver" ? $0["text"]?.string : nil } == ["r1"])
        try desk.reopen()
        #expect(desk.broker.desk.deliveries.unsentCount == 2_500)
    }
}
