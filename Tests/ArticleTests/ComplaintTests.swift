import DeskJournal
import DeskTesting
import DeskWire
import Testing

/// What users of such desks complain of does not happen here; each test has the complaint's number as its tag.
@Suite("Complaints: channels and messages")
struct ComplaintTests {
    @Test("an adapter that starts a thousand times leaves one channel and one account", .tags(.u1))
    func oneChannel() throws {
        let front = try Front.open()
        let head = front.desk.journal.head
        for _ in 0..<1_000 { try front.attach("webchat") }
        let items = try front.ask("root", "channels")["items"]?.elements ?? []
        #expect(items.count == 1 && items.first?["accounts"]?.elements.count == 1)
        #expect(front.desk.journal.head == head, "the same manifest again is no news")
        // Another manifest changes the channel, and makes none.
        try front.attach("webchat", more: #","description":"Better""#)
        #expect(try front.ask("root", "channels")["items"]?.elements.count == 1)
    }

    @Test("what was just made is there: registered, created, written to and answered in one turn", .tags(.u2))
    func readYourWrites() throws {
        let front = try Front()
        try front.attach("root")
        let adapter = front.desk.connect(asUser: 1_000)
        let admin = try #require(front.links["root"])
        let hello =
            #"{"type":"hello","id":1,"protocol":[1,1],"role":"adapter","name":"webchat","manifest":{"key":"webchat","name":"W","capabilities":\#(Front.capabilities)}}"#
        front.desk.receiveTogether([
            (adapter, hello), (admin, #"{"type":"channel.check","id":900,"channel":"webchat"}"#),
            (admin, #"{"type":"account.create","id":901,"channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"s"}}"#),
            (adapter, #"{"type":"publish","id":2,\#(Front.publish("k", thread: "t"))}"#),
            (admin, #"{"type":"ticket","id":902,"ticket":1}"#),
            (admin, #"{"type":"channels","id":903}"#),
        ])
        let answers = admin.takeFrames() + adapter.takeFrames()
        for request in [900, 901, 902, 903] as [Int64] {
            #expect(answers.contains { $0["re"]?.integer == request && $0["type"]?.isString("ok") == true }, "\(request)")
        }
        #expect(answers.contains { $0["re"]?.integer == 2 && $0["ticket"]?.integer == 1 })
    }

    @Test("our own reply that comes back as news is not sent again and not stored twice, however late", .tags(.u6))
    func echo() throws {
        let front = try Front.open()
        try front.ask("webchat", "publish", Front.publish("k1", thread: "t"))
        for number in 1...20 {
            try front.ask("ana", "send", #""ticket":1,"text":"Reply \#(number)","force":true,"key":"r\#(number)""#)
            let deliveries = front.take("webchat", "deliver")
            #expect(deliveries.count == 1, "an echo makes no delivery")
            let delivery = try #require(deliveries.first)
            front.accept("webchat", delivery)
            try front.ask(
                "webchat", "status", #""message":\#(delivery["message"]?.integer ?? 0),"status":"sent","externalIds":["out-\#(number)"]"#)
            let echo = try front.ask(
                "webchat", "publish",
                Front.publish(
                    "echo-\(number)", thread: "t", from: #"{"kind":"opaque","value":"shop"}"#,
                    #","direction":"outgoing","to":[{"kind":"opaque","value":"maria"}],"externalId":"out-\#(number)""#))
            #expect(echo["duplicate"]?.bool == true && echo["message"]?.integer == delivery["message"]?.integer)
        }
        // A year later, and after a restart, it is still known.
        front.desk.pass(milliseconds: 365 * 86_400_000, deadlines: false)
        try front.desk.perform(.killAndRestart)
        for name in ["webchat", "ana", "root"] { try front.attach(name) }
        let late = try front.ask(
            "webchat", "publish",
            Front.publish(
                "late", thread: "t", from: #"{"kind":"opaque","value":"shop"}"#,
                #","direction":"outgoing","to":[{"kind":"opaque","value":"maria"}],"externalId":"out-1""#))
        #expect(late["duplicate"]?.bool == true)
        #expect(front.take("webchat", "deliver").isEmpty)
        #expect(try front.ask("ana", "ticket", #""ticket":1"#)["ticket"]?["messages"]?.integer == 21)
        // What was said on the business's own phone is no echo: it is kept, and goes nowhere.
        let own = try front.ask(
            "webchat", "publish",
            Front.publish(
                "phone", thread: "t", from: #"{"kind":"opaque","value":"shop"}"#,
                #","direction":"outgoing","to":[{"kind":"opaque","value":"maria"}],"externalId":"other""#))
        #expect(own["duplicate"]?.bool == false && front.take("webchat", "deliver").isEmpty)
    }

    @Test("two adapters with a hundred first messages each at one moment make one contact, and a thread on each account", .tags(.u7))
    func concurrentFirstMessages() throws {
        let front = try Front.open()
        let byAddress = #"{"deliveryIdentifierTypes":["email"],"threadingModel":"by_address"}"#
        var parts: [(from: MemoryLink, object: String)] = []
        for name in ["post", "letters"] {
            try front.attach(name, capabilities: byAddress)
            try front.ask(
                "root", "account.create",
                #""channel":"\#(name)","account":"\#(name)","identifier":{"kind":"email","value":"\#(name)@example.org"}"#)
        }
        for number in 1...100 {
            for name in ["post", "letters"] {
                // The same person however their program spells the domain.
                let spelling = number % 2 == 0 ? "example.org" : "EXAMPLE.Org"
                let from = #"{"kind":"email","value":"maria@\#(spelling)"}"#
                let publish = Front.publish("\(name)-\(number)", thread: nil, from: from, account: name)
                parts.append((try #require(front.links[name]), #"{"type":"publish","id":\#(10_000 + number),\#(publish)}"#))
            }
        }
        front.desk.receiveTogether(parts)
        let stats = try front.ask("root", "stats")
        #expect(stats["contacts"]?.integer == 1 && stats["tickets"]?.integer == 2 && stats["messages"]?.integer == 200)
    }

    @Test("messages are told in the order in which they came, with their own times; one that comes late is not overlooked", .tags(.u19))
    func shuffled() throws {
        let front = try Front.open()
        var random = SeededRandom(seed: 19)
        let minutes = Array(10...49).shuffled(using: &random)
        for minute in minutes {
            try front.ask("webchat", "publish", Front.publish("m\(minute)", thread: "t", at: "2026-11-22T14:\(minute):00Z"))
        }
        let answer = try front.ask("ana", "ticket", #""ticket":1,"limit":200"#)
        let items = answer["items"]?.elements ?? []
        #expect(items.compactMap { $0["text"]?.string } == minutes.map { "m\($0)" })
        #expect(items.compactMap { $0["at"]?.string } == minutes.map { "2026-11-22T14:\($0):00.000Z" })
        let numbers = items.compactMap { $0["message"]?.integer }
        #expect(numbers == numbers.sorted() && Set(numbers).count == minutes.count)
        // One that is older than all of them is news all the same to whoever answers.
        let seen = try #require(answer["ticket"]?["head"]?.integer)
        try front.ask("webchat", "publish", Front.publish("late", thread: "t", at: "2026-11-22T09:00:00Z"))
        let refusal = front.say("ana", "send", #""ticket":1,"text":"So be it.","seen":\#(seen),"key":"r1""#)
        #expect(refusal?["code"]?.isString("stale_view") == true)
        #expect(refusal?["data"]?["newer"]?.elements.first?["text"]?.isString("late") == true)
    }

    @Test("everything that happens is in one stream, each entry once and in order", .tags(.u24))
    func oneStream() throws {
        let front = try Front.open()
        try front.ask("root", "watch", #""from":1"#)
        try front.ask("webchat", "publish", Front.publish("k1", thread: "t"))
        try front.ask("ana", "assign", #""ticket":1,"to":"kim","force":true,"key":"a1""#)
        try front.ask("ana", "set", #""ticket":1,"status":"closed","key":"s1""#)
        try front.ask("root", "account.set", #""account":"shop","active":false"#)
        try front.ask("root", "rep.set", #""rep":"ana","capacity":3"#)
        try front.ask("root", "routing.set", #""account":"shop","assign":true"#)
        let frames = front.take("root", "event")
        let sequences = frames.compactMap { $0["seq"]?.integer }
        #expect(sequences == sequences.sorted() && Set(sequences).count == sequences.count)
        #expect(sequences.last == Int64(front.desk.journal.head))
        let kinds = Set(frames.flatMap { $0["events"]?.elements ?? [] }.compactMap { $0["event"]?.string })
        let wanted: Set = ["message_received", "ticket_opened", "assigned", "status_changed", "account_changed", "rep_set", "routing_set"]
        #expect(kinds.isSuperset(of: wanted), "\(wanted.subtracting(kinds))")
    }

    @Test("what became of a message is told from its arrival to its end, and what it waits for", .tags(.u28))
    func traced() throws {
        let front = try Front.open()
        try front.ask("webchat", "publish", Front.publish("k1", thread: "t"))
        try front.ask("root", "account.set", #""account":"shop","active":false,"reason":"stocktaking""#)
        let message = try #require(
            try front.ask("ana", "send", #""ticket":1,"text":"Soon","force":true,"key":"r1""#)["message"]?.integer)
        let held = try front.ask("ana", "trace", #""message":\#(message)"#)
        #expect(held["waits"]?["for"]?.isString("channel_off") == true && held["waits"]?["reason"]?.isString("stocktaking") == true)
        try front.ask("root", "account.set", #""account":"shop","active":true"#)
        for delivery in front.take("webchat", "deliver") { front.accept("webchat", delivery) }
        for status in ["sent", "delivered", "read"] {
            front.desk.pass(milliseconds: 1_000, deadlines: false)
            try front.ask("webchat", "status", #""message":\#(message),"status":"\#(status)""#)
        }
        let trace = try front.ask("ana", "trace", #""message":\#(message)"#)
        let steps = (trace["steps"]?.elements ?? []).compactMap { $0["step"]?.string }
        #expect(steps == ["received", "stored", "threaded", "held", "queued", "dispatched", "accepted", "sent", "delivered", "read"])
        let times = (trace["steps"]?.elements ?? []).compactMap { $0["at"]?.string }
        #expect(times.count == steps.count && times == times.sorted())
        #expect(trace["complete"]?.bool == true && trace["waits"]?.isNull == true)
    }
}
