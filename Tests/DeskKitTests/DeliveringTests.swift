import DeskKit
import DeskWire
import Testing

struct DeliveringTests {
    private static func deliver(_ message: Int, id: Int = 9, attempt: Int = 1, thread: String = "t") -> String {
        #"{"type":"deliver","id":\#(id),"seq":\#(message),"message":\#(message),"account":"shop","thread":"\#(thread)","#
            + #""to":[{"kind":"opaque","value":"maria","name":"Maria"}],"text":"Good day","rep":{"id":"ana","name":"Ana"},"#
            + #""replyTo":{"message":90,"externalId":"x90"},"attempt":\#(attempt),"key":"d:\#(message)"}"#
    }

    private static func probe(_ message: Int, id: Int = 10) -> String {
        #"{"type":"probe","id":\#(id),"message":\#(message),"key":"d:\#(message)"}"#
    }

    /// An adapter whose deliveries are collected, and its stage.
    private final class Scene {
        let stage: Stage
        let adapter: Adapter
        var deliveries: [Delivery] = []

        init(limits: AdapterLimits = .standard) throws {
            stage = try Stage()
            adapter = try stage.adapter(limits: limits)
            adapter.onDeliver = { [unowned self] in self.deliveries.append($0) }
            try stage.until { [adapter] in adapter.isAttached }
        }

        /// What the adapter said in answers and statuses, one word each.
        var said: [String] {
            stage.broker.heard.compactMap { frame in
                guard let type = frame["type"]?.string else { return nil }
                switch type {
                case "ok": return "ok \(frame["re"]?.integer ?? 0)" + (frame["outcome"]?.string.map { " " + $0 } ?? "")
                case "error": return "error \(frame["re"]?.integer ?? 0) \(frame["code"]?.string ?? "")"
                case "status": return "\(frame["message"]?.integer ?? 0) \(frame["status"]?.string ?? "")"
                default: return nil
                }
            }
        }

        func come(_ frames: String..., count: Int) throws {
            for frame in frames { stage.broker.send(frame) }
            try stage.until("for \(count) deliveries") { deliveries.count == count }
        }

        func lose() throws {
            let before = stage.broker.connectionCount
            stage.broker.hangUp()
            try stage.until { stage.broker.connectionCount > before && adapter.isAttached }
        }

        func expect(_ words: [String]) throws {
            try stage.until("for \(words), not \(said)") { said.count >= words.count }
            try stage.settle(milliseconds: 20)
            #expect(said == words)
        }
    }

