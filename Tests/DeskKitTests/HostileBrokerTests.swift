import DeskKit
import DeskSystem
import DeskWire
import Testing

/// Whatever a broker sends, the adapter's process must survive it.
struct HostileBrokerTests {
    private static let names = [
        "re", "id", "seq", "message", "account", "thread", "text", "key", "attempt", "to", "rep", "replyTo", "code", "retryable",
        "retryAfterMs", "data", "accounts", "active", "settings", "change", "head", "epoch", "generation", "items", "next", "on",
    ]
    private static let types = ["welcome", "ok", "error", "deliver", "probe", "account", "typing", "read", "connect", "ping", "state", "x"]
    private static let values = [
        "0", "-1", "1", "9007199254740991", "-9007199254740991", "1e400", "0.5", #""""#, #""shop""#, #""\u0000""#, "null", "true", "[]",
        "{}",
        #"[{"kind":"opaque","value":"v"},7]"#, #"{"id":"ana","message":9007199254740991,"state":{}}"#,
    ]

    @Test("frames of any shape and any size of number are survived", arguments: 0..<8 as Range<UInt64>)
    func anyShape(_ seed: UInt64) throws {
        var random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func pick<Element>(_ all: [Element]) -> Element {
            // xorshift64, so that a seed tells the whole story.
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return all[Int(random % UInt64(all.count))]
        }
        let stage = try Stage()
        let adapter = try stage.adapter()
        adapter.onDeliver = { $0.report(.sent()) }
        stage.broker.script = { broker, frame in
            let identifier = "\(frame["id"]?.integer ?? 1)"
            broker.behave(frame)
            for _ in 0..<20 {
                var fields: [String: String] = ["type": "\"\(pick(Self.types))\""]
                for _ in 0..<pick([0, 1, 2, 4, 8]) { fields[pick(Self.names)] = pick(Self.values + [identifier]) }
                broker.send("{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}")
            }
        }
        for number in 0..<200 {
            try? adapter.publish(.test("k\(number)", thread: "t\(number % 7)"))
            try stage.loop.turn(waitingAtMostMilliseconds: 1)
            if number % 20 == 0 { stage.broker.hangUp() }
        }
        // And it works again as soon as the broker behaves.
        stage.broker.script = { $0.behave($1) }
        stage.broker.hangUp()
        var isAccepted = false
        try adapter.publish(.test("last", thread: "fresh")) { if case .accepted = $0 { isAccepted = true } }
        try stage.until { isAccepted }
    }

    @Test("a broker that asks for endless patience is asked again within the hour")
    func patience() throws {
        let stage = try Stage()
        let link = try stage.link()
        try stage.until { link.isAttached }
        stage.broker.send(#"{"type":"bye","code":"shutting_down","message":"later","retryAfterMs":9007199254740991}"#)
        try stage.until { !link.isAttached }
        #expect(stage.states.last == "waiting 3600000: later")
    }
}
