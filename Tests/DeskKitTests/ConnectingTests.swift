import DeskKit
import DeskSystem
import DeskWire
import Testing

/// An admin connects an account: the adapter's part of it.
struct ConnectingTests {
    private static let connect =
        #"{"type":"connect","id":12,"token":"t1","account":"shop","values":{"user":"ana","password":"hush","port":993,"tls":true}}"#

    private func attached(_ stage: Stage, _ set: (Adapter) -> Void) throws -> Adapter {
        let adapter = try stage.adapter()
        set(adapter)
        try stage.until("the adapter to attach") { adapter.isAttached }
        return adapter
    }

    @Test("values come to the callback, and what the service said goes back to the desk")
    func completed() throws {
        let stage = try Stage()
        var seen: [String] = []
        var outcome: String?
        let adapter = try attached(stage) { adapter in
            adapter.onConnect = { attempt in
                let values = attempt.values
                seen = [values.text("user") ?? "", "\(values.integer("port") ?? 0)", "\(values.flag("tls") ?? false)", "\(values)"]
                attempt.complete(name: "Ana's mail", identifier: Identifier(.email, "ana@example.org")) {
                    if case .connected(let account) = $0 { outcome = account }
                }
            }
        }
        stage.broker.send(Self.connect)
        try stage.until("account.complete") { !stage.broker.frames("account.complete").isEmpty && outcome != nil }
        #expect(seen == ["ana", "993", "true", "4 values"])
        let frame = try #require(stage.broker.frames("account.complete").first)
        #expect(frame["token"]?.isString("t1") == true && frame["name"]?.isString("Ana's mail") == true)
        #expect(frame["identifier"]?["value"]?.isString("ana@example.org") == true)
        #expect(outcome == "shop")
        let answered = stage.broker.heard.firstIndex { $0["re"]?.integer == 12 }
        let completed = stage.broker.heard.firstIndex { $0["type"]?.isString("account.complete") == true }
        #expect(try #require(answered) < #require(completed), "the desk hears ok first")
        withExtendedLifetime(adapter) {}
    }

    @Test("what the service refuses goes back in its own words")
    func failed() throws {
        let stage = try Stage()
        let adapter = try attached(stage) {
            $0.onConnect = { $0.fail(ConnectTrouble(code: "wrong_password", "535 authentication failed for ana")) }
        }
        stage.broker.send(Self.connect)
        try stage.until("account.fail") { !stage.broker.frames("account.fail").isEmpty }
        let frame = try #require(stage.broker.frames("account.fail").first)
        #expect(frame["code"]?.isString("wrong_password") == true)
        #expect(frame["text"]?.isString("535 authentication failed for ana") == true)
        withExtendedLifetime(adapter) {}
    }

    @Test("a broker that dies before it has answered is told again, once", arguments: ["account.complete", "account.fail"])
    func told(type: String) throws {
        let stage = try Stage()
        var calls = 0
        stage.broker.script = { broker, frame in
            if frame["type"]?.isString(type) == true, broker.connectionCount == 1 { return broker.hangUp() }
            broker.behave(frame)
        }
        let adapter = try attached(stage) {
            $0.onConnect = { attempt in
                calls += 1
                if type == "account.fail" { attempt.fail(code: "no", "no") } else { attempt.complete(name: "x", identifier: .opaque("x")) }
                attempt.fail(code: "twice", "an attempt is decided once")
            }
        }
        stage.broker.send(Self.connect)
        try stage.until("the second telling") { stage.broker.frames(type).count == 2 }
        // A broker that has come back may ask again; one that had its answer already does.
        try stage.settle()
        #expect(stage.broker.connectionCount == 2 && calls == 1)
        #expect(stage.broker.frames("account.complete").count + stage.broker.frames("account.fail").count == 2)
        withExtendedLifetime(adapter) {}
    }

