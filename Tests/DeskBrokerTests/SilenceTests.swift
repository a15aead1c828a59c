import DeskBroker
import DeskJournal
import DeskTesting
import DeskWire
import Testing

@Suite("Asking adapters for a sign of life")
struct SilenceTests {
    private struct Stage {
        let desk: MemoryDesk
        let scenario: Scenario
        let adapter: SessionID

        init() throws {
            desk = try MemoryDesk()
            scenario = Scenario(on: desk)
            scenario.attachAll()
            adapter = try #require(scenario.link("webchat")?.id)
        }

        func wait(milliseconds: Int64) { desk.pass(milliseconds: milliseconds, deadlines: true) }
        func ping() { desk.turn { $0.ping(adapter) } }
        var pings: Int { (scenario.link("webchat")?.takeFrames() ?? []).count { $0["type"]?.string == "ping" } }
    }

    @Test("while the disk is full the question goes out, or its time begins when it does", arguments: [false, true])
    func whileFull(_ isHeld: Bool) throws {
        let stage = try Stage()
        stage.scenario.publish("k1", "t1", "x")
        try stage.desk.perform(.diskIsFull(true))
        if isHeld {
            stage.scenario.publish("k2", "t2", String(repeating: "y", count: 6_000))
        } else {
            stage.scenario.ask("ana", #""type":"note","ticket":1,"text":"\#(String(repeating: "y", count: 6_000))","key":"n1""#)
        }
        #expect(stage.desk.journal.head > stage.desk.journal.durable)
        try #require(stage.desk.end == nil, "\(String(describing: stage.desk.end))")
        let asked = stage.desk.monotonicMilliseconds
        stage.ping()
        #expect(stage.pings == (isHeld ? 0 : 1))
        stage.wait(milliseconds: 5_000)
        #expect(stage.desk.broker.pinged(stage.adapter) == (isHeld ? stage.desk.monotonicMilliseconds : asked))
        try stage.desk.perform(.diskIsFull(false))
        let freed = stage.desk.monotonicMilliseconds
        #expect(stage.pings == (isHeld ? 1 : 0))
        stage.wait(milliseconds: 5_000)
        #expect(stage.desk.broker.pinged(stage.adapter) == (isHeld ? freed : asked))
    }
}
