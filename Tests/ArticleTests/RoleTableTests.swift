import DeskBroker
import DeskCore
import DeskTesting
import DeskWire
import Testing

/// Who may send what: every type of the one table × every role, against Protocol.md and against the broker.
@Suite("Who may send what")
struct RoleTableTests {
    static let types = RequestTypes.all.map(\.name)
    static let roles: [(name: String, role: RoleSet)] = [("adapter", .adapter), ("rep", .rep), ("admin", .admin)]

    /// Answers and notices, which are never answered themselves, and `hello`, which comes once.
    static let unanswered: Set<String> = ["ok", "error", "pong", "hello"]

    @Test("no type has two rows, and none lacks somebody who may")
    func oneRowEach() {
        #expect(Set(Self.types).count == Self.types.count)
        #expect(RequestTypes.all.allSatisfy { !$0.roles.isEmpty })
    }

    @Test("Protocol.md says who may send each type, as the broker has it")
    func documented() {
        let documented = ProtocolText.rows(of: "### Who may send what").map { "\($0[0]): \($0[1])" }
        let known = RequestTypes.all.map { type in
            let roles = Self.roles.filter { type.roles.contains($0.role) }.map(\.name)
            return "`\(type.name)`: \(roles.joined(separator: ", "))"
        }
        let missing = known.filter { !documented.contains($0) }.sorted()
        #expect(missing.isEmpty, "Protocol.md lacks them or says otherwise")
        let excess = documented.filter { !known.contains($0) }
        #expect(excess.isEmpty, "the broker does not have them so")
    }

    @Test("each type has an example in Protocol.md")
    func exemplified() {
        let without = Self.types.filter { Self.examples(of: $0).isEmpty }
        #expect(without.isEmpty, "without one, nothing below is proved of them")
    }

    @Test("a role may or may not, whatever else the frame claims", arguments: types)
    func matrix(_ type: String) throws {
        guard !Self.unanswered.contains(type) else { return }
        let allowed = try #require(RequestTypes.roles(for: type))
        let examples = Self.examples(of: type)
        guard !examples.isEmpty else { return }
        for (name, role) in Self.roles {
            // What a peer says of itself changes nothing: only its hello and the kernel count.
            for claims in [[], Self.claims] {
                let codes = try examples.map { try Self.code(of: Self.request($0, claims), from: name) }
                #expect(codes.allSatisfy { ($0 != "not_allowed") == allowed.contains(role) }, "\(type) as \(name): \(codes)")
                guard allowed.contains(role) else { continue }
                // Where two roles have a shape each, one of the examples is theirs.
                #expect(codes.contains { !Self.isOfShape($0) }, "\(type) as \(name): \(codes)")
            }
        }
    }

    @Test("before hello nothing is done, and a peer without any role says nothing at all", arguments: types)
    func unattached(_ type: String) throws {
        // A type without an example is named by the test above.
        guard let example = Self.examples(of: type).first else { return }
        let desk = try MemoryDesk()
        if type != "hello" {
            let early = desk.connect(asUser: 1_000)
            early.send(Self.request(example))
            let frames = early.takeFrames()
            #expect(frames.allSatisfy { $0["code"]?.isString("not_hello") == true } && !frames.isEmpty, "\(type)")
            #expect(early.hasEnded)
        }
        let stranger = desk.connect(asUser: 4_242)
        let before = desk.broker.desk.stateBytes()
        stranger.send(Self.request(example))
        let frames = stranger.takeFrames()
        #expect(frames.count == 1 && frames[0]["type"]?.isString("bye") == true)
        #expect(frames.first?["code"]?.isString("not_permitted") == true, "\(type)")
        #expect(stranger.hasEnded && desk.broker.desk.stateBytes() == before)
    }

    @Test("whoever asks what only an admin may is found in the log", arguments: RequestTypes.all.filter { $0.roles == .admin }.map(\.name))
    func audited(_ type: String) throws {
        guard let example = Self.examples(of: type).first else { return }
        let desk = try MemoryDesk()
        let rep = try Self.attach(desk, "rep")
        rep.send(Self.request(example))
        let lines = desk.log.filter { $0.text.contains(type) }
        #expect(lines.count == 1 && lines.first?.level == .notice, "\(desk.log.map(\.text))")
        #expect(lines.first?.text.contains("ana") == true && lines.first?.source == "user 1000")
    }
}

// A desk with somebody of a role, and what it says to them.
extension RoleTableTests {
    static func examples(of type: String) -> [JSONValue] { ProtocolText.sent.filter { $0["type"]?.isString(type) == true } }

    static let claims: [(name: String, value: String)] = [
        ("role", #""admin""#), ("actor", #""admin:root""#), ("by", #"{"role":"admin","name":"root"}"#), ("uid", "0"),
    ]

    /// What is said of a frame that cannot even be read.
    static func isOfShape(_ code: String) -> Bool { ["unknown_type", "malformed", "bad_field", "internal", "no answer"].contains(code) }

    /// The example as a request with a number that nobody has used.
    static func request(_ example: JSONValue, _ claims: [(name: String, value: String)] = []) -> String {
        var members: [String] = []
        for (name, value) in example.members {
            let name = String(decoding: name, as: UTF8.self)
            if name != "id" { members.append("\"\(name)\":\(String(decoding: value.raw, as: UTF8.self))") }
        }
        for claim in claims where example[claim.name] == nil { members.append("\"\(claim.name)\":\(claim.value)") }
        return "{" + (members + [#""id":7001"#]).joined(separator: ",") + "}"
    }

    /// A desk per question, so that no answer depends on the one before.
    static func code(of request: String, from role: String) throws -> String {
        let desk = try MemoryDesk()
        let link = try attach(desk, role)
        link.send(request)
        let answer = link.takeFrames().first { $0["re"]?.integer == 7_001 }
        guard let answer else { return "no answer" }
        return answer["type"]?.isString("ok") == true ? "ok" : answer["code"]?.string ?? "no code"
    }

    static func attach(_ desk: MemoryDesk, _ role: String) throws -> MemoryLink {
        let link = desk.connect(asUser: 1_000)
        let name = ["adapter": "webchat", "rep": "ana", "admin": "root"][role] ?? ""
        let manifest =
            #","manifest":{"key":"webchat","name":"Web chat","capabilities":{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}}"#
        link.send(
            #"{"type":"hello","id":1,"protocol":[1,1],"role":"\#(role)","name":"\#(name)"\#(role == "adapter" ? manifest : "")}"#)
        try #require(link.takeFrames().contains { $0["type"]?.isString("welcome") == true })
        return link
    }
}
