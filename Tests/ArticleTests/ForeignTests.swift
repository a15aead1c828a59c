import DeskTesting
import DeskWire
import Testing

/// An adapter has its own channel and no other; what was done is its doer's.
@Suite("What is another's")
struct ForeignTests {
    /// What an adapter may ask of an account, with ACCOUNT and MESSAGE to be filled in.
    static let ofAnAccount: [(type: String, fields: String)] = [
        ("publish", Front.publish("k9", thread: "t", account: "ACCOUNT")), ("history", #""account":"ACCOUNT","thread":"t""#),
        ("status", #""message":MESSAGE,"status":"sent""#), ("health", #""account":"ACCOUNT","state":"connected""#),
        ("account.authorize", #""account":"ACCOUNT","authorized":true"#),
    ]

    @Test("to an adapter, another channel's accounts and messages are not there", arguments: ofAnAccount.map(\.type))
    func foreign(_ type: String) throws {
        let fields = try #require(Self.ofAnAccount.first { $0.type == type }).fields
        let front = try Front.open()
        try front.attach("sms")
        try front.ask("webchat", "publish", Front.publish("k1", thread: "t"))
        try front.ask("ana", "send", #""ticket":1,"text":"Yes","force":true,"key":"r1""#)
        let message = front.take("webchat", "deliver").first?["message"]?.integer ?? 0
        func answer(_ name: String, _ account: String, _ message: Int64) -> String {
            let filled = fields.replacing("ACCOUNT", with: account).replacing("MESSAGE", with: "\(message)")
            guard let answer = front.say(name, type, filled) else { return "nothing" }
            guard answer["type"]?.isString("error") == true else { return "ok" }
            return "\(answer["code"]?.string ?? ""): \(answer["message"]?.string ?? "")".replacing(account, with: "ACCOUNT")
                .replacing("message \(message)", with: "message MESSAGE")
        }
        let foreign = answer("sms", "shop", message)
        #expect(foreign.hasPrefix("not_found"), "\(foreign)")
        #expect(foreign == answer("sms", "nowhere", 999), "it is told from one that does not exist")
        // Health is said, and not answered.
        #expect(["ok", "nothing"].contains(answer("webchat", "shop", message)))
    }

    @Test("the log says who did what, whatever they call themselves")
    func authorship() throws {
        let front = try Front.open()
        try front.ask("webchat", "publish", Front.publish("k1", thread: "t"))
        try front.ask("root", "watch", #""from":1"#)
        try front.ask("ana", "assign", #""ticket":1,"to":"kim","force":true,"key":"a1","by":{"role":"admin","name":"root"},"actor":"root""#)
        let event = front.take("root", "event").last
        #expect(event?["by"]?["role"]?.isString("rep") == true && event?["by"]?["name"]?.isString("ana") == true)
    }
}
