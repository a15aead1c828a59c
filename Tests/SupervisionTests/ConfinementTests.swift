import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// What an adapter that the broker has started can reach, tried from within one.
@Suite("Adapters that are shut in", .serialized)
struct ConfinementTests {
    /// The subject is a path, DIR the desk's directory and SELF the broker's process.
    static let attempts: [(what: String, isDone: Bool)] = [
        ("read DIR/data/0000000001.journal", false), ("list DIR/data", false), ("read DIR/desk.conf", false), ("list DIR", false),
        ("list /root", false), ("read /proc/SELF/environ", false), ("write DIR/new", false), ("write DIR/data/new", false),
        ("write /tmp/desk-confined-probe", false), ("run /bin/true", false), ("run /bin/sh", false), ("signal SELF", false),
        ("read /etc/hosts", true), ("read /dev/urandom", true), ("write DIR/own/new", true), ("list /usr/share/zoneinfo", true),
    ]

    // From the threat model: an adapter that a stranger has taken over reads the journal, starts a shell or ends the broker.
    @Test("one reaches what every program needs and what it asked for, and neither the journal nor a shell nor the broker")
    func reach() throws {
        let probe = try Programs.path("ConfinedProbe")
        let desk = try SupervisedDesk("[adapter probe]\ncommand = \(probe)\narguments = --own DIRECTORY/own\n", making: ["own"])
        let admin = try desk.admin()
        try desk.wait(for: "probe", admin) { $0.state == "connected" }
        _ = try admin.ask(
            #""type":"account.create","channel":"probe","account":"p","identifier":{"kind":"opaque","value":"p"}"#)
        try desk.wait(milliseconds: 10_000, "its message is there") {
            try admin.ask(#""type":"stats""#)?["tickets"]?.integer == 1
        }
        guard Landlock.version > 0 else { return #expect(try desk.adapter("probe", admin)["state"]?.string == "connected") }
        for (what, isDone) in Self.attempts { #expect(try Self.attempt(what, desk, admin) == isDone, "\(what)") }
    }

    private static func attempt(_ what: String, _ desk: SupervisedDesk, _ admin: FrameClient) throws -> Bool? {
        let text = what.replacing("DIR", with: desk.directory).replacing("SELF", with: "\(desk.identifier ?? 0)")
        let sent = try admin.ask(#""type":"send","ticket":1,"text":"\#(text)","force":true,"key":"\#(what)""#)
        let message = try #require(sent?["message"]?.integer)
        var state = ""
        try desk.wait(milliseconds: 10_000, "\(what) is settled") {
            let items = try admin.ask(#""type":"ticket","ticket":1,"limit":200"#)?["items"]?.elements ?? []
            state = items.first { $0["message"]?.integer == message }?["delivery"]?["state"]?.string ?? ""
            return state == "sent" || state == "failed"
        }
        return state == "sent"
    }

    @Test("that it is shut in is said once, to whoever looks for a fault", arguments: ["debug", "info"])
    func told(_ level: String) throws {
        let desk = try SupervisedDesk("log-level = \(level)\n[adapter echo]\n")
        let admin = try desk.admin()
        try desk.wait(for: "echo", admin) { $0.state == "connected" }
        let words = Landlock.version > 0 ? "only the files that it needs are within reach" : "every file of its user stays within reach"
        try desk.wait(milliseconds: 5_000, "its lines are read") { desk.log.contains("adapter echo: attached to") }
        #expect(desk.log.split(separator: "\n").count { $0.contains("adapter echo: \(words)") } == (level == "debug" ? 1 : 0))
    }
}
