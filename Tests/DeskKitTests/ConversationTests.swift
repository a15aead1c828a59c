import DeskSystem
import DeskWire
import Testing

@testable import DeskKit

struct SocketLocationTests {
    @Test(
        "the socket is looked for where it was said, then where it usually is",
        arguments: [
            ("/a", ["DESK_SOCKET": "/b", "XDG_RUNTIME_DIR": "/run/user/1"], true, "/a"),
            (nil, ["DESK_SOCKET": "/b", "XDG_RUNTIME_DIR": "/run/user/1"], true, "/b"),
            (nil, ["DESK_SOCKET": "", "XDG_RUNTIME_DIR": "/run/user/1"], true, "/run/user/1/desk/bus.sock"),
            (nil, ["XDG_RUNTIME_DIR": "/run/user/1"], false, "/run/desk/bus.sock"),
            (nil, [:], true, "/run/desk/bus.sock"),
        ] as [(String?, [String: String], Bool, String)])
    func search(_ explicit: String?, _ environment: [String: String], _ exists: Bool, _ path: String) throws {
        let location = try SocketLocation(
            explicit: explicit, environment: { environment[$0] }, exists: { _ in exists }, configured: { _ in nil })
        #expect(location.path == path)
    }

    @Test(
        "a configuration of one's own comes before the usual places, the system's after one's own runtime directory",
        arguments: [
            (
                ["HOME": "/h", "XDG_RUNTIME_DIR": "/r"], true, "/own/s",
                "no broker at /own/s, where /h/.config/desk/desk.conf has it: start it with `deskd`"
            ),
            (["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_RUNTIME_DIR": "/r"], true, "/r/desk/bus.sock", ""),
            (["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_RUNTIME_DIR": "/r"], false, "/system/s", "where /etc/desk/desk.conf has it"),
            (["HOME": "/h", "DESK_SOCKET": "/d"], true, "/d", "no broker at /d: start it with `deskd --data DIR --socket /d`"),
        ] as [([String: String], Bool, String, String)])
    func configured(_ environment: [String: String], _ exists: Bool, _ path: String, _ absence: String) throws {
        let files = ["/h/.config/desk/desk.conf": "/own/s", "/etc/desk/desk.conf": "/system/s"]
        let location = try SocketLocation(
            explicit: nil, environment: { environment[$0] }, exists: { _ in exists }, configured: { files[$0] })
        #expect(location.path == path)
        #expect(absence.isEmpty || location.absence.contains(absence), "\(location.absence)")
    }

    @Test("where there is no configuration, all places are named, and what sets a desk up")
    func nowhere() throws {
        let location = try SocketLocation(
            explicit: nil, environment: { ["XDG_RUNTIME_DIR": "/r"][$0] }, exists: { _ in false }, configured: { _ in nil })
        #expect(location.absence.hasPrefix("no broker at /r/desk/bus.sock nor at /run/desk/bus.sock: set one up with `desk init`"))
    }

    @Test(
        "the socket's line is read as deskd reads it",
        arguments: [
            ("# socket = /no\n\tsocket=  /a b \r\n[adapter x]\n", "/a b"), ("data = /x\n[role rep]\nsocket = /no\n", nil),
            ("socket = no\n", nil),
            ("sockets = /no\n", nil), ("", nil),
        ] as [(String, String?)])
    func line(_ text: String, _ path: String?) { #expect(SocketSetting.value(in: Array(text.utf8)) == path) }

    @Test("a path that fits no address is refused with its length")
    func tooLong() throws {
        _ = try SocketLocation(String(repeating: "x", count: 107))
        #expect(throws: UsageError.self) { try SocketLocation(String(repeating: "x", count: 108)) }
        #expect(throws: UsageError.self) { try SocketLocation(explicit: "") }
    }
}

struct ConversationTests {
    private func hello() -> Introduction { Introduction(.rep, name: "ana", software: "test/1") }

    @Test("nobody there is said at once, with what to do")
    func absent() throws {
        let stage = try Stage(isListening: false)
        let location = try stage.location
        let trouble = #expect(throws: LinkTrouble.self) { try Conversation(at: location, hello: hello()) }
        #expect(trouble?.exitCode == .unreachable)
        #expect(trouble?.message.contains("start it with `deskd --data DIR --socket \(location.path)`, or try `desk demo`") == true)
    }

