import DeskSystem
import DeskTesting
import Testing

@testable import desk

/// What systemd's own programs say of the units in contrib/systemd.
@Suite("systemd units")
struct UnitTests {
    static let units = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/contrib/systemd"

    /// Runs a program of systemd's and gives its exit code and all that it wrote.
    private func run(_ arguments: [String], in directory: String) throws -> (end: ChildEnd?, text: String) {
        let output = try File(directory + "/output", .replace)
        let nothing = try File("/dev/null", .read)
        let process = try ChildProcess(
            "/usr/bin/systemd-analyze", arguments, environment: ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "XDG_RUNTIME_DIR=\(directory)"],
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: output.descriptor.number])
        let end = try process.wait(milliseconds: 60_000)
        if end == nil { process.signal(9) }
        return (end, String(decoding: try output.read(at: 0, count: try output.size()), as: UTF8.self))
    }

    /// The units of a kind, in a directory of their own, with our programs in the place of those that are not installed.
    private func copies(_ kind: String, in directory: String) throws -> [String] {
        let programs = try Programs.path("deskd").split(separator: "/").dropLast().map { "/" + $0 }.joined()
        return try Directory.names(in: "\(Self.units)/\(kind)").map { name in
            var text = try text(of: "\(kind)/\(name)")
            for (installed, ours) in [("/usr/bin/deskd", programs + "/deskd"), ("/usr/lib/desk/", programs + "/")] {
                text = text.split(separator: installed, omittingEmptySubsequences: false).joined(separator: ours)
            }
            let copy = directory + "/" + name
            try File(copy, .create).write(Array(text.utf8).span, at: 0)
            return copy
        }
    }

    private func text(of unit: String) throws -> String {
        String(decoding: try File("\(Self.units)/\(unit)", .read).descriptor.readAll(bytesMax: 65_536), as: UTF8.self)
    }

    @Test("systemd finds nothing to complain about", arguments: ["system", "user"])
    func verify(_ kind: String) throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(directory) }
        let units = try copies(kind, in: directory).map { $0.split(separator: "@.").joined(separator: "@webchat.") }
        #expect(units.count >= 3)
        let (end, text) = try run((kind == "user" ? ["--user"] : []) + ["verify", "--man=no"] + units, in: directory)
        #expect(end == .exited(0) && text.isEmpty, "\(text)")
    }

    /// In tenths, what the promise allows.
    @Test("what a unit exposes is no more than promised", arguments: [("deskd.service", 10), ("desk-adapter@.service", 20)])
    func exposure(_ unit: String, _ threshold: Int) throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(directory) }
        let arguments = ["security", "--no-pager", "--offline=true", "--threshold=\(threshold)", "\(Self.units)/system/\(unit)"]
        let (end, text) = try run(arguments, in: directory)
        #expect(end == .exited(0), "\(text.split(separator: "\n").last ?? "")")
        #expect(text.contains("Overall exposure level"))
    }

    @Test("a broker that starts adapters with a network still exposes no more than an adapter")
    func withNetwork() throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(directory) }
        let unit = directory + "/deskd.service"
        let text = try text(of: "system/deskd.service") + text(of: "examples/adapters-with-network.conf")
        try File(unit, .create).write(Array(text.utf8).span, at: 0)
        #expect(try run(["security", "--offline=true", "--threshold=10", unit], in: directory).end == .exited(1))
        #expect(try run(["security", "--offline=true", "--threshold=20", unit], in: directory).end == .exited(0))
    }

    @Test("nobody hides who peers are from the broker, and the names of the listeners are those that it knows")
    func identity() throws {
        for kind in ["system", "user"] {
            for name in try Directory.names(in: "\(Self.units)/\(kind)") {
                let lines = try text(of: "\(kind)/\(name)").split(separator: "\n")
                #expect(!lines.contains("PrivateUsers=yes") && !lines.contains("DynamicUser=yes") || name != "deskd.service")
                let names = lines.filter { $0.utf8.starts(with: "FileDescriptorName=".utf8) }
                #expect(names.allSatisfy { $0 == "FileDescriptorName=bus" || $0 == "FileDescriptorName=metrics" })
                #expect(name.hasSuffix(".socket") == !names.isEmpty)
            }
        }
    }

    @Test("an adapter that systemd starts is in no group that reps are in, and has a door of its own")
    func adaptersDoor() throws {
        let adapter = try text(of: "system/desk-adapter@.service").split(separator: "\n")
        let socket = try text(of: "system/deskd-adapters.socket").split(separator: "\n")
        let door = try #require(socket.first { $0.hasPrefix("ListenStream=") }).dropFirst("ListenStream=".count)
        #expect(adapter.contains { $0.hasPrefix("ExecStart=") && $0.contains(" --socket \(door) ") })
        #expect(adapter.contains("Group=desk-adapter") && socket.contains("SocketGroup=desk-adapter"))
        #expect(!adapter.contains { $0.hasPrefix("SupplementaryGroups=") })
    }

    @Test(
        "units that could not see the programs that they start come with a warning",
        arguments: [
            ("/home/ana/bin/deskd", true, true), ("/tmp/x/deskd", true, true), ("/tmp/x/deskd", false, true),
            ("/home/ana/bin/deskd", false, false), ("/usr/bin/deskd", true, false), ("/tmpfs/deskd", true, false),
        ])
    func warnings(_ deskd: String, _ isSystem: Bool, _ isWarned: Bool) {
        let warnings = UnitTexts.warnings(deskd, isSystem: isSystem)
        #expect(warnings.count == (isWarned ? 1 : 0) && warnings.allSatisfy { $0.contains(deskd) })
    }

    @Test("desk init writes the units that are here, and names the programs where they lie")
    func initTexts() throws {
        for (kind, texts) in [("system", UnitTexts.system), ("user", UnitTexts.user)] {
            #expect(texts.map(\.name) == (try Directory.names(in: "\(Self.units)/\(kind)")))
            for unit in texts {
                #expect(unit.text == (try text(of: "\(kind)/\(unit.name)")), "\(unit.name)")
                #expect(unit.text(deskd: "/usr/bin/deskd") == unit.text)
                let elsewhere = unit.text(deskd: "/opt/desk/deskd")
                #expect(!elsewhere.contains("/usr/bin") && !elsewhere.contains("/usr/lib/desk/desk-%i"))
            }
        }
        #expect(UnitTexts.sysusers == (try text(of: "sysusers.d/desk.conf")))
    }
}
