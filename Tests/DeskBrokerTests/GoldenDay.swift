import DeskTesting
import DeskWire

/// A day at a desk in which everything happens that an entry can tell of, the same each time.
final class GoldenDay {
    let desk: MemoryDesk
    private var links: [String: MemoryLink] = [:]
    private var requests: Int64 = 0
    /// What the broker has asked an adapter and has no answer yet.
    private var asked: [(adapter: String, frame: JSONValue)] = []

    init(on desk: MemoryDesk) { self.desk = desk }

    func play() {
        for name in ["root", "ana", "kim"] { attach(name, name == "root" ? "admin" : "rep") }
        attachAdapter("web", threads: "adapter_thread", identifiers: "opaque")
        attachAdapter("sms", threads: "by_address", identifiers: "phone")
        account("web", "shop", #"{"kind":"opaque","value":"shop"}"#)
        account("sms", "hotline", #"{"kind":"phone","value":"+15550100"}"#)
        pipelines()
        promises()
        messages()
        replies()
        switches()
        broken()
        desk.pass(milliseconds: 73 * 3_600_000, deadlines: false)
        publish("web", "w9", "t1", "After three days.")
        routing()
        desk.markIdle()
        // Not marked: as a broker leaves it that is killed.
        publish("web", "w10", "t4", "The last thing said.")
    }

    /// What is sent to the hotline becomes a ticket of another pipeline, which says something from the start.
    private func pipelines() {
        let statuses = ["new", "waiting-contact", "waiting-us"].map { #"{"status":"\#($0)","open":true}"# }.joined(separator: ",")
        request(
            "root",
            #""type":"pipeline.set","pipeline":"calls","label":"Calls","statuses":[\#(statuses),{"status":"closed","open":false}]"#)
        request("root", #""type":"account.tickets","account":"hotline","pipeline":"calls","defaults":{"priority":"high"}"#)
    }

    /// Hours and promises, which the rest of the day keeps or breaks.
    private func promises() {
        request(
            "root",
            #""type":"schedule.set","schedule":"office","label":"\u00d6ffnung","zone":"Europe/Madrid","holidays":["2026-11-23"],"#
                + #""hours":{"sun":[["09:00","18:00"]],"tue":[["09:00","13:00"],["22:00","06:00"]],"wed":[["00:00","24:00"]]}"#)
        request(
            "root", #""type":"schedule.set","schedule":"nights","zone":"America/New_York","hours":{"mon":[["22:00","06:00"]]}"#)
        request("root", #""type":"schedule.remove","schedule":"nights""#)
        request(
            "root",
            #""type":"rep.set","rep":"kim","seat":true,"schedule":"office","#
                + #""outOfOffice":[{"from":"2026-11-24T10:00:00Z","to":"2026-11-24T11:00:00Z"}]"#)
        request(
            "root",
            #""type":"sla.set","sla":"standard","label":"In time","when":"is:open","firstReplyMinutes":60,"nextReplyMinutes":30,"#
                + #""closeMinutes":240,"schedule":"office","pausedIn":["support/waiting-contact"],"dueSoonMinutes":10"#)
        request("root", #""type":"sla.set","sla":"gone","closeMinutes":5"#)
        request("root", #""type":"sla.remove","sla":"gone","alsoOpen":true"#)
    }

    private func broken() {
        request("ana", #""type":"set","ticket":3,"status":"waiting-us","key":"c4""#)
        request("root", #""type":"sla.set","sla":"standard","dueSoonMinutes":null,"closeMinutes":300,"alsoOpen":true"#)
        // The second ends within an absence of Kim's, when the ticket is due soon, and the third when it is overdue.
        for halfHours: Int64 in [40, 47, 8, 8] { desk.pass(milliseconds: halfHours * 1_800_000, deadlines: false) }
    }

    private func messages() {
        publish(
            "web", "w1", "t1", "Is it open? \u{1B}[2J \u{202E}e\u{301}\u{1F3FA}\\\"",
            more: #","subject":"Caf\u00e9 \"é\"","externalId":"x-1""#)
        publish(
            "web", "w2", "t1", "Said on the phone.",
            more: #","direction":"outgoing","to":[{"kind":"opaque","value":"c-t1"}],"replyTo":{"externalId":"x-1"}"#)
        publish("web", "w3", "t2", String(repeating: "long ", count: 700), more: #","to":[{"kind":"opaque","value":"shop","name":"Shop"}]"#)
        request(
            "sms",
            #""type":"publish","account":"hotline","key":"s1","from":{"kind":"phone","value":"+15550199"},"text":"By text message."#
                + #"","at":"2026-11-22T14:48:00.5+01:00""#)
        request("ana", #""type":"note","ticket":1,"text":"between us","key":"n1""#)
        request("ana", #""type":"assign","ticket":2,"to":"kim","expected":null,"key":"a1""#)
        request("ana", #""type":"assign","ticket":2,"to":"kim","expected":"kim","key":"a2""#)
    }

    private func replies() {
        send("r1", 1, more: #","set":{"status":"waiting-contact"}"#)
        answer { #"{"type":"ok","re":\#($0)}"# }
        status(#""status":"sent","externalIds":["x-2","x-3"]"#)
        status(#""status":"delivered""#)
        status(#""status":"read""#)
        send("r2", 2)
        answer { #"{"type":"error","re":\#($0),"code":"blocked","message":"They have blocked us.","retryable":true}"# }
        request("kim", #""type":"retry","message":\#(last),"key":"y1""#)
        links["web"]?.close()
        attachAdapter("web", threads: "adapter_thread", identifiers: "opaque")
        answer { #"{"type":"ok","re":\#($0),"outcome":"cannot_tell"}"# }
        request("kim", #""type":"drop","message":\#(last),"key":"d1""#)
        request("ana", #""type":"set","ticket":1,"status":"closed","key":"c1""#)
        publish("web", "w4", "t1", "One more thing.")
        request("ana", #""type":"set","ticket":1,"status":"closed","key":"c2""#)
        request("ana", #""type":"set","ticket":3,"status":"waiting-us","key":"c3""#)
    }

    private func switches() {
        request("root", #""type":"account.set","account":"shop","active":false,"reason":"stocktaking""#)
        send("r3", 2)
        send("r4", 2)
        request("root", #""type":"account.set","account":"shop","active":true"#)
        answer { #"{"type":"ok","re":\#($0)}"# }
        links["sms"]?.close()
        send("r5", 3)
        request("root", #""type":"account.set","account":"hotline","active":false"#)
        send("r6", 3)
    }

    /// Another day, on which everything happens that can happen to accounts.
    func playAccounts() {
        attach("root", "admin")
        attachAdapter("web", threads: "adapter_thread", identifiers: "opaque")
        account("web", "shop", #"{"kind":"opaque","value":"shop"}"#)
        publish("web", "w1", "t1", "Before.")
        accounts()
        desk.pass(milliseconds: 16 * 60_000, deadlines: false)
        desk.markIdle()
    }

    /// Accounts connected through a form: one with a secret that is deleted again, so that its secret is missed by nobody.
    private func accounts() {
        attachAdapter(
            "post", threads: "by_address", identifiers: "email",
            more: #","connectSchema":[{"name":"host","type":"text"},{"name":"port","type":"int"},{"name":"tls","type":"bool"},"#
                + #"{"name":"key","type":"secret"}]"#)
        let values = #""values":{"host":"h","port":25,"tls":true"#
        let info = connect(#""channel":"post","account":"info","label":"Info",\#(values),"key":"hush"}"#)
        complete(info, "info@example.org")
        complete(connect(#""reauthorize":"info",\#(values),"key":"new"}"#), "info@example.org")
        request(
            "post", #""type":"account.fail","token":"\#(connect(#""channel":"post",\#(values)}"#))","code":"AUTH","text":"No such login.""#)
        _ = connect(#""channel":"post",\#(values)}"#)
        request("post", #""type":"account.authorize","account":"info","authorized":false,"reason":"Logged out.""#)
        request("root", #""type":"account.delete","account":"info","confirm":"Info","reason":"sold""#)
        request("root", #""type":"account.edit","account":"shop","label":"The shop","whenOff":"hold""#)
        complete(connect(#""channel":"post","account":"sales",\#(values)}"#), "sales@example.org")
        request("root", #""type":"account.edit","account":"sales","settings":{"port":26}"#)
        request("root", #""type":"account.set","account":"shop","active":false,"queued":"wait""#)
        held()
        hear("post")
    }

    private func held() {
        publish(
            "web", "h1", "t1", "Held.",
            more: #","subject":"At night","externalId":"x-h1","properties":{"category":"late"},"close":true"#)
        publish(
            "web", "h2", "t1", "Held, too.",
            more: #","direction":"outgoing","to":[{"kind":"opaque","value":"c-t1"}],"replyTo":{"externalId":"x-h1"}"#)
        request("root", #""type":"account.set","account":"shop","active":true"#)
        request("root", #""type":"account.edit","account":"shop","whenOff":"silent""#)
        request("root", #""type":"account.set","account":"shop","active":false"#)
        publish("web", "h3", "t1", "In silence.")
        request("root", #""type":"account.set","account":"shop","active":true"#)
    }

    private func connect(_ fields: String) -> String { request("root", #""type":"account.connect","# + fields)?["token"]?.string ?? "" }

    private func complete(_ token: String, _ address: String) {
        request(
            "post",
            #""type":"account.complete","token":"\#(token)","name":"\#(address)","identifier":{"kind":"email","value":"\#(address)"}"#)
        hear("post")
    }

    // The last reply, whichever it is about.
    private var last: Int64 = 0

    func attach(_ name: String, _ role: String, more: String = "") {
        links[name] = desk.connect(asUser: 1_000)
        request(name, #""type":"hello","protocol":[1,1],"role":"\#(role)","name":"\#(name)""# + more)
    }

    func attachAdapter(_ name: String, threads: String, identifiers: String, more: String = "") {
        let capabilities = #"{"deliveryIdentifierTypes":["\#(identifiers)"],"threadingModel":"\#(threads)"}"#
        attach(name, "adapter", more: #","manifest":{"key":"\#(name)","name":"\#(name)","capabilities":\#(capabilities)\#(more)}"#)
    }

    func account(_ channel: String, _ name: String, _ identifier: String) {
        request(
            "root",
            #""type":"account.create","channel":"\#(channel)","account":"\#(name)","label":"L \#(name)","identifier":\#(identifier)"#)
    }

    @discardableResult
    func publish(_ adapter: String, _ key: String, _ thread: String, _ text: String, more: String = "") -> JSONValue? {
        var writer = JSONWriter()
        writer.string(text)
        return request(
            adapter,
            #""type":"publish","account":"shop","key":"\#(key)","thread":"\#(thread)","from":{"kind":"opaque","value":"c-\#(thread)","name":"C"},"#
                + #""text":\#(String(decoding: writer.bytes, as: UTF8.self)),"at":"2026-11-22T14:48:00Z""# + more)
    }

    private func send(_ key: String, _ ticket: Int, more: String = "") {
        last =
            request("ana", #""type":"send","ticket":\#(ticket),"text":"reply \#(key)","force":true,"key":"\#(key)""# + more)?["message"]?
            .integer ?? 0
    }

    private func status(_ fields: String) { request("web", #""type":"status","message":\#(last),"# + fields) }

    /// The adapter's answer to what it was asked last.
    private func answer(_ text: (Int64) -> String) {
        for name in ["web", "sms"] { hear(name) }
        guard let (adapter, frame) = asked.popLast(), let id = frame["id"]?.integer else { return }
        links[adapter]?.send(text(id))
    }

    @discardableResult
    func request(_ name: String, _ fields: String) -> JSONValue? {
        requests += 1
        // Time passes, so that it can be told apart.
        desk.pass(milliseconds: 1_500, deadlines: false)
        links[name]?.send("{\"id\":\(requests),\(fields)}")
        let answer = hear(name).first { $0["re"]?.integer == requests }
        precondition(answer?["code"] == nil, "\(fields): \(answer.map { String(decoding: $0.raw, as: UTF8.self) } ?? "")")
        return answer
    }

    @discardableResult
    private func hear(_ name: String) -> [JSONValue] {
        let frames = links[name]?.takeFrames() ?? []
        for frame in frames {
            guard let id = frame["id"]?.integer else { continue }
            // What is told of accounts is taken at once.
            if frame["type"]?.isString("account") == true {
                links[name]?.send(#"{"type":"ok","re":\#(id)}"#)
            } else {
                asked.append((name, frame))
            }
        }
        return frames
    }
}

/// How a desk is, in lines of JSON that later versions can give as well.
enum GoldenState {
    private static let counts = ["head", "messages", "tickets", "open", "contacts", "unsent", "failed", "unknown"]
    private static let accountFacts = ["account", "channel", "label", "identifier", "active", "held", "queued"]

    static func lines(of desk: MemoryDesk) -> [String] {
        let link = desk.connect(asUser: 1_000)
        var requests = 0
        func ask(_ fields: String) -> JSONValue? {
            requests += 1
            link.send("{\"id\":\(requests),\(fields)}")
            return link.takeFrames().first { $0["re"]?.integer == Int64(requests) }
        }
        _ = ask(#""type":"hello","protocol":[1,1],"role":"admin","name":"root""#)
        var lines = [picked(counts, of: ask(#""type":"stats""#))]
        for channel in ask(#""type":"channels""#)?["items"]?.elements ?? [] {
            lines.append(picked(["channel", "name", "description"], of: channel))
            lines += (channel["accounts"]?.elements ?? []).map { picked(accountFacts, of: $0) }
        }
        for kind in ["tickets", "messages", "contacts"] {
            let items = ask(#""type":"export","of":"\#(kind)","limit":200"#)?["items"]?.elements ?? []
            lines += items.map { String(decoding: $0.raw, as: UTF8.self) }
        }
        return lines
    }

    private static func picked(_ names: [String], of value: JSONValue?) -> String {
        "{"
            + names.compactMap { name in value?[name].map { "\"\(name)\":" + String(decoding: $0.raw, as: UTF8.self) } }.joined(
                separator: ",") + "}"
    }

    /// What differs from what was written down; members that were not known then may be there.
    static func difference(_ expected: String, _ line: String) -> String? {
        guard let old = try? JSONDocument(parsing: Array(expected.utf8)).root, let new = try? JSONDocument(parsing: Array(line.utf8)).root
        else {
            return "no JSON: \(line)"
        }
        for (name, value) in old.members {
            let name = String(decoding: name, as: UTF8.self)
            if new[name]?.raw != value.raw {
                return "\(name) is \(new[name].map { String(decoding: $0.raw, as: UTF8.self) } ?? "missing") in \(line), was \(expected)"
            }
        }
        return nil
    }
}