    @Test("an adapter that connects nothing says so")
    func unsupported() throws {
        let stage = try Stage()
        let adapter = try attached(stage) { _ in }
        stage.broker.send(Self.connect)
        try stage.until("the refusal") { stage.broker.heard.contains { $0["re"]?.integer == 12 } }
        let answer = try #require(stage.broker.heard.first { $0["re"]?.integer == 12 })
        #expect(answer["code"]?.isString("unsupported") == true)
        withExtendedLifetime(adapter) {}
    }

    @Test("a change of an account is answered ok when the callback took it, and with its reason when it did not")
    func changes() throws {
        let stage = try Stage()
        var heard: [String] = []
        let adapter = try attached(stage) { adapter in
            adapter.onAccountChange = { (change) throws(DeskKit.Refusal) in
                heard.append("\(change.kind) \(change.changed) \(change.state.settings.text("colour") ?? "-")")
                if heard.count == 1 { throw DeskKit.Refusal(code: "busy", message: "the port is being given back", retryable: true) }
            }
        }
        let frame =
            ##""account":"shop","change":"updated","changed":["settings"],"active":true,"settings":{"colour":"#00ff00"},"##
            + #""credentials":{"key":"hush"}}"#
        stage.broker.send(#"{"type":"account","id":20,"# + frame)
        try stage.until("the first answer") { stage.broker.heard.contains { $0["re"]?.integer == 20 } }
        #expect(stage.broker.heard.first { $0["re"]?.integer == 20 }?["type"]?.isString("error") == true)
        #expect(adapter.account("shop")?.settings.text("colour") == nil, "what was not taken is not known")
        stage.broker.send(#"{"type":"account","id":21,"# + frame)
        try stage.until("the second answer") { stage.broker.heard.contains { $0["re"]?.integer == 21 } }
        #expect(stage.broker.heard.first { $0["re"]?.integer == 21 }?["type"]?.isString("ok") == true)
        let account = try #require(adapter.account("shop"))
        #expect(account.credentials.text("key") == "hush")
        #expect(!"\(account) \(String(reflecting: account))".contains("hush"), "a secret is in no description")
        stage.broker.send(#"{"type":"account","id":22,"account":"shop","change":"purged"}"#)
        try stage.until("the third answer") { stage.broker.heard.contains { $0["re"]?.integer == 22 } }
        #expect(adapter.account("shop") == nil && heard.last == "purged [] #00ff00")
    }

    @Test("a manifest carries the form, the level of what it can do, and how it looks")
    func manifest() throws {
        var capabilities = Capabilities()
        capabilities.supportsTyping = true
        capabilities.levels = [.supportsQuotedReply: .fallback, .supportsTyping: .partial]
        capabilities.allowOutgoingMessages = false
        var manifest = Manifest(key: "test", name: "Test", description: "A test", capabilities: capabilities)
        (manifest.logo, manifest.glyph, manifest.setupInstructions) = ("/l.png", "tst", "Ask for a key first.")
        manifest.connectSchema = [
            ConnectField("port", "Port", .int, isRequired: true, standard: .integer(993)),
            ConnectField("kind", "Kind", .choice, choices: ["a", "b"]),
            ConnectField("key", "Key", .secret, isRequired: true, pattern: "[a-z]+", help: "from the settings page"),
        ]
        let root = try JSONDocument(parsing: Array(manifest.json.utf8)).root
        let fields = root["connectSchema"]?.elements ?? []
        #expect(fields.map { $0["type"]?.string } == ["int", "choice", "secret"])
        #expect(fields[0]["default"]?.integer == 993 && fields[0]["required"]?.bool == true)
        #expect(fields[1]["choices"]?.elements.compactMap(\.string) == ["a", "b"])
        #expect(fields[2]["pattern"]?.isString("[a-z]+") == true && fields[2]["help"] != nil)
        #expect(root["glyph"]?.isString("tst") == true && root["logo"] != nil && root["setupInstructions"] != nil)
        let said = try #require(root["capabilities"])
        #expect(said["supportsQuotedReply"]?.isString("fallback") == true && said["supportsTyping"]?.isString("partial") == true)
        #expect(said["allowOutgoingMessages"]?.bool == false)
    }
}
