import DeskSystem
import DeskTesting
import Foundation
import Testing

@Suite("desk init")
struct InitTests {
    /// A home directory of the test's own.
    final class Home {
        let directory: String
        init() throws { directory = try Directory.createPrivate(prefix: "/tmp/desk-test-") }
        deinit { Path.removeTree(directory) }

        func desk(_ arguments: String...) throws -> (end: ChildEnd?, output: String, error: String) {
            try Run.program("desk", arguments, environment: environment)
        }

        var environment: [String] { ["HOME=\(directory)", "XDG_RUNTIME_DIR=\(directory)/run", "PATH=/usr/bin:/bin", "LOGNAME=ana"] }

        func text(_ path: String) throws -> String {
            let file = try File(directory + path, .read)
            return String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
        }

        /// Every path in it with its mode, size and contents.
        func everything(in path: String = "") throws -> [String: String] {
            var all: [String: String] = [:]
            for name in try Directory.names(in: directory + path) {
                let inner = path + "/" + name
                guard let facts = PathFacts(at: directory + inner) else { continue }
                all[inner] = "\(facts)" + (facts.kind == .file ? try text(inner) : "")
                if facts.kind == .directory { all.merge(try everything(in: inner)) { $1 } }
            }
            return all
        }
    }

    @Test("it makes what a broker of one's own needs, private, and deskd finds it fine and serves")
    func user() throws {
        let home = try Home()
        let (end, output, error) = try home.desk("init", "--units", "no")
        #expect(end == .exited(0), "\(error)")
        for directory in ["/.config/desk", "/.local/share/desk", "/.local/state/desk", "/run/desk", "/.config", "/.local"] {
            #expect(PathFacts(at: home.directory + directory)?.permissions == 0o700, "\(directory)")
        }
        #expect(PathFacts(at: home.directory + "/.config/desk/desk.conf")?.permissions == 0o600)
        #expect(output.contains("made  ~/.config/desk/desk.conf\n") && output.contains("Next:\n  1. ") && output.contains("\n  3. "))
        let (checked, report, complaint) = try Deskd.run(["--check-config"], environment: home.environment)
        #expect(checked == .exited(0), "\(complaint)")
        #expect(report.contains("data \(home.directory)/.local/share/desk\n"))
        #expect(report.contains("socket \(home.directory)/run/desk/bus.sock (mode 0600)"))
        try serves(home)
    }

    /// Found without being told where.
    private func serves(_ home: Home) throws {
        let nothing = try File("/dev/null", .update)
        let descriptors: [CInt: CInt] = [0: nothing.descriptor.number, 1: nothing.descriptor.number, 2: nothing.descriptor.number]
        let deskd = try ChildProcess(Programs.path("deskd"), [], environment: home.environment, descriptors: descriptors)
        defer { deskd.signal(OwnProcess.kill) }
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while (try? UnixSocket.connect(to: home.directory + "/run/desk/bus.sock")) == nil, MonotonicTime.now < end {
            _ = try deskd.wait(milliseconds: 10)
        }
        let (asked, _, error) = try home.desk("who")
        #expect(asked == .exited(0), "\(error)")
        deskd.signal(OwnProcess.terminate)
        #expect(try deskd.wait(milliseconds: 10_000) == .exited(0))
    }

    @Test("a second time changes nothing and says so, and what was edited stays")
    func twice() throws {
        let home = try Home()
        #expect(try home.desk("init", "--units", "yes").end == .exited(0))
        let before = try home.everything()
        let (end, output, _) = try home.desk("init", "--units", "yes")
        #expect(end == .exited(0))
        #expect(output.contains("Everything is there: nothing was changed.") && !output.contains("made "))
        #expect(try home.everything() == before)
        try File(home.directory + "/.config/desk/desk.conf", .replace).write(Array("log-level = debug\n".utf8).span, at: 0)
        let (_, again, _) = try home.desk("init", "--units", "yes")
        #expect(again.contains("kept  ~/.config/desk/desk.conf") && again.contains("nothing was changed"))
        #expect(try home.text("/.config/desk/desk.conf") == "log-level = debug\n")
    }

    @Test("the steps that are done are left out, and how to end the broker is said")
    func steps() throws {
        let home = try Home()
        let (_, first, _) = try home.desk("init", "--units", "no")
        #expect(first.contains("printf '\\n[adapter webchat]"), "\(first)")
        #expect(first.contains("kill -HUP PROCESS") && first.contains("desk status shows its process"), "\(first)")
        let file = home.directory + "/.config/desk/desk.conf"
        let text = try home.text("/.config/desk/desk.conf") + "\n[adapter webchat]\narguments = --port 8080\n"
        try File(file, .replace).write(Array(text.utf8).span, at: 0)
        let (_, again, _) = try home.desk("init", "--units", "no")
        #expect(!again.contains("printf") && again.contains("~/.config/desk/desk.conf has an adapter already"), "\(again)")
    }

