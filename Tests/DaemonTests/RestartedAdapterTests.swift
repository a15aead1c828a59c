import DeskSystem
import DeskTesting
import DeskWire
import Testing

extension Tag {
    @Tag static var u1: Self
}

@Suite("An adapter that keeps starting")
struct RestartedAdapterTests {
    /// An adapter that was set up again registered its channel again elsewhere, and its users' settings hung on the old one.
    @Test("fifty starts of a real one leave one channel and one account", .tags(.u1), .timeLimit(.minutes(2)))
    func oneChannel() throws {
        let broker = try RealBroker()
        let admin = try broker.attach(as: "admin", "root")
        // Made before its adapter ever was here, an account is none.
        var echo = try Echo(broker, "first")
        try Self.wait(admin, for: "the first start") { try Self.channels(admin).first?["connected"]?.bool == true }
        _ = try admin.ask(#""type":"account.create","channel":"echo","account":"loop","identifier":{"kind":"opaque","value":"loop"}"#)
        for round in 2...50 {
            // Some are asked to end, some are killed.
            echo.child.signal(round % 2 == 0 ? 9 : 15)
            #expect(try echo.child.wait(milliseconds: 10_000) != nil)
            try Self.wait(admin, for: "end \(round)") { try Self.channels(admin).first?["connected"]?.bool == false }
            echo = try Echo(broker, "\(round)")
            try Self.wait(admin, for: "start \(round)") { try Self.channels(admin).first?["connected"]?.bool == true }
        }
        let channels = try Self.channels(admin)
        #expect(channels.count == 1 && channels.first?["accounts"]?.elements.count == 1)
    }

    /// A running `desk-echo` whose input stays open.
    private final class Echo {
        let child: ChildProcess
        private let input: Kept

        init(_ broker: RealBroker, _ name: String) throws {
            let log = try File(broker.directory + "/echo-\(name).log", .create)
            let path = try Programs.path("desk-echo")
            var kept: Kept?
            var started: ChildProcess?
            try Pipe.open { (reading, writing) throws(SystemError) in
                kept = Kept(owning: writing)
                started = try ChildProcess(
                    path, ["--socket", broker.socket], environment: ["HOME=\(broker.directory)"],
                    descriptors: [0: reading.number, 1: log.descriptor.number, 2: log.descriptor.number])
            }
            child = try #require(started)
            input = try #require(kept)
        }

        deinit {
            child.signal(9)
            _ = try? child.wait(milliseconds: 1_000)
        }
    }

    private final class Kept {
        let descriptor: Descriptor
        init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    private static func channels(_ admin: FrameClient) throws -> [JSONValue] {
        try admin.ask(#""type":"channels""#)?["items"]?.elements ?? []
    }

    private static func wait(_ admin: FrameClient, for what: String, _ isSo: () throws -> Bool) throws {
        let end = MonotonicTime.now.advanced(milliseconds: 30_000)
        while try !isSo() {
            try #require(MonotonicTime.now < end, "waited half a minute for \(what)")
            _ = try admin.receive(milliseconds: 5)
        }
    }
}
