import DeskSystem
import DeskTesting
import Testing

@Suite("The real daemon under kill -9")
struct KillLoopTests {
    /// Another seed each time, printed, and given again by DESK_SEED.
    static let seed = Environment.value("DESK_SEED").flatMap(UInt64.init) ?? SystemRandom.integer()

    @Test("killed at a hundred moments, it keeps what it acknowledged, once and byte for byte, and every delivery's state is true")
    func killLoop() throws {
        try StandardStream.error.write("kill loop: DESK_SEED=\(Self.seed)\n")
        var settings = KillLoop.Settings()
        settings.seed = Self.seed
        var loop = try KillLoop(settings, on: RealBroker())
        let report = try loop.run()
        try StandardStream.error.write("kill loop: \(report.kills) kills, \(report.messages) messages, \(report.replies) replies\n")
        #expect(report.complaints.isEmpty, "seed \(Self.seed)")
        #expect(report.kills >= 100)
        #expect(report.messages >= settings.messagesMin, "the writers got something done: \(report)")
        #expect(report.replies >= settings.repliesMin, "the rep got something done: \(report)")
        #expect(report.secondAttempts > 0, "some deliveries were sent again because the adapter said that it had not")
    }
}
