import DeskWire
import FoundationEssentials
import Testing

/// The contract, as this checkout has it.
enum ProtocolPage {
    static let text: String = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let page = tests.appending(path: "../../Sources/DeskWire/DeskWire.docc/Protocol.md")
        return (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    }()

    /// The lines of the fenced blocks with that info string.
    static func lines(of info: String) -> [String] {
        var lines: [String] = []
        var fence: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                fence = fence == nil ? String(line.dropFirst(3)) : nil
            } else if fence == info {
                lines.append(line)
            }
        }
        return lines
    }

    static let examples = lines(of: "frames")
    static var objects: [[UInt8]] { examples.map { Array($0.dropFirst(2).utf8) } }

    /// The codes in the table of errors, and those named below it.
    static var codes: Set<String> {
        let section = text.components(separatedBy: "\n## Errors").dropFirst().first?.components(separatedBy: "\n## ").first ?? ""
        return Set(section.components(separatedBy: "`").filter { $0.contains(/^[a-z_]+$/) })
    }
}

@Suite("Protocol.md")
struct ProtocolPageTests {
    @Test("each example line is a direction and one good frame", arguments: ProtocolPage.examples)
    func example(_ line: String) throws {
        #expect(line.hasPrefix("→ ") || line.hasPrefix("← "))
        let object = Array(line.dropFirst(2).utf8)
        var decoder = FrameDecoder()
        decoder.append(Framing.frame(object).span)
        let decoded = try #require(try decoder.next())
        let root = try JSONDocument(parsing: decoded).root
        #expect(root.raw == object, "nothing but the object stands on the line")
        #expect(root["type"]?.kind == .string)
        #expect(root["id"] == nil || root["id"]?.integer != nil)
        #expect(root["re"] == nil || root["re"]?.integer != nil)
    }

    @Test("byte by byte and glued together, the examples decode alike")
    func arrivals() throws {
        let stream = ProtocolPage.objects.reduce(into: []) { Framing.append($1, to: &$0) }
        for piece in [1, 3, 4096, stream.count] {
            var decoder = FrameDecoder()
            var decoded: [[UInt8]] = []
            for start in stride(from: 0, to: stream.count, by: piece) {
                decoder.append(stream.span.extracting(start..<min(start + piece, stream.count)))
                while let object = try decoder.next() { decoded.append(object) }
            }
            #expect(decoded == ProtocolPage.objects, "in pieces of \(piece)")
        }
    }

    @Test("no example that is cut short is taken")
    func truncations() {
        for object in ProtocolPage.objects {
            for length in 0..<object.count {
                #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(object[..<length])) }
            }
        }
    }

    @Test("shapes are JSON too", arguments: ProtocolPage.lines(of: "json"))
    func shape(_ line: String) throws { _ = try JSONDocument(parsing: Array(line.utf8)) }

    @Test(
        "each type of frame has an example in each direction that it goes",
        arguments: [
            "→ hello", "← welcome", "→ ping", "← pong", "← ok", "→ ok", "← error", "→ error", "← bye",
            "→ publish", "→ status", "→ history", "→ typing", "← deliver", "← probe", "← account", "← typing", "← read",
            "→ watch", "← state", "← event", "← presence", "← channel", "→ tickets", "→ ticket", "→ send", "→ note", "→ assign", "→ set",
            "→ retry", "→ drop", "→ viewing", "→ who", "→ channels", "→ account.create", "→ account.set", "→ stats", "→ health", "← ping",
            "→ adapters", "→ adapter.restart", "→ adapter.logs", "→ metrics", "→ tap",
            "← tapped",
        ])
    func coverage(_ wanted: String) {
        #expect(ProtocolPage.examples.contains { $0.hasPrefix("\(wanted.prefix(2)){\"type\":\"\(wanted.dropFirst(2))\"") })
    }

    @Test("each request in the examples is answered once, and each answer is to a request before it")
    func answers() throws {
        for block in blocks() {
            var asked: [String: Set<Int64>] = ["→": [], "←": []]
            for line in block {
                let side = String(line.prefix(1))
                let root = try JSONDocument(parsing: Array(line.dropFirst(2).utf8)).root
                if let id = root["id"]?.integer { #expect(asked[side]?.insert(id).inserted == true, "\(line)") }
                guard let answered = root["re"]?.integer else { continue }
                #expect(asked[side == "→" ? "←" : "→"]?.remove(answered) == answered, "\(line)")
            }
        }
    }

    @Test("each code of an example is explained")
    func codes() throws {
        for object in ProtocolPage.objects {
            let root = try JSONDocument(parsing: object).root
            guard root["type"]?.isString("error") == true || root["type"]?.isString("bye") == true, root["code"] != nil else { continue }
            let code = root["code"]?.string ?? ""
            // An adapter's refusal of a delivery carries its service's code, not one of ours.
            #expect(ProtocolPage.codes.contains(code) || code == "no_session", "\(code)")
        }
    }

    private func blocks() -> [[String]] {
        let fenced = ProtocolPage.text.components(separatedBy: "\n```")
        return fenced.filter { $0.hasPrefix("frames\n") }.map { $0.split(separator: "\n").dropFirst().map(String.init) }
    }
}
