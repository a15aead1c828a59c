import DeskBroker
import DeskTesting
import Testing

@Suite("Whose the log's lines are")
struct LogSourceTests {
    // From a review: notes on accounts and deliveries spent the broker's own share of the log, which nobody else may touch.
    @Test("whatever a day of peers brings into the log is said to be theirs")
    func sources() throws {
        let desk = try MemoryDesk()
        Scenario(on: desk).play()
        let lines = desk.log
        #expect(lines.contains { $0.text.hasPrefix("account shop was switched off") && $0.source == "account shop" })
        #expect(lines.contains { $0.text.hasPrefix("account shop of channel webchat was created") && $0.source == "channel webchat" })
        for line in lines where line.source.isEmpty { Issue.record("nobody's: \(line.text)") }
    }
}
