import DeskJournal
import DeskTesting
import DeskWire
import Testing

struct FullDiskBackupTests {
    @Test("while the disk is full a backup can begin, of what is durable")
    func backup() throws {
        let desk = try MemoryDesk()
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        desk.dataDirectory = "/data"
        scenario.publish("k1", "t1", String(repeating: "x", count: 3_000))
        let durable = Int64(desk.journal.durable)
        try desk.perform(.diskIsFull(true))
        scenario.publish("k2", "t2", String(repeating: "y", count: 6_000))
        #expect(desk.journal.head > desk.journal.durable)
        let answer = scenario.ask("root", #""type":"backup""#)
        #expect(answer?["head"]?.integer == durable)
        try desk.perform(.diskIsFull(false))
        #expect(scenario.ask("root", #""type":"backup""#)?["head"]?.integer == Int64(desk.journal.durable))
    }
}
