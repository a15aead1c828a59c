import DeskBroker
import DeskCore
import DeskTesting
import DeskWire
import Testing

/// A wrong value is refused, named, and told what would be right.
@Suite("Complaints: what is wrong is named")
struct StrictnessTests {
    private static let good: [(name: String, value: String)] = [
        ("deliveryIdentifierTypes", #"["opaque","email"]"#), ("threadingModel", #""adapter_thread""#), ("allowOutgoingMessages", "true"),
        ("maxTextLength", "4096"), ("richText", #"["bold"]"#), ("allowInlineImages", "false"), ("allowConversationStart", "true"),
        ("allowMultipleRecipients", "false"), ("orderedDelivery", "true"), ("outgoingAttachmentTypes", #"["file"]"#),
        ("allowedFileAttachmentMimeTypes", #"["image/*"]"#), ("maxFileAttachmentCount", "10"), ("maxFileAttachmentSizeBytes", "1000000"),
        ("maxTotalFileAttachmentSizeBytes", "2000000"), ("replyWindowSeconds", "86400"), ("supportsTyping", #""partial""#),
        ("supportsReadReceipts", "true"), ("supportsQuotedReply", #""fallback""#),
    ]
    private static let wrong = [
        "7", "-1", "1.5", "true", "null", #""""#, #""loud""#, #"["loud"]"#, #"[{"type":"opaque"}]"#, "[[]]", "{}", #"{"kind":"opaque"}"#,
        "9007199254740993", #"["opaque","opaque",7]"#,
    ]

    @Test("a manifest with any wrong value is refused whole, naming key, value, what is allowed and an example", .tags(.u3))
    func fuzzedManifests() throws {
        var refused: Set<String> = []
        for (name, _) in Self.good {
            for value in Self.wrong {
                let front = try Front()
                let members = Self.good.map { "\"\($0.name)\":\($0.name == name ? value : $0.value)" }
                let answer = try front.attach("webchat", capabilities: "{\(members.joined(separator: ","))}")
                guard answer["type"]?.isString("error") == true else { continue }
                refused.insert(name)
                let shown = String(decoding: answer.raw, as: UTF8.self)
                #expect(answer["code"]?.isString("bad_field") == true, "\(shown)")
                #expect(answer["data"]?["field"]?.string?.hasPrefix("capabilities.\(name)") == true, "\(name): \(value): \(shown)")
                #expect(answer["message"]?.string?.contains(name) == true)
                #expect((answer["data"]?["allowed"]?.elements.count ?? 0) > 0, "\(name): \(value): \(shown)")
                #expect(answer["data"]?["example"]?.string?.contains(name) == true, "\(name): \(value): \(shown)")
                #expect(front.desk.broker.desk.channels.sortedChannels.isEmpty, "nothing of it is kept")
            }
        }
        #expect(refused.count == Self.good.count)
    }

    @Test("the example in a refusal is a right one", .tags(.u3), arguments: good.map(\.name))
    func examples(_ name: String) throws {
        let members = Self.good.map { "\"\($0.name)\":\($0.name == name ? #"[{"no":1}]"# : $0.value)" }
        let answer = try Front().attach("webchat", capabilities: "{\(members.joined(separator: ","))}")
        let example = try #require(answer["data"]?["example"]?.string)
        let mended = Self.good.map { $0.name == name ? example : "\"\($0.name)\":\($0.value)" }
        #expect(
            try Front().attach("webchat", capabilities: "{\(mended.joined(separator: ","))}")["type"]?.isString("welcome") == true,
            "\(example)")
    }

    /// Every frame that peers send, as Protocol.md has it.
    private static let frames = ProtocolText.sent.filter {
        $0["id"] != nil && !["hello", "ok", "error", "teleport"].contains($0["type"]?.string ?? "")
    }

    @Test("a member of the wrong kind is refused by its name, at any depth, or is none that the frame has", .tags(.u4))
    func goldenFrames() throws {
        var named: Set<String> = []
        for frame in Self.frames {
            let type = frame["type"]?.string ?? ""
            let role = Self.role(for: type)
            for path in Self.paths(of: frame) where path != ["type"] && path != ["id"] {
                for wrong in [#"{"no":[1]}"#, "[[7]]", "-0.5"] {
                    let desk = try MemoryDesk()
                    let link = try RoleTableTests.attach(desk, role)
                    link.send(Self.replace(frame, path, by: wrong))
                    let answer = link.takeFrames().first { $0["re"]?.integer == 7_001 }
                    guard let code = answer?["code"]?.string, code == "bad_field" else { continue }
                    let field = answer?["data"]?["field"]?.string ?? ""
                    // Told of another member at most where this one makes that one missing or unfit.
                    #expect(!field.isEmpty && answer?["message"]?.string?.isEmpty == false)
                    if field.split(separator: ",").contains(where: { $0.split(separator: ".").last.map(String.init) == path.last }) {
                        named.insert("\(type) \(path.joined(separator: "."))")
                    }
                }
            }
        }
        // What can be wrong of the frames that carry most.
        for wanted in [
            "publish account", "publish key", "publish from.name", "publish text", "publish at", "send ticket", "send text", "assign to",
        ] {
            #expect(named.contains(wanted), "\(wanted) is not named")
        }
        #expect(named.count > 60)
    }

    private static func role(for type: String) -> String {
        let roles = RequestTypes.roles(for: type) ?? .admin
        return roles.contains(.admin) ? "admin" : roles.contains(.rep) ? "rep" : "adapter"
    }

    private static func paths(of value: JSONValue, _ at: [String] = []) -> [[String]] {
        value.members.flatMap { name, member -> [[String]] in
            let path = at + [String(decoding: name, as: UTF8.self)]
            return [path] + paths(of: member, path)
        }
    }

    private static func replace(_ value: JSONValue, _ path: [String], by wrong: String, _ isTop: Bool = true) -> String {
        guard let first = path.first else { return wrong }
        var members = value.members.map { name, member -> String in
            let name = String(decoding: name, as: UTF8.self)
            if isTop, name == "id" { return #""id":7001"# }
            let text =
                name == first ? replace(member, Array(path.dropFirst()), by: wrong, false) : String(decoding: member.raw, as: UTF8.self)
            return "\"\(name)\":\(text)"
        }
        if members.isEmpty { members = [] }
        return "{" + members.joined(separator: ",") + "}"
    }
}
