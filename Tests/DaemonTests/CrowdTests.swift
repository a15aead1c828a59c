import DeskSystem
import DeskTesting
import DeskWire
import Glibc
import Testing

@Suite("The real daemon: many at once", .serialized)
struct CrowdTests {
    @Test("of a thousand watchers one never reads: all others hear everything at once, and it hears everything later, without a gap")
    func neverReading() throws {
        _ = DescriptorLimit.raise()
        let broker = try RealBroker()
        let adapter = try Self.shop(broker)
        let ticket = try Self.longTicket(adapter)
        var crowd: [FrameClient] = []
        for number in 0..<1_000 { crowd.append(try Self.watcher(broker, "rep-\(number % 10)")) }
        let sleeper = crowd.removeLast()
        let asked = (1...12).map { _ in sleeper.nextRequest() }
        for id in asked { try sleeper.send(#"{"id":\#(id),"type":"ticket","ticket":\#(ticket),"limit":200}"#) }

        var sequences: [Int64] = []
        for number in 1...40 { sequences.append(try Self.publish("k-\(number)", text: "hello", adapter)) }
        for client in crowd { #expect(try Self.events(client, count: 40) == sequences) }
        #expect(try crowd[0].ask(#""type":"stats""#)?["type"]?.string == "ok")

        var heard: [Int64] = []
        var answers: [Int64] = []
        while heard.count < sequences.count || answers.count < asked.count, let frame = try sleeper.receive() {
            if let sequence = Self.message(frame) { heard.append(sequence) }
            if let id = frame["re"]?.integer { answers.append(id) }
        }
        #expect(heard == sequences)
        #expect(answers == asked)
    }

    @Test("who reads nothing for ten seconds is let go, and comes back to everything that it missed")
    func letGo() throws {
        let broker = try RealBroker()
        let adapter = try Self.shop(broker)
        let ticket = try Self.longTicket(adapter)
        let sleeper = try Self.watcher(broker, "kim")
        let before = try #require(try broker.attach(as: "rep", "ana").ask(#""type":"stats""#)?["head"]?.integer)
        for _ in 1...12 { try sleeper.send(#"{"id":\#(sleeper.nextRequest()),"type":"ticket","ticket":\#(ticket),"limit":200}"#) }
        let sequences = try (1...20).map { try Self.publish("k-\($0)", text: "hello", adapter) }
        _ = try broker.waitForEnd(milliseconds: 11_500)
        var last: JSONValue?
        while let frame = try sleeper.receive(milliseconds: 2_000) { last = frame }
        #expect(sleeper.hasEnded, "the broker has hung up")
        #expect(broker.log.contains("slow_consumer"), "\(last?["type"]?.string ?? "nothing") came last; \(broker.log.suffix(300))")

        let again = try broker.attach(as: "rep", "kim")
        #expect(again !== sleeper)
        try again.send(#"{"id":\#(again.nextRequest()),"type":"watch","from":\#(before)}"#)
        #expect(try Self.events(again, count: 20) == sequences)
    }

    @Test("ten thousand that are attached and say nothing cost no processor time")
    func idle() throws {
        let limit = DescriptorLimit.raise()
        try #require(limit >= 10_200, "this test needs 10,200 descriptors; raise the hard limit of open files (ulimit -Hn)")
        let broker = try RealBroker()
        let hello = Framing.frame(Array(#"{"type":"hello","id":1,"protocol":[1,1],"role":"rep","name":"kim"}"#.utf8))
        var crowd: [Peer] = []
        for _ in 0..<10_000 { crowd.append(try Peer(broker.socket, saying: hello)) }
        let ana = try broker.attach(as: "rep", "ana")
        let sessions = try ana.ask(#""type":"stats""#)?["sessions"]?.integer ?? 0
        #expect(sessions == 10_001)
        _ = try broker.waitForEnd(milliseconds: 1_000)
        let before = try Self.processorTicks(broker)
        _ = try broker.waitForEnd(milliseconds: 3_000)
        #expect(try Self.processorTicks(broker) - before <= 3, "a hundredth of a second each, of 300")
        #expect(try Self.residentMiB(broker) < 256)
        withExtendedLifetime(crowd) {}
    }

    /// A connection that says one thing and nothing more. A class, because an array cannot hold a descriptor.
    private final class Peer {
        private let socket: Descriptor

        init(_ path: String, saying bytes: [UInt8]) throws {
            socket = try Self.connect(path)
            try socket.setNonBlocking(false)
            #expect(try socket.send(bytes.span) == bytes.count)
        }

        /// The backlog may be full for a moment.
        private static func connect(_ path: String) throws -> Descriptor {
            while true {
                do throws(SystemError) {
                    return try UnixSocket.connect(to: path)
                } catch {
                    guard error.kind == .again else { throw error }
                    usleep(1_000)
                }
            }
        }
    }

    private static func shop(_ broker: RealBroker) throws -> FrameClient {
        let admin = try broker.attach(as: "admin", "root")
        let adapter = try broker.connect()
        _ = try #require(try adapter.attachAdapter("chat"))
        let created = try admin.ask(
            #""type":"account.create","channel":"chat","account":"shop","label":"Shop","identifier":{"kind":"opaque","value":"shop"}"#)
        #expect(created?["type"]?.string == "ok")
        return adapter
    }

    /// A ticket that makes answers large enough to fill what the broker holds for one who does not take them.
    private static func longTicket(_ adapter: FrameClient) throws -> Int64 {
        for number in 1...8 { try publish("long-\(number)", text: String(repeating: "x", count: 50_000), adapter) }
        return try #require(try said("last", text: "x", adapter)?["ticket"]?.integer)
    }

    @discardableResult
    private static func publish(_ key: String, text: String, _ adapter: FrameClient) throws -> Int64 {
        let answer = try said(key, text: text, adapter)
        return try #require(answer?["seq"]?.integer, "\(answer?["message"]?.string ?? "no answer")")
    }

    private static func said(_ key: String, text: String, _ adapter: FrameClient) throws -> JSONValue? {
        try adapter.ask(
            #""type":"publish","account":"shop","key":"\#(key)","thread":"t","#
                + #""from":{"kind":"opaque","value":"v"},"at":"2026-11-22T14:48:00Z","text":"\#(text)""#)
    }

    private static func watcher(_ broker: RealBroker, _ name: String) throws -> FrameClient {
        let client = try broker.attach(as: "rep", name)
        try client.send(#"{"id":\#(client.nextRequest()),"type":"watch"}"#)
        while let frame = try client.receive() {
            if frame["type"]?.string == "state", frame["done"]?.bool == true { return client }
        }
        throw RealBroker.DidNotStart(description: "\(name) was never told the state")
    }

    /// The sequences of the next `count` messages that a watcher is told of.
    private static func events(_ client: FrameClient, count: Int) throws -> [Int64] {
        var sequences: [Int64] = []
        while sequences.count < count, let frame = try client.receive() {
            if let sequence = message(frame) { sequences.append(sequence) }
        }
        return sequences
    }

    private static func message(_ frame: JSONValue) -> Int64? {
        guard frame["type"]?.string == "event" else { return nil }
        let isMessage = frame["events"]?.elements.contains { $0["event"]?.string == "message_received" } ?? false
        return isMessage ? frame["seq"]?.integer : nil
    }

    /// User and system time of the broker, from proc(5).
    private static func processorTicks(_ broker: RealBroker) throws -> Int {
        let fields = try proc(broker, "stat")
        return (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
    }

    private static func residentMiB(_ broker: RealBroker) throws -> Int { (Int(try proc(broker, "statm")[1]) ?? 0) / 256 }

    private static func proc(_ broker: RealBroker, _ name: String) throws -> [Substring] {
        let bytes = try File("/proc/\(broker.identifier ?? 0)/\(name)", .read).read(at: 0, count: 4_096)
        return String(decoding: bytes, as: UTF8.self).split(separator: " ")
    }
}