    @Test("what is missing is made again, and only that")
    func mended() throws {
        let home = try Home()
        #expect(try home.desk("init", "--units", "no").end == .exited(0))
        Path.removeTree(home.directory + "/run")
        let (_, output, _) = try home.desk("init", "--units", "no", "--json")
        let made = output.split(separator: "\n").filter { $0.contains(#""made""#) }
        #expect(made.count == 1 && made[0].contains("/run/desk"), "\(output)")
    }

    @Test("without a runtime directory the socket has a place of its own, and one is told to say where")
    func withoutRuntime() throws {
        let home = try Home()
        let (end, output, _) = try Run.program("desk", ["init", "--units", "no"], environment: ["HOME=\(home.directory)"])
        #expect(end == .exited(0))
        #expect(PathFacts(at: home.directory + "/.local/state/desk/run")?.permissions == 0o700)
        #expect(output.contains("export DESK_SOCKET=~/.local/state/desk/run/bus.sock"), "\(output)")
    }

    @Test("the XDG directories are where they are said to be, and what is relative is not there")
    func places() throws {
        let home = try Home()
        let environment = ["HOME=\(home.directory)", "XDG_CONFIG_HOME=\(home.directory)/c", "XDG_DATA_HOME=data", "XDG_STATE_HOME="]
        #expect(try Run.program("desk", ["init", "--units", "no"], environment: environment).end == .exited(0))
        for path in ["/c/desk/desk.conf", "/.local/share/desk", "/.local/state/desk"] {
            #expect(PathFacts(at: home.directory + path) != nil, "\(path)")
        }
    }

    @Test(
        "what cannot be done is said in a sentence",
        arguments: [
            (["init", "--units", "perhaps"], "--units is yes or no", 64), (["init", "--root", "/tmp"], "--root is for --system", 64),
            (["init", "--system", "--root", "/nowhere/at/all"], "is no directory", 64),
        ] as [([String], String, Int32)])
    func refusals(_ arguments: [String], _ words: String, _ code: Int32) throws {
        guard PeerCredentials.ownUser == 0 || !arguments.contains("--system") else { return }
        let (end, _, error) = try Run.program("desk", arguments, environment: ["HOME=/nowhere"])
        #expect(end == .exited(code) && error.contains(words), "\(error)")
    }

    @Test("a file where a directory belongs is not touched")
    func squatter() throws {
        let home = try Home()
        try File(home.directory + "/.config", .create).write([1].span, at: 0)
        let (end, _, error) = try home.desk("init", "--units", "no")
        #expect(end == .exited(74) && error.contains("/.config/desk cannot be made"), "\(error)")
        #expect(PathFacts(at: home.directory + "/.config")?.size == 1)
    }
}

@Suite("desk init --system", .enabled(if: PeerCredentials.ownUser == 0, "only root sets up a machine"))
struct SystemInitTests {
    @Test("what a package has brought is not copied: its next version would be hidden")
    func packaged() throws {
        let home = try InitTests.Home()
        let root = home.directory + "/machine"
        for directory in ["", "/usr", "/usr/lib", "/usr/lib/systemd", "/usr/lib/systemd/system"] { try Directory.create(root + directory) }
        try File(root + "/usr/lib/systemd/system/deskd.service", .create).write([1].span, at: 0)
        #expect(try home.desk("init", "--system", "--root", root).end == .exited(0))
        #expect(PathFacts(at: root + "/etc/systemd/system/deskd.service") == nil)
        #expect(PathFacts(at: root + "/etc/systemd/system/deskd.socket") != nil)
    }

    @Test("in a scratch root it makes users, directories and files, once")
    func scratch() throws {
        let home = try InitTests.Home()
        let root = home.directory + "/machine"
        try Directory.create(root)
        let (end, output, error) = try home.desk("init", "--system", "--root", root)
        #expect(end == .exited(0), "\(error)")
        #expect(output.contains("usermod -aG desk LOGIN"))
        #expect(try home.text("/machine/etc/passwd").contains("desk:") && home.text("/machine/etc/group").contains("desk-admin:"))
        let data = try #require(PathFacts(at: root + "/var/lib/desk"))
        let number = try home.text("/machine/etc/passwd").split(separator: "\n").first { $0.hasPrefix("desk:") }?.split(separator: ":")[2]
        #expect(data.permissions == 0o700 && String(data.owner) == number.map(String.init))
        #expect(PathFacts(at: root + "/etc/desk/credentials")?.permissions == 0o700)
        #expect(PathFacts(at: root + "/etc/desk/desk.conf")?.permissions == 0o644)
        #expect(try home.text("/machine/etc/desk/desk.conf").contains("\n[role admin]\ngroups = desk-admin\n"))
        let units = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../contrib/systemd/system").standardized
        for name in try Directory.names(in: units.path) {
            #expect(PathFacts(at: root + "/etc/systemd/system/" + name)?.permissions == 0o644, "contrib/make-units")
        }
        let before = try home.everything()
        #expect(try home.desk("init", "--system", "--root", root).output.contains("nothing was changed"))
        #expect(try home.everything() == before)
    }

}