    @Test("a broker that does not answer is given up in time")
    func deaf() throws {
        let stage = try Stage()
        let location = try stage.location
        // Nobody turns the fake broker's loop, so nobody accepts.
        let trouble = #expect(throws: LinkTrouble.self) { try Conversation(at: location, hello: hello(), millisecondsMax: 50) }
        #expect(trouble?.exitCode == .unreachable)
    }
}

extension ConversationTests {
    /// In one loop with the fake broker, which a conversation otherwise is not.
    private func conversation(_ stage: Stage) throws -> Conversation {
        try Conversation(loop: stage.loop, at: try stage.location, hello: hello(), millisecondsMax: 2_000)
    }

    @Test("a question is answered, or refused, or the broker goes")
    func asking() throws {
        let stage = try Stage()
        let conversation = try conversation(stage)
        #expect(conversation.welcome.software == "fake/1")
        stage.broker.script = { broker, frame in
            switch frame["type"]?.string {
            case "stats": broker.answer(frame, #""head":7"#)
            case "send": broker.refuse(frame, "stale_view")
            case "watch": broker.send(#"{"type":"state","head":7,"done":true}"#)
            case "slow": break
            default: broker.hangUp()
            }
        }
        guard case .ok(let frame) = try conversation.ask("stats") else { return #expect(Bool(false), "not ok") }
        #expect(frame["head"]?.integer == 7)
        guard case .refused(let refusal) = try conversation.ask("send") else { return #expect(Bool(false), "not refused") }
        #expect(refusal.code == "stale_view" && refusal.exitCode == .tryAgain)
        let late = #expect(throws: LinkTrouble.self) { try conversation.ask("slow", millisecondsMax: 20) }
        #expect(late?.exitCode == .tryAgain)
        #expect(try conversation.nextNotice(millisecondsMax: 10) == nil)
        _ = try? conversation.ask("watch", millisecondsMax: 20)
        #expect(try conversation.nextNotice(millisecondsMax: 1_000)?.type == "state")
        let gone = #expect(throws: LinkTrouble.self) { try conversation.ask("end") }
        #expect(gone?.exitCode == .unreachable)
    }

    @Test("a hello that is refused is told in the broker's words", arguments: [("not_permitted", 77), ("unsupported_version", 76)])
    func refused(_ code: String, _ exitCode: Int32) throws {
        let stage = try Stage()
        stage.broker.script = { $0.refuse($1, code) }
        let trouble = #expect(throws: LinkTrouble.self) { _ = try conversation(stage) }
        #expect(trouble?.exitCode.rawValue == exitCode && trouble?.message == "no: \(code)")
    }
}

struct AdapterArgumentsTests {
    private let options = [AdapterOption("--port", "NUMBER", "where to listen")]

    @Test("options come with their values, own ones too, in both spellings")
    func parse() throws {
        let words = ["--socket", "/a", "--account", "x", "--port=80", "--account=y", "--instance", "b"]
        let arguments = try AdapterArguments(words, options: options)
        #expect(arguments.socket == "/a" && arguments.accounts == ["x", "y"] && arguments.instance == "b")
        #expect(arguments.value("--port") == "80" && arguments.wish == .run)
    }

    @Test("what is not an option, or lacks its value, is named", arguments: [["--sucket", "/a"], ["--port"], ["x"], ["--account"]])
    func refused(_ words: [String]) {
        #expect(throws: UsageError.self) { try AdapterArguments(words, options: options) }
    }

    @Test(
        "strangers' text is one harmless line",
        arguments: [("a\u{1B}[2Jb\nc", "a\u{FFFD}[2Jb\u{FFFD}c"), ("\u{202E}x\u{9B}", "\u{FFFD}x\u{FFFD}"), ("Grüße 👩‍👩‍👧", "Grüße 👩‍👩‍👧")])
    func plain(_ text: String, _ safe: String) {
        #expect(Array(PlainText.line(text).unicodeScalars) == Array(safe.unicodeScalars))
    }
}
