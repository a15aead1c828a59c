import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The number of a lifeline")
struct LifelineTests {
    @Test("one that was told to somebody else closes nothing of the broker's", arguments: 3...14)
    func stale(_ number: Int) throws {
        let broker = try RealBroker(starting: false)
        broker.environment = ["DESK_LIFELINE_FD=\(number)"]
        try broker.start()
        let admin = try broker.attach(as: "admin", "root")
        let create = #""type":"account.create","channel":"pipe","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#
        let pipe = try broker.connect()
        _ = try pipe.attachAdapter("pipe")
        #expect(try admin.ask(create)?["type"]?.string == "ok")
        #expect(try broker.stop() == .exited(0))
    }
}
