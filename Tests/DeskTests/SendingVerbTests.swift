import DeskCore
import DeskSystem
import DeskTesting
import DeskWire
import Testing

/// How replies leave, seen by a rep: taken back, over another channel, too late.
@Suite(.serialized)
struct SendingVerbTests {
    /// An app that lets nobody answer after a day, and a channel that may begin; both know people by their numbers.
    private static func shop() throws -> (office: Office, app: FrameClient, line: FrameClient) {
        let office = try Office()
        let app = try office.broker.connect()
        let line = try office.broker.connect()
        try attach(app, "app", #","replyWindowSeconds":86400"#)
        try attach(line, "line", #","allowConversationStart":true,"calls":true"#)
        let admin = try office.broker.attach(as: "admin", "root")
        for (channel, account, number) in [("app", "bot", "+15550100"), ("line", "phone", "+15550101")] {
            _ = try admin.ask(
                #""type":"account.create","channel":"\#(channel)","account":"\#(account)","#
                    + #""identifier":{"kind":"phone","value":"\#(number)"}"#)
        }
        return (office, app, line)
    }

    private static func attach(_ client: FrameClient, _ name: String, _ more: String) throws {
        let capabilities = #"{"deliveryIdentifierTypes":["phone"],"threadingModel":"adapter_thread"\#(more)}"#
        _ = try client.ask(
            #""type":"hello","protocol":[1,1],"role":"adapter","name":"\#(name)","#
                + #""manifest":{"key":"\#(name)","name":"\#(name)","capabilities":\#(capabilities)}"#)
    }

    private static func write(_ app: FrameClient, _ text: String, at: Int64) throws {
        _ = try app.ask(
            #""type":"publish","account":"bot","key":"\#(text)","thread":"t","from":{"kind":"phone","value":"+15550177","name":"Zoe"},"#
                + #""text":"\#(text)","at":"\#(Timestamp(milliseconds: at).text)""#)
    }

    @Test("U20: the ways to a contact are listed, and a reply goes over the one that was chosen")
    func via() throws {
        let (office, app, _) = try Self.shop()
        try Self.write(app, "Hello", at: WallClock.nowMilliseconds())
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "answers go out for 23h more"))
        try terminal.type("via\r")
        #expect(try terminal.wait(for: "+15550177"))
        try terminal.type("via line\r")
        #expect(try terminal.wait(for: "Replies in 1 go via line as phone to +15550177 now."))
        #expect(try terminal.wait(for: "1 Zoe@line new> "))
        try terminal.type("r Over here.\r")
        #expect(try terminal.wait(for: "To Zoe <+15550177> by line (phone)"))
    }

    @Test("U20: what is too late for one channel is told with the way there is instead")
    func late() throws {
        let (office, app, _) = try Self.shop()
        try Self.write(app, "Hello", at: WallClock.nowMilliseconds() - 90_000_000)
        let refused = try office.desk(["reply", "1", "--force", "Too late"])
        #expect(refused.code == 1 && refused.errors.contains("desk reply 1 --via phone"), "\(refused)")
        let sent = try office.desk(["reply", "1", "--force", "--via", "phone", "Instead"])
        #expect(sent.code == 0 && sent.output.contains("by line (phone)"), "\(sent)")
        let called = try office.desk(["call", "1", "--via", "phone", "About it"])
        #expect(called.code == 0, "\(called)")
        let begun = try office.desk(["write", "--via", "phone", "--to", "phone:+15550178", "--name", "Jo", "Good day"])
        #expect(begun.code == 0 && begun.output.contains("To Jo <+15550178>"), "\(begun)")
        let opened = try office.desk(["create", "--via", "phone", "--to", "phone:+15550179", "She called"])
        #expect(opened.code == 0 && opened.output.contains("3 is opened."), "\(opened)")
    }

    @Test("U13: a reply that can be taken back says so in the prompt, and its words come back")
    func undo() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        #expect(try office.desk(["channel", "edit", "shop", "--undo-seconds", "60"]).code == 0)
        let terminal = try DeskTerminal(office)
        #expect(try terminal.wait(for: "Connected to"))
        try terminal.type("open 1\r")
        #expect(try terminal.wait(for: "maria@web new> "))
        try terminal.type("r Wrong words\r")
        #expect(try terminal.wait(for: "held, undo takes it back"))
        #expect(try terminal.wait(for: "s undo)> "))
        try terminal.type("undo\r")
        #expect(try terminal.wait(for: "1 m2 is taken back; nobody was sent it."))
        #expect(try terminal.wait(for: "Up-arrow brings its words back."))
        terminal.forget()
        try terminal.type("\u{1B}[A")
        #expect(try terminal.wait(for: "Wrong words"))
    }

    @Test("U13, U14: what failed is listed with its reason, and sent again")
    func failed() throws {
        let office = try Office()
        try office.say("maria", "Hello?")
        #expect(try office.desk(["reply", "1", "--force", "Hello."]).code == 0)
        let delivery = try #require(try Self.delivery(office))
        try office.visitors.send(
            #"{"type":"error","re":\#(delivery["id"]?.integer ?? 0),"code":"421","message":"The number is not in service."}"#)
        let listed = try office.desk(["failed"])
        #expect(listed.output.contains("421 The number is not in service"), "\(listed)")
        let again = try office.desk(["failed", "--retry"])
        #expect(again.output == "1 sent again.\n", "\(again)")
        #expect(try Self.delivery(office)?["attempt"]?.integer == 2)
    }

    private static func delivery(_ office: Office) throws -> JSONValue? {
        while let frame = try office.visitors.receive() {
            if frame["type"]?.isString("deliver") == true { return frame }
        }
        return nil
    }
}
