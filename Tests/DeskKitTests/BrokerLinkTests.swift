import DeskKit
import DeskSystem
import DeskWire
import Testing

struct BrokerLinkTests {
    @Test("a broker that comes later is found, and the reason for the wait tells what to do")
    func brokerComesLater() throws {
        let stage = try Stage(isListening: false)
        let link = try stage.link()
        try stage.until { stage.states.count >= 4 }
        #expect(stage.states[1].contains("no broker at \(stage.broker.path): start it with `deskd"))
        try stage.broker.start()
        try stage.until { link.isAttached }
    }

    @Test("a link that lost its broker asks what was to be durable again, and calls the rest lost")
    func lostAnswers() throws {
        let stage = try Stage()
        let link = try stage.link()
        var answers: [String] = []
        let write: (LinkAnswer) -> String = {
            switch $0 {
            case .ok: "ok"
            case .refused(let refusal): refusal.code
            case .lost: "lost"
            }
        }
        try stage.until { link.isAttached }
        stage.broker.script = { broker, frame in if frame["type"]?.isString("hello") == true { broker.welcome(frame) } }
        link.requestDurably("note", { $0.field("key", "k1") }, then: { answers.append("durable " + write($0)) })
        link.request("tickets", then: { answers.append("plain " + write($0)) })
        try stage.until { stage.broker.frames("tickets").count == 1 }
        stage.broker.script = { $0.behave($1) }
        stage.broker.hangUp()
        try stage.until { answers.count == 2 }
        #expect(answers == ["plain lost", "durable ok"])
        #expect(stage.broker.frames("tickets").count == 1)
        #expect(stage.broker.frames("note").map(\.raw).count == 2)
        #expect(Set(stage.broker.frames("note").map(\.raw)).count == 1, "the very same frame")
    }

    @Test("without a session a plain request is lost, in a later turn")
    func notAttached() throws {
        let stage = try Stage(isListening: false)
        let link = try stage.link()
        var isLost = false
        link.request("tickets") { if case .lost = $0 { isLost = true } }
        #expect(!isLost)
        try stage.until { isLost }
    }

