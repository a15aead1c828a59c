import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon: coming and going")
struct LeavingTests {
    @Test("a broker that is asked to stop says bye to everybody and exits with 0")
    func stopping() throws {
        let broker = try RealBroker()
        let ana = try broker.attach(as: "rep", "ana")
        #expect(try broker.stop() == .exited(0))
        let bye = try #require(try ana.receive())
        #expect(bye["type"]?.string == "bye")
        #expect(bye["code"]?.string == "shutting_down")
        #expect(PathFacts(at: broker.socket) == nil, "the socket is removed")
    }
}
