import DeskKit
import DeskSystem
import DeskWire
import Testing

struct PublishingTests {
    /// Publishes `keys` in one thread and collects "key outcome".
    private func publish(_ adapter: Adapter, _ keys: [String], thread: String = "t", into outcomes: Outcomes) throws {
        for key in keys { try adapter.publish(.test(key, thread: thread)) { outcomes.lines.append("\(key) \($0.word)") } }
    }

    private final class Outcomes { var lines: [String] = [] }

    private static func isHello(_ frame: JSONValue) -> Bool { frame["type"]?.isString("hello") == true }

    @Test("what is published while the desk is away arrives in order when it is there")
    func away() throws {
        let stage = try Stage(isListening: false)
        let adapter = try stage.adapter()
        let outcomes = Outcomes()
        try publish(adapter, ["a", "b", "c"], into: outcomes)
        try stage.settle(milliseconds: 20)
        try stage.broker.start()
        try stage.until { outcomes.lines.count == 3 }
        #expect(outcomes.lines == ["a accepted", "b accepted", "c accepted"])
        #expect(stage.broker.frames("publish").keys == ["a", "b", "c"])
    }

    @Test("what was not acknowledged is sent again after a loss: same keys, same order, byte for byte")
    func lostAcknowledgements() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        let outcomes = Outcomes()
        try stage.until { adapter.isAttached }
        stage.broker.script = { broker, frame in if Self.isHello(frame) { broker.welcome(frame) } }
        try publish(adapter, ["a", "b"], thread: "t1", into: outcomes)
        try publish(adapter, ["c", "d"], thread: "t2", into: outcomes)
        try stage.until { stage.broker.frames("publish").count == 2 }
        let first = stage.broker.frames("publish").map(\.raw)
        stage.broker.script = { $0.behave($1) }
        stage.broker.hangUp()
        try stage.until { outcomes.lines.count == 4 }
        let all = stage.broker.frames("publish")
        #expect(all.keys == ["a", "c", "a", "c", "b", "d"])
        #expect(all[2...3].map(\.raw) == first)
        #expect(outcomes.lines.allSatisfy { $0.hasSuffix("accepted") })
    }

    @Test("busy is tried again by the kit, nothing of the thread overtakes, another thread goes on")
    func busy() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        let outcomes = Outcomes()
        var refusals = 0
        var times: [MonotonicTime] = []
        stage.broker.script = { broker, frame in
            if frame["key"]?.isString("a") == true { times.append(stage.loop.now) }
            guard frame["key"]?.isString("a") == true, refusals < 3 else { return broker.behave(frame) }
            refusals += 1
            broker.refuse(frame, "busy", retryable: true, afterMilliseconds: refusals == 2 ? 40 : 0)
        }
        try publish(adapter, ["a", "b"], into: outcomes)
        try publish(adapter, ["x"], thread: "u", into: outcomes)
        try stage.until { outcomes.lines.count == 3 }
        #expect(outcomes.lines == ["x accepted", "a accepted", "b accepted"])
        #expect(stage.broker.frames("publish").keys == ["a", "x", "a", "a", "a", "b"])
        #expect(times[2].milliseconds(since: times[1]) >= 40, "the broker said when")
    }

    @Test("channel_off is told, kept, and not tried again until the account is on")
    func channelOff() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        let outcomes = Outcomes()
        var isOff = true
        stage.broker.script = { broker, frame in
            if isOff && frame["type"]?.isString("publish") == true { return broker.refuse(frame, "channel_off", retryable: true) }
            broker.behave(frame)
        }
        try publish(adapter, ["a", "b"], into: outcomes)
        try stage.until { !outcomes.lines.isEmpty }
        try stage.settle()
        #expect(outcomes.lines == ["a waiting channel_off"])
        #expect(stage.broker.frames("publish").keys == ["a"])

        // Asked by the adapter, it tries once.
        adapter.retry(account: "shop")
        try stage.until { outcomes.lines.count == 2 }
        try stage.settle(milliseconds: 20)
        #expect(stage.broker.frames("publish").keys == ["a", "a"])

        isOff = false
        stage.broker.send(#"{"type":"account","id":11,"account":"shop","change":"updated","changed":["active"],"active":true}"#)
        try stage.until { outcomes.lines.count == 4 }
        #expect(outcomes.lines.suffix(2) == ["a accepted", "b accepted"])
        #expect(stage.broker.frames("ok").first?["re"]?.integer == 11)
    }

    @Test("after a loss what waits for a channel goes on if the welcome says that it is on, and only then", arguments: [true, false])
    func channelOffAcrossLoss(_ isOnAgain: Bool) throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        let outcomes = Outcomes()
        stage.broker.script = { broker, frame in
            Self.isHello(frame) ? broker.welcome(frame) : broker.refuse(frame, "channel_off", retryable: true)
        }
        try publish(adapter, ["a"], into: outcomes)
        try stage.until { !outcomes.lines.isEmpty }
        stage.broker.welcomeFields = #""accounts":[{"account":"shop","active":\#(isOnAgain)}]"#
        stage.broker.script = { $0.behave($1) }
        stage.broker.hangUp()
        try stage.until { stage.broker.connectionCount == 2 && adapter.isAttached }
        try stage.settle()
        #expect(outcomes.lines == (isOnAgain ? ["a waiting channel_off", "a accepted"] : ["a waiting channel_off"]))
        #expect(adapter.account("shop")?.isActive == isOnAgain)
    }

    @Test("who wants it back gets it back while the channel is off, with all that is behind it in the thread")
    func giveBack() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        var lines: [String] = []
        stage.broker.script = { broker, frame in
            Self.isHello(frame) ? broker.welcome(frame) : broker.refuse(frame, "channel_off", retryable: true)
        }
        for key in ["a", "b", "c"] {
            var publication = Publication.test(key)
            publication.whileOff = .giveBack
            try adapter.publish(publication) { lines.append("\(key) \($0.word)") }
        }
        try stage.until { lines.count == 3 }
        try stage.settle()
        #expect(lines == ["a refused channel_off", "b refused channel_off", "c refused channel_off"])
        #expect(stage.broker.frames("publish").keys == ["a"])
        stage.broker.script = { $0.behave($1) }
        try adapter.publish(.test("a")) { lines.append("a \($0.word)") }
        try stage.until { lines.last == "a accepted" }
    }

    @Test("a refusal for good is told once, and the next of the thread follows")
    func refused() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        let outcomes = Outcomes()
        stage.broker.script = { broker, frame in
            frame["key"]?.isString("a") == true ? broker.refuse(frame, "text_too_long") : broker.behave(frame)
        }
        try publish(adapter, ["a", "b"], into: outcomes)
        try stage.until { outcomes.lines.count == 2 }
        #expect(outcomes.lines == ["a refused text_too_long", "b accepted"])
    }

    @Test("publishing from within an outcome keeps the order")
    func reentrant() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        var isDone = false
        try adapter.publish(.test("a")) { _ in try? adapter.publish(.test("c")) { _ in isDone = true } }
        try adapter.publish(.test("b"))
        try stage.until { isDone }
        #expect(stage.broker.frames("publish").keys == ["a", "b", "c"])
    }

    @Test("more than the ceiling is not taken, and says so")
    func ceiling() throws {
        let stage = try Stage(isListening: false)
        var limits = AdapterLimits.standard
        limits.publicationsMax = 2
        let adapter = try stage.adapter(limits: limits)
        try adapter.publish(.test("a"))
        try adapter.publish(.test("b"))
        #expect(throws: PublishError.self) { try adapter.publish(.test("c")) }
        try stage.broker.start()
        try stage.until { stage.broker.frames("publish").count == 2 }
        try stage.until { (try? adapter.publish(.test("c"))) != nil }
        var large = Publication.test("d")
        large.text = String(repeating: "x", count: 1 << 20)
        #expect(throws: PublishError.self) { try adapter.publish(large) }
    }

    @Test("thousands in many threads all arrive, each thread in its order, through a broker that dies again and again")
    func manyThroughLosses() throws {
        let stage = try Stage()
        let adapter = try stage.adapter()
        var accepted: [String: [Int]] = [:]
        var known: Set<String> = []
        var applied: [String: [Int]] = [:]
        var count = 0
        stage.broker.script = { broker, frame in
            guard let key = frame["key"]?.string, let thread = frame["thread"]?.string, let number = Int(key.split(separator: ":")[1])
            else { return broker.behave(frame) }
            count += 1
            if known.insert(key).inserted { applied[thread, default: []].append(number) }
            if count % 97 == 0 { return broker.hangUp() }
            if count % 89 == 0 { return broker.refuse(frame, "busy", retryable: true) }
            broker.behave(frame)
        }
        for number in 0..<2_000 {
            let thread = "t\(number % 37)"
            try adapter.publish(.test("\(thread):\(number)", thread: thread)) {
                if case .accepted = $0 { accepted[thread, default: []].append(number) }
            }
        }
        try stage.until(milliseconds: 20_000) { accepted.values.reduce(0) { $0 + $1.count } == 2_000 }
        #expect(stage.broker.connectionCount > 10)
        for (thread, numbers) in accepted {
            #expect(numbers == numbers.sorted())
            #expect(applied[thread] == numbers)
        }
    }
}
