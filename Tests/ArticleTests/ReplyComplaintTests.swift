import DeskTesting
import DeskWire
import Testing

/// What users of such desks complain of when they answer; each test has the complaint's number as its tag.
@Suite("Complaints: answering")
struct ReplyComplaintTests {
    @Test("however fast it goes and whoever dies, each message is there once and each reply goes out once", .tags(.u5))
    func once() throws {
        let front = try Front.open()
        var sent: [String] = []
        for number in 1...200 {
            let publish = Front.publish("k\(number)", thread: "t")
            let first = try front.ask("webchat", "publish", publish)
            #expect(try front.ask("webchat", "publish", publish)["message"]?.integer == first["message"]?.integer)
            let reply = #""ticket":1,"text":"Reply \#(number)","force":true,"key":"r\#(number)""#
            try front.ask("ana", "send", reply)
            #expect(try front.ask("ana", "send", reply)["duplicate"]?.bool == true)
            for delivery in front.take("webchat", "deliver") {
                sent.append(delivery["text"]?.string ?? "")
                front.accept("webchat", delivery)
                try front.ask("webchat", "status", #""message":\#(delivery["message"]?.integer ?? 0),"status":"sent""#)
            }
            guard number.isMultiple(of: 25) else { continue }
            try front.desk.perform(.killAndRestart)
            for name in ["webchat", "ana", "root"] { try front.attach(name) }
        }
        #expect(sent == (1...200).map { "Reply \($0)" })
        let stats = try front.ask("root", "stats")
        #expect(stats["messages"]?.integer == 400 && stats["tickets"]?.integer == 1)
    }

    @Test("what is quoted is known over both directions, or kept in words", .tags(.u9))
    func quotes() throws { try Front.play("quotes") }

    @Test("a reply goes to whom it was written, whatever becomes of the contact meanwhile", .tags(.u10))
    func frozen() throws { try Front.play("frozen-recipient") }

    @Test("two who answer one customer see each other, and the second sees what the first said before anything goes out", .tags(.u12))
    func twoReps() throws {
        let front = try Front.open()
        try front.ask("kim", "watch")
        let head = try front.ask("webchat", "publish", Front.publish("One", thread: "t"))["seq"]?.integer ?? 0
        front.links["ana"]?.send(#"{"type":"viewing","ticket":1}"#)
        front.links["ana"]?.send(#"{"type":"typing","ticket":1,"on":true}"#)
        let typing = front.take("kim", "typing")
        #expect(typing.last?["on"]?.bool == true && typing.last?["rep"]?["id"]?.isString("ana") == true, "\(typing.map(\.text))")
        let here = try front.ask("kim", "who")["items"]?.elements ?? []
        #expect(here.contains { $0["name"]?.isString("ana") == true && $0["ticket"]?.integer == 1 })
        try front.ask("ana", "send", #""ticket":1,"text":"Mine","seen":\#(head),"key":"a""#)
        let refusal = front.say("kim", "send", #""ticket":1,"text":"Mine too","seen":\#(head),"key":"b""#)
        #expect(refusal?["code"]?.isString("stale_view") == true)
        #expect(refusal?["data"]?["newer"]?.elements.first?["text"]?.isString("Mine") == true)
        #expect(front.take("webchat", "deliver").map { $0["text"]?.string } == ["Mine"])
    }

    @Test("an adapter that is away for ten minutes loses no reply, and a retry really sends again", .tags(.u13))
    func away() throws {
        let front = try Front.open()
        try front.ask("webchat", "publish", Front.publish("One", thread: "t"))
        front.links["webchat"]?.close()
        for number in 1...5 { try front.ask("ana", "send", #""ticket":1,"text":"Reply \#(number)","force":true,"key":"r\#(number)""#) }
        front.desk.pass(milliseconds: 600_000, deadlines: false)
        try front.attach("webchat")
        var texts: [String?] = []
        var last: JSONValue?
        while let delivery = front.take("webchat", "deliver").first {
            texts.append(delivery["text"]?.string)
            front.accept("webchat", delivery)
            last = delivery
        }
        #expect(texts == (1...5).map { "Reply \($0)" })
        let message = last?["message"]?.integer ?? 0
        try front.ask("webchat", "status", #""message":\#(message),"status":"failed","code":"500","text":"Try later""#)
        try front.ask("ana", "retry", #""message":\#(message),"force":true,"key":"again""#)
        let again = front.take("webchat", "deliver")
        #expect(again.count == 1 && again[0]["attempt"]?.integer == 2 && again[0]["key"]?.string == last?["key"]?.string)
        // Nothing but the adapter's word makes it better.
        let item = try front.ask("ana", "ticket", #""ticket":1"#)["items"]?.elements.last
        #expect(item?["delivery"]?["state"]?.isString("dispatched") == true)
        try Front.play("dead-letters")
    }

    @Test("statuses in any order never go back, and why one failed stands beside it", .tags(.u14))
    func statuses() throws {
        let ranks = ["dispatched": 0, "accepted": 1, "sent": 2, "delivered": 3, "read": 4]
        var random = SeededRandom(seed: 14)
        for round in 0..<40 {
            let front = try Front.open()
            try front.ask("webchat", "publish", Front.publish("One", thread: "t"))
            try front.ask("ana", "send", #""ticket":1,"text":"Reply","force":true,"key":"r""#)
            let delivery = try #require(front.take("webchat", "deliver").first)
            front.accept("webchat", delivery)
            let message = delivery["message"]?.integer ?? 0
            var rank = 0
            for _ in 0..<8 {
                let status = try #require(["sent", "delivered", "read"].randomElement(using: &random))
                _ = front.say("webchat", "status", #""message":\#(message),"status":"\#(status)""#)
                let state = try front.ask("ana", "ticket", #""ticket":1"#)["items"]?.elements.last?["delivery"]?["state"]?.string ?? ""
                let now = try #require(ranks[state], "round \(round): \(state)")
                #expect(now >= rank, "round \(round): \(status) made it \(state)")
                rank = now
            }
        }
        let front = try Front.open()
        try front.ask("webchat", "publish", Front.publish("One", thread: "t"))
        try front.ask("ana", "send", #""ticket":1,"text":"Reply","force":true,"key":"r""#)
        let message = try #require(front.take("webchat", "deliver").first?["message"]?.integer)
        try front.ask("webchat", "status", #""message":\#(message),"status":"failed","code":"421","text":"No such number""#)
        let failed = try front.ask("ana", "ticket", #""ticket":1"#)["items"]?.elements.last?["delivery"]
        #expect(failed?["code"]?.isString("421") == true && failed?["text"]?.isString("No such number") == true)
        #expect(try front.ask("ana", "deliveries")["total"]?.integer == 1)
    }

    @Test("who types is shown, both ways", .tags(.u15))
    func typing() throws {
        let front = try Front.open()
        try front.ask("ana", "watch")
        try front.ask("webchat", "publish", Front.publish("One", thread: "t"))
        front.links["webchat"]?.send(#"{"type":"typing","account":"shop","thread":"t","on":true}"#)
        let contact = front.take("ana", "typing").last
        #expect(contact?["on"]?.bool == true && contact?["ticket"]?.integer == 1)
        front.links["ana"]?.send(#"{"type":"typing","ticket":1,"on":true}"#)
        let rep = front.take("webchat", "typing").last
        #expect(rep?["on"]?.bool == true && rep?["thread"]?.isString("t") == true && rep?["rep"]?["name"]?.isString("ana") == true)
    }

    @Test("nothing that comes in is a blank row, whatever it is", .tags(.u16))
    func rows() throws {
        let front = try Front.open()
        let blob = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        try front.ask(
            "webchat", "blob.put", #""upload":"u","offset":0,"data":"dGVzdA==","final":true,"bytes":4,"sha256":"\#(blob)""#)
        let files = ["file", "image", "audio", "voice", "video", "sticker"].map {
            #""attachments":[{"blob":"\#(blob)","name":"a.bin","mime":"application/octet-stream","bytes":4,"usage":"\#($0)"}]"#
        }
        let parts = [
            #"{"part":"location","latitude":1,"longitude":2}"#, #"{"part":"contact_card","name":"Ben","identifiers":[]}"#,
            #"{"part":"quick_replies","replies":[{"value":"yes"}]}"#, #"{"part":"unsupported","kind":"poll"}"#,
        ].map { #""parts":[\#($0)]"# }
        for (number, content) in (files + parts).enumerated() {
            let from = #""from":{"kind":"opaque","value":"p\#(number)"}"#
            try front.ask(
                "webchat", "publish",
                #""account":"shop","key":"c\#(number)","thread":"c\#(number)",\#(from),"text":"","at":"2026-11-22T14:48:00Z",\#(content)"#)
            let ticket = try front.ask("ana", "ticket", #""ticket":\#(number + 1)"#)
            #expect(ticket["ticket"]?["subject"]?.string?.isEmpty == false, "\(content)")
        }
        try Front.play("contents")
        try Front.play("edits")
    }

    @Test("a picture within the text is among the attachments, marked as such", .tags(.u17))
    func inline() throws {
        let front = try Front.open()
        try front.attach(
            "webchat", capabilities: #"{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread","allowInlineImages":true}"#)
        let blob = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        try front.ask("webchat", "publish", Front.publish("One", thread: "t"))
        try front.ask("ana", "blob.put", #""upload":"u","offset":0,"data":"dGVzdA==","final":true,"bytes":4,"sha256":"\#(blob)""#)
        let picture = #"{"blob":"\#(blob)","name":"a.png","mime":"image/png","bytes":4,"usage":"image","inline":true}"#
        try front.ask("ana", "send", #""ticket":1,"text":"See","force":true,"key":"r","attachments":[\#(picture)]"#)
        let files = front.take("webchat", "deliver").first?["attachments"]?.elements ?? []
        #expect(files.count == 1 && files[0]["inline"]?.bool == true && files[0]["blob"]?.isString(blob) == true)
    }

    @Test("every reply says who wrote it, by the name that people read", .tags(.u18))
    func names() throws {
        let front = try Front.open()
        try front.ask("root", "rep.set", #""rep":"ana","label":"Ana at the desk""#)
        try front.ask("webchat", "publish", Front.publish("One", thread: "t"))
        try front.ask("ana", "send", #""ticket":1,"text":"Reply","force":true,"key":"r""#)
        let rep = front.take("webchat", "deliver").first?["rep"]
        #expect(rep?["id"]?.isString("ana") == true && rep?["name"]?.isString("Ana at the desk") == true)
        // Also where a page reads the conversation anew.
        let items = try front.ask("webchat", "history", #""account":"shop","thread":"t""#)["items"]?.elements
        #expect(items?.last?["rep"]?["name"]?.isString("Ana at the desk") == true)
    }

    @Test("a service that takes answers for so long only is shown with its end, and with other ways after it", .tags(.u20))
    func windows() throws { try Front.play("window") }

    @Test("a merge is there at once, and can be taken back for ten minutes", .tags(.u25))
    func merges() throws {
        try Front.play("merging")
        try Front.play("merge-late")
    }
}

extension JSONValue {
    fileprivate var text: String { String(decoding: raw, as: UTF8.self) }
}
