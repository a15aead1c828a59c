import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("Adapters whose plan changes while others end", .serialized)
struct PlanChangeTests {
    private static func double(_ name: String, _ arguments: String, _ more: String = "") -> String {
        "[adapter \(name)]\ncommand = DOUBLE\narguments = \(arguments)\n\(more)\n"
    }

    @Test("while the broker shuts down it is not reconfigured: nothing starts, and it ends", .timeLimit(.minutes(1)))
    func reloadWhileDraining() throws {
        let desk = try SupervisedDesk(Self.double("deaf", "deaf deaf", "drain-seconds = 60"))
        let admin = try desk.admin()
        try desk.wait(for: "deaf", admin) { $0.state == "connected" }
        desk.signal(SIGTERM)
        try desk.wait(milliseconds: 5_000, "it is asked to end") { desk.log.contains("adapter deaf is asked to end") }
        try desk.configure(Self.double("deaf", "deaf deaf more", "drain-seconds = 60") + "[adapter echo]\n")
        desk.signal(SIGHUP)
        try desk.wait(milliseconds: 5_000, "it is said") { desk.log.contains("is not read again") }
        desk.signal(SIGTERM)
        #expect(try desk.waitForEnd(milliseconds: 8_000) == .exited(0))
        #expect(desk.log.split(separator: "\n").count { $0.contains("started as process") } == 1)
    }

    @Test("one that is restarted while its plan changes starts with the new plan", .timeLimit(.minutes(1)))
    func restartDuringChange() throws {
        let desk = try SupervisedDesk(Self.double("deaf", "deaf deaf", "drain-seconds = 1"))
        let admin = try desk.admin()
        try desk.wait(for: "deaf", admin) { $0.state == "connected" }
        try desk.configure(Self.double("deaf", "facts deaf"))
        desk.signal(SIGHUP)
        try desk.wait(milliseconds: 5_000, "it is asked to end") { desk.log.contains("adapter deaf is asked to end") }
        #expect(try admin.ask(#""type":"adapter.restart","name":"deaf""#)?["type"]?.string == "ok")
        try desk.waitForFile("environment")
    }

    @Test("an adapter in another's place starts when that one has ended", .timeLimit(.minutes(1)))
    func place() throws {
        let desk = try SupervisedDesk(
            Self.double("old", "deaf web", "channel = web\ndrain-seconds = 1")
                + Self.double("left", "facts one", "channel = one") + Self.double("right", "deaf two", "channel = two\ndrain-seconds = 1"))
        let admin = try desk.admin()
        for name in ["old", "left", "right"] { try desk.wait(for: name, admin) { $0.state == "connected" } }
        try desk.configure(
            Self.double("new", "deaf web", "channel = web\ndrain-seconds = 1")
                + Self.double("left", "facts two", "channel = two") + Self.double("right", "deaf one", "channel = one"))
        desk.signal(SIGHUP)
        for (name, channel) in [("new", "web"), ("left", "two"), ("right", "one")] {
            try desk.wait(for: name, admin) { $0.state == "connected" && $0["channel"]?.string == channel }
        }
        let lines = desk.log.split(separator: "\n")
        for (former, next) in [("old", "new"), ("right", "left")] {
            let end = try #require(lines.firstIndex { $0.contains("adapter \(former) ended") })
            let start = try #require(lines.lastIndex { $0.contains("adapter \(next) started") })
            #expect(end < start, "\(next) waits for \(former)")
        }
        #expect(throws: SupervisedDesk.Trouble.self) { try desk.adapter("old", admin) }
    }
}