    @Test(
        "who is told not to come back does not, and ends with the code of the table",
        arguments: [("fenced", 75), ("account_taken", 75), ("unsupported_version", 76), ("not_permitted", 77)])
    func farewells(_ code: String, _ exitCode: Int) throws {
        for asRefusal in [false, true] {
            let stage = try Stage()
            stage.broker.script = { broker, frame in
                if asRefusal { return broker.refuse(frame, code) }
                broker.welcome(frame)
                broker.send(#"{"type":"bye","code":"\#(code)","message":"no: \#(code)"}"#)
            }
            let link = try stage.link()
            try stage.until { stage.states.last?.hasPrefix("ended") == true }
            try stage.settle()
            #expect(stage.states.last == "ended \(exitCode): no: \(code)")
            #expect(stage.broker.connectionCount == 1)
            #expect(!link.isAttached)
        }
    }

    @Test("a broker that shuts down is waited for")
    func shuttingDown() throws {
        let stage = try Stage()
        let link = try stage.link()
        try stage.until { link.isAttached }
        stage.broker.send(#"{"type":"bye","code":"shutting_down","message":"the broker shuts down","retryAfterMs":30}"#)
        try stage.until { !link.isAttached }
        #expect(stage.states.last == "waiting 30: the broker shuts down")
        try stage.until { link.isAttached }
    }

    @Test(
        "garbage from the other side is named, and each attempt waits longer",
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", "got 'HTTP"),
            ("\u{0}\u{0}\u{0}\u{5}hello", "a frame could not be read"),
            ("\u{0}\u{0}\u{0}\u{2}{}", "a frame came without a type"),
            ("\u{0}\u{0}\u{0}\u{10}{\"type\":\"state\"}", "the first frame was 'state' instead of a welcome"),
        ])
    func garbage(_ bytes: String, _ words: String) throws {
        let stage = try Stage()
        stage.broker.script = { broker, _ in broker.send(bytes: Array(bytes.utf8)) }
        let link = try stage.link()
        try stage.until { stage.states.count { $0.hasPrefix("waiting") } == 4 }
        let waits = stage.states.filter { $0.hasPrefix("waiting") }
        #expect(waits.allSatisfy { $0.contains(words) && $0.contains("is it a desk broker that listens there?") }, "\(waits)")
        #expect(waits.map { $0.prefix(10) } == ["waiting 2:", "waiting 4:", "waiting 8:", "waiting 8:"].map { $0.prefix(10) })
        link.close()
    }

    @Test("a hello that nobody answers is given up")
    func deafBroker() throws {
        let stage = try Stage()
        stage.broker.script = { _, _ in }
        var limits = Stage.quick
        limits.helloMillisecondsMax = 20
        let link = try stage.link(limits: limits)
        try stage.until { stage.broker.connectionCount >= 2 }
        #expect(stage.states[1].contains("has not said a word for 20 ms"))
        link.close()
    }

    @Test("an overdue answer is asked after, then given up; an idle session is left in peace")
    func silence() throws {
        let stage = try Stage()
        var limits = Stage.quick
        limits.silenceMillisecondsMax = 30
        let link = try stage.link(limits: limits)
        try stage.until { link.isAttached }
        try stage.settle(milliseconds: 90)
        #expect(stage.broker.frames("ping").isEmpty)
        stage.broker.script = { broker, frame in
            if frame["type"]?.isString("slow") != true { broker.behave(frame) }
        }
        var isLost = false
        link.request("slow") { if case .lost = $0 { isLost = true } }
        try stage.until { stage.broker.frames("ping").count >= 2 }
        #expect(!isLost, "a broker that answers a ping lives")
        stage.broker.script = { broker, frame in if frame["type"]?.isString("hello") == true { broker.welcome(frame) } }
        try stage.until { isLost }
        try stage.until { link.isAttached }
    }

    @Test("the second hello says what was last heard; another epoch starts over")
    func resume() throws {
        let stage = try Stage()
        let link = try stage.link()
        try stage.until { link.isAttached }
        #expect(stage.broker.frames("hello")[0]["resume"] == nil)
        stage.broker.send(#"{"type":"event","seq":1207}"#)
        stage.broker.send(#"{"type":"event","seq":1206}"#)
        try stage.settle(milliseconds: 20)
        stage.broker.epoch = "e2"
        stage.broker.hangUp()
        try stage.until { stage.broker.frames("hello").count == 2 && link.isAttached }
        let resume = stage.broker.frames("hello")[1]["resume"]
        #expect(resume?["epoch"]?.string == "e1")
        #expect(resume?["seq"]?.integer == 1207)
        stage.broker.hangUp()
        try stage.until { stage.broker.frames("hello").count == 3 && link.isAttached }
        #expect(stage.broker.frames("hello")[2]["resume"]?["epoch"]?.string == "e2")
        #expect(stage.broker.frames("hello")[2]["resume"]?["seq"]?.integer == 0)
    }

    @Test("too much unanswered is refused here, as busy")
    func unansweredMax() throws {
        let stage = try Stage(isListening: false)
        var limits = Stage.quick
        limits.unansweredMax = 2
        let link = try stage.link(limits: limits)
        var codes: [String] = []
        for _ in 0..<3 { link.requestDurably("note") { if case .refused(let refusal) = $0 { codes.append(refusal.code) } } }
        try stage.until { !codes.isEmpty }
        #expect(codes == ["busy"])
        link.requestDurably("note", { $0.field("text", String(repeating: "x", count: 1 << 20)) }) {
            if case .refused(let refusal) = $0 { codes.append(refusal.code) }
        }
        try stage.until { codes.count == 2 }
        #expect(codes == ["busy", "too_large"])
    }

    @Test("a request of the broker's is answered once, and not in another session")
    func staleRequest() throws {
        let stage = try Stage()
        let link = try stage.link()
        var request: BrokerRequest?
        link.onRequest = { request = $0 }
        try stage.until { link.isAttached }
        stage.broker.send(#"{"type":"deliver","id":9}"#)
        try stage.until { request != nil }
        stage.broker.hangUp()
        try stage.until { stage.broker.connectionCount == 2 && link.isAttached }
        if let request { link.answer(request) }
        try stage.settle(milliseconds: 20)
        #expect(stage.broker.frames("ok").isEmpty)
    }

    @Test("requests that nobody here expects are answered all the same, and so is a ping")
    func unexpectedRequests() throws {
        let stage = try Stage()
        let link = try stage.link()
        try stage.until { link.isAttached }
        stage.broker.send(#"{"type":"novelty","id":5}"#)
        stage.broker.send(#"{"type":"ping","id":6}"#)
        try stage.until { stage.broker.frames("ok").count == 1 && stage.broker.frames("error").count == 1 }
        #expect(stage.broker.frames("error")[0]["re"]?.integer == 5)
        #expect(stage.broker.frames("error")[0]["code"]?.string == "unknown_type")
        #expect(stage.broker.frames("ok")[0]["re"]?.integer == 6)
    }

    @Test("a large answer that arrives in pieces, and a large request that leaves in pieces, are whole")
    func largeFrames() throws {
        let stage = try Stage()
        let link = try stage.link()
        let text = String(repeating: "ß", count: 400_000)
        var isOk = false
        try stage.until { link.isAttached }
        link.request("note", { $0.field("text", text) }) { if case .ok = $0 { isOk = true } }
        try stage.until { isOk }
        #expect(stage.broker.frames("note").first?["text"]?.string?.utf8.count == 800_000)
    }

    @Test("a descriptor that a broker handed over is used as it is, and its end is the end")
    func inherited() throws {
        let stage = try Stage(isListening: false)
        var ours: BrokerRemains?
        let number = try UnixSocket.pair { (one, other) throws(SystemError) in
            ours = BrokerRemains(owning: one)
            return other.release()
        }
        let link = BrokerLink(
            loop: stage.loop, endpoint: .inherited(number), hello: Introduction(.adapter, name: "x", software: "t"), limits: Stage.quick)
        link.onState = { stage.note($0) }
        link.start()
        try stage.until { (try? ours?.descriptor.waitReadable(milliseconds: 0)) == true }
        ours = nil
        try stage.until { stage.states.last?.hasPrefix("ended 69") == true }
    }

    private final class BrokerRemains {
        let descriptor: Descriptor
        init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }
}