    @Test("a delivery carries what the rep wrote, to whom, and what it answers")
    func fields() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        let delivery = scene.deliveries[0]
        #expect(delivery.text == "Good day" && delivery.account == "shop" && delivery.thread == "t")
        #expect(delivery.rep?.name == "Ana" && delivery.to == [Party(.opaque("maria"), name: "Maria")])
        #expect(delivery.replyTo?.message == 90 && delivery.replyTo?.externalId == "x90")
        #expect(delivery.message == 101 && delivery.key == "d:101" && delivery.attempt == 1)
    }

    @Test("nothing is said until the adapter says it; a report accepts by itself; a repeat is not sent")
    func reports() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), Self.deliver(102, id: 12, thread: "u"), count: 2)
        try scene.stage.settle(milliseconds: 20)
        #expect(scene.said == [])
        scene.deliveries[0].accept()
        try scene.expect(["ok 9"])
        scene.deliveries[1].report(.sent(externalIds: ["e1", "e2"]))
        scene.deliveries[1].report(.sent(externalIds: ["e1", "e2"]))
        scene.deliveries[1].report(.read)
        try scene.expect(["ok 9", "ok 12", "102 sent", "102 read"])
        #expect(scene.stage.broker.frames("status")[0]["externalIds"]?.elements.compactMap(\.string) == ["e1", "e2"])
        scene.deliveries[0].report(.failed(code: "recipient_gone", text: "no such number", retryable: true, retryAfterMilliseconds: 5))
        try scene.expect(["ok 9", "ok 12", "102 sent", "102 read", "101 failed"])
        let failed = scene.stage.broker.frames("status")[2]
        #expect(failed["code"]?.string == "recipient_gone" && failed["retryable"]?.bool == true && failed["retryAfterMs"]?.integer == 5)
    }

    @Test("a status is sent again until the desk has it: across a loss and through busy")
    func statusesAgain() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        scene.stage.broker.script = { broker, frame in if frame["type"]?.isString("hello") == true { broker.welcome(frame) } }
        scene.deliveries[0].report(.sent())
        scene.deliveries[0].report(.delivered)
        try scene.stage.until { scene.said.count == 2 }
        var refusals = 1
        scene.stage.broker.script = { broker, frame in
            guard frame["type"]?.isString("status") == true, refusals > 0 else { return broker.behave(frame) }
            refusals -= 1
            broker.refuse(frame, "busy", retryable: true)
        }
        try scene.lose()
        try scene.expect(["ok 9", "101 sent", "101 sent", "101 sent", "101 delivered"])
    }

    @Test("what has been handled is answered from memory and not delivered twice")
    func repeated() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        scene.deliveries[0].report(.sent(externalIds: ["e"]))
        try scene.expect(["ok 9", "101 sent"])
        try scene.lose()
        scene.stage.broker.send(Self.deliver(101, id: 20, attempt: 2))
        try scene.expect(["ok 9", "101 sent", "ok 20", "101 sent"])
        #expect(scene.deliveries.count == 1)
    }

    @Test("what is in hand when it comes again stays in hand, and its report answers the newer request")
    func repeatedInHand() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        try scene.lose()
        scene.stage.broker.send(Self.deliver(101, id: 20, attempt: 2))
        try scene.stage.settle(milliseconds: 20)
        scene.deliveries[0].report(.sent())
        try scene.expect(["ok 20", "101 sent"])
        #expect(scene.deliveries.count == 1 && scene.deliveries[0].attempt == 2)
    }

    @Test("what failed and is tried again is delivered again")
    func retried() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        scene.deliveries[0].report(.failed(code: "upstream_down", text: "no line", retryable: true))
        try scene.expect(["ok 9", "101 failed"])
        try scene.come(Self.deliver(101, id: 12, attempt: 2), count: 2)
        scene.deliveries[1].report(.sent())
        try scene.expect(["ok 9", "101 failed", "ok 12", "101 sent"])
    }

    @Test("a probe is answered with what this process knows")
    func probes() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), Self.deliver(102, id: 12, thread: "u"), Self.deliver(103, id: 13, thread: "v"), count: 3)
        scene.deliveries[0].report(.sent(externalIds: ["e"]))
        scene.deliveries[1].report(.failed(code: "x", text: "y"))
        try scene.expect(["ok 9", "101 sent", "ok 12", "102 failed"])
        try scene.lose()
        for (index, message) in [101, 102, 103, 104, 77].enumerated() { scene.stage.broker.send(Self.probe(message, id: 30 + index)) }
        // 103 is in hand: its truth is not known yet. 104 never came, 77 is from before this process.
        try scene.expect(["ok 9", "101 sent", "ok 12", "102 failed", "ok 30 sent", "ok 31 not_sent", "ok 33 not_sent", "ok 34 cannot_tell"])
        scene.deliveries[2].report(.sent())
        try scene.stage.until { scene.said.contains("ok 32 sent") }
        try scene.stage.until { scene.said.contains("103 sent") }
    }

    @Test("a probe of what stays in hand is answered in time")
    func slowProbe() throws {
        var limits = AdapterLimits.standard
        limits.probeMillisecondsMax = 20
        let scene = try Scene(limits: limits)
        try scene.come(Self.deliver(101), count: 1)
        try scene.lose()
        scene.stage.broker.send(Self.probe(101, id: 31))
        try scene.expect(["ok 31 cannot_tell"])
        scene.deliveries[0].report(.sent())
        try scene.expect(["ok 31 cannot_tell", "101 sent"])
    }

    @Test("an adapter that can look is asked about what this process does not know")
    func ownProbe() throws {
        let scene = try Scene()
        var asked: [Int64] = []
        scene.adapter.onProbe = {
            asked.append($0.message)
            $0.answer(.sent(externalIds: ["found"]))
        }
        scene.stage.broker.send(Self.probe(77))
        try scene.expect(["ok 10 sent"])
        #expect(asked == [77])
    }

    @Test("nothing is certain of what another process of the name may have had in between, or of another journal")
    func uncertain() throws {
        let scene = try Scene()
        scene.stage.broker.head = 500
        scene.stage.broker.skipGenerations(2)
        try scene.lose()
        scene.stage.broker.send(Self.probe(300))
        scene.stage.broker.send(Self.probe(501, id: 11))
        try scene.expect(["ok 10 cannot_tell", "ok 11 not_sent"])
        scene.stage.broker.epoch = "e2"
        scene.stage.broker.head = 600
        try scene.lose()
        scene.stage.broker.send(Self.probe(555, id: 12))
        try scene.expect(["ok 10 cannot_tell", "ok 11 not_sent", "ok 12 cannot_tell"])
    }

    @Test("the window is told and kept to, and so is the memory's ceiling")
    func window() throws {
        var limits = AdapterLimits.standard
        limits.window = 2
        limits.deliveriesMax = 3
        let scene = try Scene(limits: limits)
        #expect(scene.stage.broker.frames("hello")[0]["window"]?.integer == 2)
        try scene.come(Self.deliver(101, id: 1), Self.deliver(102, id: 2), Self.deliver(103, id: 3), count: 2)
        try scene.expect(["error 3 busy"])
        scene.deliveries.forEach { $0.accept() }
        try scene.come(Self.deliver(103, id: 4), count: 3)
        scene.stage.broker.send(Self.deliver(104, id: 5))
        try scene.expect(["error 3 busy", "ok 1", "ok 2", "error 5 busy"])
        scene.deliveries[0].report(.sent())
        try scene.come(Self.deliver(104, id: 6), count: 4)
        // 101 is forgotten now, so nothing is certain up to there.
        scene.stage.broker.send(Self.probe(101, id: 7))
        try scene.stage.until { scene.said.last == "ok 7 cannot_tell" }
    }

    @Test("draining takes nothing new, finishes what is in hand, and then ends")
    func draining() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        var isDrained = false
        scene.adapter.drain { isDrained = true }
        scene.stage.broker.send(Self.deliver(102, id: 12, thread: "u"))
        try scene.expect(["error 12 shutting_down"])
        #expect(!isDrained)
        scene.deliveries[0].report(.sent())
        try scene.stage.until { isDrained }
        #expect(scene.said == ["error 12 shutting_down", "ok 9", "101 sent"])
    }

    @Test("draining does not wait for ever")
    func drainingStuck() throws {
        let scene = try Scene()
        try scene.come(Self.deliver(101), count: 1)
        var isDrained = false
        scene.adapter.drain(millisecondsMax: 30) { isDrained = true }
        try scene.stage.until { isDrained }
    }

    @Test("unknown requests are answered, unknown notices ignored, typing and reading told")
    func others() throws {
        let scene = try Scene()
        var told: [String] = []
        scene.adapter.onTyping = { told.append("\($0.rep?.name ?? "") typing \($0.isOn) in \($0.thread)") }
        scene.adapter.onRead = { told.append("read \($0.message) in \($0.thread)") }
        scene.stage.broker.send(#"{"type":"invented","id":40,"token":"x"}"#)
        scene.stage.broker.send(#"{"type":"novelty","x":1}"#)
        scene.stage.broker.send(#"{"type":"typing","account":"shop","thread":"t","rep":{"id":"ana","name":"Ana"},"on":true}"#)
        scene.stage.broker.send(#"{"type":"read","account":"shop","thread":"t","message":101}"#)
        try scene.expect(["error 40 unknown_type"])
        #expect(told == ["Ana typing true in t", "read 101 in t"])
        scene.adapter.typing(account: "shop", thread: "t", on: true)
        try scene.stage.until { scene.stage.broker.frames("typing").first?["on"]?.bool == true }
        #expect(scene.stage.broker.frames("typing")[0]["id"] == nil)
    }

    @Test("history comes as items, replies with what became of them")
    func history() throws {
        let scene = try Scene()
        scene.stage.broker.script = { broker, frame in
            broker.answer(
                frame,
                #""items":[{"message":1,"direction":"incoming","text":"hi","at":"2026-01-01T00:00:00Z","from":{"kind":"opaque","value":"m"}},"#
                    + #"{"message":2,"direction":"outgoing","text":"yo","rep":{"id":"ana","name":"Ana"},"delivery":{"state":"sent"}}],"next":2"#
            )
        }
        var page: HistoryPage?
        scene.adapter.history(account: "shop", thread: "t", after: 0, limit: 2) { if case .page(let got) = $0 { page = got } }
        try scene.stage.until { page != nil }
        #expect(page?.items.map(\.text) == ["hi", "yo"])
        #expect(page?.items[1].deliveryState == "sent" && page?.items[1].rep?.name == "Ana" && page?.next == 2)
        #expect(scene.stage.broker.frames("history")[0]["limit"]?.integer == 2)
    }
}
