import DeskSystem
import DeskTesting
import Foundation
import Testing

@testable import deskd

@Suite("The table of settings")
struct SettingsPageTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("--print-settings is a configuration that changes nothing")
    func standard() throws {
        let (end, page, _) = try Deskd.run(["--print-settings"])
        #expect(end == .exited(0))
        var reader = ConfigurationReader(ConfigurationText(Array(page.utf8), file: "page"), Overrides())
        var empty = ConfigurationReader(ConfigurationText([], file: "page"), Overrides())
        #expect(try reader.read() == empty.read())
    }

    @Test("every line of it that is commented out is a line that could be written, and there is one for each setting")
    func uncommented() throws {
        let page = SettingsPage.file()
        for setting in SettingTable.all {
            #expect(page.contains("\n#\(setting.name) = "), "\(setting.name)")
            for line in setting.meaning { #expect(page.contains("# \(line)\n") && line.utf8.count <= 118, "\(setting.name): \(line)") }
        }
        let written = page.split(separator: "\n").map { line in
            line.hasPrefix("# ") || !line.hasPrefix("#") ? line : line.dropFirst()
        }
        let text = ConfigurationText(Array(written.joined(separator: "\n").utf8), file: "page")
        #expect(text.problems == [])
        for section in text.sections {
            #expect(section.lines.map(\.name) == SettingTable.settings(of: section.kind).map(\.name), "[\(section.kind)]")
            for line in section.lines
            where line.name != "users" && line.name != "groups" && line.name != "user" && line.name != "socket-group" {
                let setting = try #require(SettingTable.setting(line.name, of: section.kind))
                #expect(throws: Never.self) { _ = try SettingValue(line.value, setting.kind) }
            }
        }
    }

    @Test("what the command line says is set in it, the rest is not")
    func said() throws {
        let (end, page, _) = try Deskd.run(["--print-settings", "--data", "/a/b", "--log-level=debug"])
        #expect(end == .exited(0))
        #expect(page.contains("\ndata = /a/b\n") && page.contains("\nlog-level = debug\n") && page.contains("\n#socket = "))
    }

    @Test("the committed example is what deskd prints")
    func committed() throws {
        let committed = try String(contentsOf: Self.root.appending(path: "contrib/desk.conf"), encoding: .utf8)
        #expect(committed == SettingsPage.file(), "deskd --print-settings >contrib/desk.conf brings it up to date")
    }

    @Test("--help names every flag that the table has")
    func help() throws {
        let (end, help, _) = try Deskd.run(["--help"])
        #expect(end == .exited(0))
        for setting in SettingTable.flags { #expect(help.contains("  --\(setting.name) \(setting.flag ?? "")"), "\(setting.name)") }
        for line in help.split(separator: "\n") { #expect(line.utf8.count <= 120, "\(line)") }
    }
}

@Suite("Finding the configuration")
struct SourceTests {
    @Test(
        "it is looked for where the system has it, then where the user has it, then in /etc",
        arguments: [
            ([:], ["/etc/desk/desk.conf"]), (["HOME": "/h"], ["/h/.config/desk/desk.conf", "/etc/desk/desk.conf"]),
            (["HOME": "/h", "XDG_CONFIG_HOME": "/c"], ["/c/desk/desk.conf", "/etc/desk/desk.conf"]),
            (["HOME": "/h", "XDG_CONFIG_HOME": "relative"], ["/h/.config/desk/desk.conf", "/etc/desk/desk.conf"]),
            (["CONFIGURATION_DIRECTORY": "/k", "HOME": ""], ["/k/desk.conf", "/etc/desk/desk.conf"]),
        ] as [([String: String], [String])])
    func places(_ environment: [String: String], _ places: [String]) {
        #expect(ConfigurationSource.places { environment[$0] } == places)
    }

    @Test("deskd --check-config finds it without being told, and says what it would run")
    func found() throws {
        let home = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(home) }
        try Directory.create(home + "/desk")
        let text = "data = /d\n[role rep]\ngroups = 12345\n[adapter x]\ncommand = /bin/true\narguments = a \"b c\"\n"
        try File(home + "/desk/desk.conf", .create).write(Array(text.utf8).span, at: 0)
        let (end, output, error) = try Deskd.run(["--check-config"], environment: ["XDG_CONFIG_HOME=\(home)"])
        #expect(end == .exited(0), "\(error)")
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines.first == "\(home)/desk/desk.conf: fine")
        #expect(lines.contains("data /d") && lines.contains("socket /run/desk/bus.sock (mode 0660, group 12345)"))
        #expect(lines.contains("role rep: group 12345 (12345), root"))
        #expect(lines.contains("adapter x: /bin/true a b c (channel x, instance main)"))
    }

    @Test("with nothing to be found, deskd says where it looked: exit code 64")
    func nothing() throws {
        let (end, _, error) = try Deskd.run([], environment: ["XDG_CONFIG_HOME=/nowhere"])
        #expect(end == .exited(64))
        #expect(error.contains("/nowhere/desk/desk.conf") && error.contains("desk init"), "\(error)")
    }
}
