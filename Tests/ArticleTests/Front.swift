import DeskTesting
import DeskWire
import Testing

/// A desk in memory with people attached, for tests that say more than a transcript can.
final class Front {
    let desk: MemoryDesk
    private(set) var links: [String: MemoryLink] = [:]
    private var requests: Int64 = 0
    private var heard: [String: [JSONValue]] = [:]

    init() throws { desk = try MemoryDesk() }

    /// With a web chat, its account `shop`, an admin and two reps who all have seats.
    static func open() throws -> Front {
        let front = try Front()
        try front.attach("webchat")
        try front.attach("root")
        try front.ask("root", "rep.set", #""rep":"root","seat":true"#)
        for rep in ["ana", "kim"] {
            try front.attach(rep)
            try front.ask("root", "rep.set", #""rep":"\#(rep)","seat":true"#)
        }
        try front.ask("root", "account.create", #""channel":"webchat","account":"shop","identifier":{"kind":"opaque","value":"shop"}"#)
        return front
    }

    static func role(of name: String) -> String { ["ana": "rep", "kim": "rep", "li": "rep", "root": "admin"][name] ?? "adapter" }

    static let capabilities = #"{"deliveryIdentifierTypes":["opaque","email"],"threadingModel":"adapter_thread"}"#

    @discardableResult
    func attach(_ name: String, capabilities: String = Front.capabilities, more: String = "") throws -> JSONValue {
        links[name]?.close()
        links[name] = desk.connect(asUser: 1_000)
        let role = Self.role(of: name)
        let manifest = #","manifest":{"key":"\#(name)","name":"A channel","capabilities":\#(capabilities)\#(more)}"#
        return try #require(
            say(name, "hello", #""protocol":[1,1],"role":"\#(role)","name":"\#(name)"\#(role == "adapter" ? manifest : "")"#))
    }

    /// What came of it, good or bad.
    func say(_ name: String, _ type: String, _ fields: String = "") -> JSONValue? {
        requests += 1
        links[name]?.send(#"{"type":"\#(type)","id":\#(requests)\#(fields.isEmpty ? "" : ",")\#(fields)}"#)
        return hear(name).first { $0["re"]?.integer == requests }
    }

    /// What must be done.
    @discardableResult
    func ask(_ name: String, _ type: String, _ fields: String = "") throws -> JSONValue {
        let answer = try #require(say(name, type, fields), "\(type) was not answered; \(desk.excuse)")
        try #require(
            answer["type"]?.isString("ok") == true, "\(type) \(fields) was answered \(String(decoding: answer.raw, as: UTF8.self))")
        return answer
    }

    private func hear(_ name: String) -> [JSONValue] {
        let frames = links[name]?.takeFrames() ?? []
        heard[name, default: []] += frames.filter { $0["re"] == nil }
        return frames
    }

    /// What came unasked, once.
    func take(_ name: String, _ type: String) -> [JSONValue] {
        _ = hear(name)
        let taken = heard[name, default: []].filter { $0["type"]?.isString(type) == true }
        heard[name]?.removeAll { $0["type"]?.isString(type) == true }
        return taken
    }

    func accept(_ name: String, _ frame: JSONValue, _ more: String = "") {
        links[name]?.send(#"{"type":"ok","re":\#(frame["id"]?.integer ?? -1)\#(more)}"#)
    }

    static func publish(
        _ key: String, thread: String?, from: String = #"{"kind":"opaque","value":"maria"}"#, account: String = "shop",
        at: String = "2026-11-22T14:48:00Z", _ more: String = ""
    ) -> String {
        let thread = thread.map { #""thread":"\#($0)","# } ?? ""
        return #""account":"\#(account)","key":"\#(key)",\#(thread)"from":\#(from),"text":"\#(key)","at":"\#(at)"\#(more)"#
    }

    func owner(of ticket: Int) throws -> String? { try ask("root", "ticket", #""ticket":\#(ticket)"#)["ticket"]?["owner"]?.string }

    /// Lets a story be played on a desk of its own.
    static func play(_ name: String) throws {
        let directory = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Transcripts/"
        try TranscriptPlay(on: MemoryDesk()).play(try Transcript(directory + name + ".transcript"))
    }
}
