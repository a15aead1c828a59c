import DeskSystem
import DeskTesting
import DeskWire
import Testing

@Suite("The real daemon: accounts' secrets")
struct CredentialTests {
    private static let manifest =
        #""manifest":{"key":"post","name":"Post","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"},"#
        + #""connectSchema":[{"name":"password","type":"secret","required":true}]}"#

    private static func attachPost(_ broker: RealBroker) throws -> (client: FrameClient, welcome: JSONValue?) {
        let client = try broker.connect()
        let welcome = try client.ask(#""type":"hello","protocol":[1,1],"role":"adapter","name":"post","# + manifest)
        return (client, welcome)
    }

    private static func connect(_ admin: FrameClient, _ post: FrameClient, _ slug: String) throws {
        let answer = try admin.ask(#""type":"account.connect","channel":"post","account":"\#(slug)","values":{"password":"opensesame"}"#)
        let token = try #require(answer?["token"]?.string)
        let done = try post.ask(
            #""type":"account.complete","token":"\#(token)","name":"N","identifier":{"kind":"opaque","value":"\#(slug)"}"#)
        #expect(done?["account"]?.string == slug)
    }

    private static func names(_ broker: RealBroker) -> [String] { (try? Directory.names(in: broker.data + "/credentials")) ?? [] }

    @Test("they lie in one file an account, for the broker's user alone, and nowhere else; they go with the account")
    func files() throws {
        let broker = try RealBroker()
        let admin = try broker.attach(as: "admin", "root")
        _ = try admin.ask(#""type":"tap","types":[],"peers":[],"bodies":true"#)
        let (post, _) = try Self.attachPost(broker)
        try Self.connect(admin, post, "one")
        try Self.connect(admin, post, "two")
        #expect(Self.names(broker) == ["one", "two"])
        #expect(PathFacts(at: broker.data + "/credentials")?.permissions == 0o700)
        #expect(PathFacts(at: broker.data + "/credentials/one")?.permissions == 0o600)
        for name in try Directory.names(in: broker.data) where name.hasSuffix(".journal") {
            #expect(!Self.text(broker.data + "/" + name).contains("opensesame"))
        }
        _ = try admin.ask(#""type":"account.delete","account":"one","confirm":"one""#)
        _ = try admin.ask(#""type":"stats""#)
        #expect(Self.names(broker) == ["two"])
        try broker.stop()
        #expect(!broker.log.contains("opensesame"))
    }

    @Test("what an interrupted connect left is cleaned at the start, loose modes are tightened, and the rest is handed to the adapter")
    func leftovers() throws {
        let broker = try RealBroker()
        let admin = try broker.attach(as: "admin", "root")
        let (post, _) = try Self.attachPost(broker)
        try Self.connect(admin, post, "one")
        try broker.kill()
        let place = broker.data + "/credentials/"
        try File(place + "nobody", .create).write(Array("{}".utf8).span, at: 0)
        try File(place + "one.new", .create).write(Array("{".utf8).span, at: 0)
        try Path.give(place + "one", to: nil, permissions: 0o644)
        try broker.start()
        let (_, welcome) = try Self.attachPost(broker)
        #expect(welcome?["accounts"]?.elements.first?["credentials"]?["password"]?.string == "opensesame")
        #expect(Self.names(broker) == ["one"])
        #expect(PathFacts(at: place + "one")?.permissions == 0o600)
    }

    private static func text(_ path: String) -> String {
        guard let file = try? File(path, .read), let size = try? file.size() else { return "" }
        return String(decoding: (try? file.read(at: 0, count: size)) ?? [], as: UTF8.self)
    }
}
