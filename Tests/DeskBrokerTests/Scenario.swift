import DeskTesting
import DeskWire

/// A fixed day at a desk in memory: what every test that lets the disk fail plays. It goes on as far as the broker does.
final class Scenario {
    let desk: MemoryDesk
    private(set) var ledger = Ledger()
    private var links: [String: MemoryLink] = [:]
    private var requests: Int64 = 0
    private var deliveries: [JSONValue] = []

    init(on desk: MemoryDesk) { self.desk = desk }

    func play() {
        attachAll()
        for index in 0..<6 { publish("k\(index)", "t\(index % 3)", "text \(index) " + String(repeating: "x", count: index * 150)) }
        ask("kim", #""type":"watch""#)
        send("a1", ticket: 1)
        send("a2", ticket: 1)
        send("b1", ticket: 2)
        deliver()
        desk.markIdle()
        glued()
        ask("ana", #""type":"note","ticket":1,"text":"a note","key":"n1""#)
        ask("root", #""type":"account.set","account":"shop","active":false"#)
        send("c1", ticket: 3)
        publish("off", "t0", "while it is off")
        ask("root", #""type":"account.set","account":"shop","active":true"#)
        deliver()
        ask("ana", #""type":"set","ticket":2,"status":"closed","key":"s1""#)
        ask("kim", #""type":"assign","ticket":1,"to":"kim","force":true,"key":"as1""#)
        publish("k9", "t1", "it does it again")
        desk.markIdle()
        leaveWithDeliveries()
        publish("k10", "t2", String(repeating: "y", count: 3_000))
    }

    /// Adapters that go with replies in their hands, and come back.
    private func leaveWithDeliveries() {
        send("d1", ticket: 2)
        links["webchat"]?.close()
        send("d2", ticket: 3)
        attach("webchat", "adapter")
        deliver()
    }

    /// Attached by role; the adapter with its account.
    func attachAll() {
        attach("webchat", "adapter")
        attach("root", "admin")
        attach("ana", "rep")
        attach("kim", "rep")
        ask("root", #""type":"account.create","channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#)
    }

    func link(_ name: String) -> MemoryLink? { links[name] }

    func attach(_ name: String, _ role: String) {
        guard desk.end == nil else { return }
        links[name] = desk.connect(asUser: 1_000)
        let manifest =
            #"{"key":"webchat","name":"W","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#
        ask(
            name,
            #""type":"hello","protocol":[1,1],"role":"\#(role)","name":"\#(name)""#
                + (role == "adapter" ? #","manifest":\#(manifest)"# : ""))
    }

    @discardableResult
    func ask(_ name: String, _ fields: String) -> JSONValue? {
        requests += 1
        links[name]?.send("{\"id\":\(requests),\(fields)}")
        return hear(name).first { $0["re"]?.integer == requests }
    }

    private func hear(_ name: String) -> [JSONValue] {
        let frames = links[name]?.takeFrames() ?? []
        deliveries += frames.filter { $0["id"] != nil }
        return frames
    }

    private static func publication(_ key: String, _ thread: String, _ text: String) -> String {
        #""type":"publish","account":"shop","key":"\#(key)","thread":"\#(thread)","from":{"kind":"opaque","value":"m\#(thread)"},"#
            + #""text":"\#(text)","at":"2026-11-22T14:48:00Z""#
    }

    func publish(_ key: String, _ thread: String, _ text: String) {
        ledger.ask(key, text)
        note(key, ask("webchat", Self.publication(key, thread, text)))
    }

    private func note(_ key: String, _ answer: JSONValue?) {
        if answer?["type"]?.string == "ok", let message = answer?["message"]?.integer { ledger.promise(key, message) }
    }

    /// Several publications in one turn: one batch of several entries.
    private func glued() {
        let first = requests + 1
        var bytes: [UInt8] = []
        for index in 0..<5 {
            requests += 1
            ledger.ask("g\(index)", "glued \(index)")
            bytes += Framing.frame(Array("{\"id\":\(requests),\(Self.publication("g\(index)", "t\(index)", "glued \(index)"))}".utf8))
        }
        links["webchat"]?.send(bytes: bytes)
        for frame in hear("webchat") {
            if let request = frame["re"]?.integer, request >= first { note("g\(request - first)", frame) }
        }
    }

    private func send(_ key: String, ticket: Int) {
        ledger.ask(key, "reply \(key)")
        note(key, ask("ana", #""type":"send","ticket":\#(ticket),"text":"reply \#(key)","force":true,"key":"\#(key)""#))
    }

    /// The adapter takes what it was given, and tells.
    private func deliver() {
        _ = hear("webchat")
        while !deliveries.isEmpty {
            let given = deliveries.removeFirst()
            let request = given["id"]?.integer ?? 0
            links["webchat"]?.send(#"{"type":"ok","re":\#(request),"outcome":"not_sent"}"#)
            if given["type"]?.string == "deliver", let message = given["message"]?.integer {
                ask("webchat", #""type":"status","message":\#(message),"status":"sent","externalIds":["x\#(message)"]"#)
            }
            _ = hear("webchat")
        }
    }

    /// Every line of every ticket, as a rep reads it.
    func timelines() -> [(message: Int64, text: String)] {
        attach("reader", "rep")
        var told: [(message: Int64, text: String)] = []
        for ticket in 1...12 {
            for item in ask("reader", #""type":"ticket","ticket":\#(ticket),"limit":200"#)?["items"]?.elements ?? [] {
                if let message = item["message"]?.integer, let text = item["text"]?.string, item["kind"]?.string == "message" {
                    told.append((message, text))
                }
            }
        }
        return told
    }

    /// Sends every publication again under its key; what was promised must be answered as the first time.
    func repeatAll() -> String? {
        attachAll()
        for (key, message) in ledger.promised.sorted(by: { $0.key < $1.key })
        where key.first != "a" && key.first != "b" && key.first != "c" && key.first != "d" {
            guard let text = ledger.asked.first(where: { $0.key == key })?.text else { continue }
            let thread = key.first == "g" ? "t\(key.dropFirst())" : Self.threads[key] ?? ""
            let answer = ask("webchat", Self.publication(key, thread, text))
            guard answer?["duplicate"]?.bool == true, answer?["message"]?.integer == message else {
                return "\(key), promised as \(message), is answered \(answer.map { String(decoding: $0.raw, as: UTF8.self) } ?? "nothing")"
            }
        }
        return nil
    }

    private static let threads = [
        "k0": "t0", "k1": "t1", "k2": "t2", "k3": "t0", "k4": "t1", "k5": "t2", "k9": "t1", "k10": "t2", "off": "t0",
    ]
}
