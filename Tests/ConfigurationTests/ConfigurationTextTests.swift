import DeskBroker
import DeskCore
import DeskTesting
import DeskWire
import Testing

@testable import deskd

@Suite("The configuration's text")
struct ConfigurationTextTests {
    @Test("blanks, comments, returns and empty lines mean nothing")
    func lines() {
        let text = ConfigurationText(Array("  # one\r\n\r\n\tlog-level\t=  info \r\n [rep ana]\n label = Ana # Lima\n#x\n".utf8), file: "f")
        #expect(text.problems == [])
        #expect(text.sections.map(\.kind) == [.broker, .rep])
        #expect(text.sections[0].lines.map { [$0.name, $0.value] } == [["log-level", "info"]])
        #expect(text.sections[1].lines.map { [$0.name, $0.value] } == [["label", "Ana # Lima"]])
    }

    @Test(
        "arguments are apart by blanks, and quotes keep them together",
        arguments: [
            ("a b", ["a", "b"]), ("  a\t b ", ["a", "b"]), (#"--name "a b" c"#, ["--name", "a b", "c"]), (#"x"y z"w"#, ["xy zw"]),
            (#""" b"#, ["", "b"]), (#"$HOME `id` ; rm -rf \ *"#, ["$HOME", "`id`", ";", "rm", "-rf", "\\", "*"]),
        ] as [(String, [String])])
    func arguments(_ text: String, _ words: [String]) throws {
        #expect(try SettingValue(text, .arguments) == .words(words))
    }

    @Test("a whole configuration becomes what it says")
    func whole() throws {
        let written = """
            data = /d
            log-level = warning
            [adapter web]
            channel = webchat
            instance = eu
            command = /bin/true
            drain-seconds = 3
            [adapter later]
            command = /nowhere
            enabled = no
            [role admin]
            users = 1
            groups = 7, 8
            [rep ana]
            user = 4
            label = Ana Lima
            """
        var reader = ConfigurationReader(ConfigurationText(Array(written.utf8), file: "f"), Overrides(values: ["data": "/e"]))
        let configuration = try reader.read()
        #expect(configuration.data == "/e", "the command line wins")
        #expect(configuration.logLevel == .warning)
        #expect(
            configuration.adapters == [
                AdapterPlan(name: "web", channel: "webchat", instance: "eu", executable: "/bin/true", drainMilliseconds: 3_000)
            ])
        #expect(configuration.permissions.grants == [.admin: .init(users: [1], groups: [7: "7", 8: "8"])])
        let ana = RepName(try #require(Slug("ana")))
        #expect(configuration.permissions.owners == [ana: 4])
        #expect(configuration.labels == [ana: "Ana Lima"])
        #expect(configuration.socketAccess == SocketAccess(permissions: 0o666), "a user and two groups have no group in common")
    }

    @Test(
        "the socket lets those in who have a role",
        arguments: [
            ("", 0o600, nil), ("[role rep]\nusers = 0", 0o600, nil), ("[role rep]\ngroups = 7", 0o660, 7),
            ("[role rep]\ngroups = 7\n[role admin]\ngroups = 7\nusers = 0", 0o660, 7), ("[role rep]\ngroups = 7, 8", 0o666, nil),
            ("[role rep]\nusers = 12", 0o666, nil), ("socket-group = 9\n[role rep]\ngroups = 7, 8", 0o660, 9),
            ("socket-group = 9\nsocket-mode = 0600", 0o600, 9),
        ] as [(String, UInt32, UInt32?)])
    func socket(_ text: String, _ mode: UInt32, _ group: UInt32?) throws {
        var reader = ConfigurationReader(ConfigurationText(Array(text.utf8), file: "f"), Overrides())
        #expect(try reader.read().socketAccess == SocketAccess(permissions: mode, group: group))
    }

    @Test("no bytes make the reader do anything but read or refuse", arguments: [1, 2, 3, 4] as [UInt64])
    func noise(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let page = Array(SettingsPage.file().replacing("\n#", with: "\n").utf8)
        for _ in 0..<300 {
            var bytes = random.next() % 2 == 0 ? page : (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            for _ in 0..<Int(random.next() % 40) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(Array("\n[]=\"#,".utf8)[Int(random.next() % 7)], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + Int(random.next() % 30)))
                }
                if bytes.isEmpty { bytes = [0x0A] }
            }
            var reader = ConfigurationReader(ConfigurationText(bytes, file: "f"), Overrides())
            do throws(BrokenConfiguration) {
                _ = try reader.read()
            } catch {
                #expect(error.lines.allSatisfy { line in line.utf8.allSatisfy { (0x20...0x7E).contains($0) } }, "seed \(seed)")
            }
        }
    }
}
