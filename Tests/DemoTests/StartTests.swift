import DeskSystem
import DeskTesting
import Glibc
import Testing

@Suite("a demo that cannot start", .serialized)
struct StartTests {
    @Test("without the broker beside it, it says what to build")
    func alone() throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(directory) }
        try Self.copyProgram(to: directory + "/desk")
        let demo = try DemoRun(program: directory + "/desk")
        #expect(try demo.finish() == .exited(78))
        #expect(demo.errors.contains("deskd"))
        #expect(demo.errors.contains("swift build"))
        #expect(demo.directories.isEmpty)
    }

    /// A function of its own, so that the copy is closed when it is run.
    private static func copyProgram(to path: String) throws {
        let original = try File(try Programs.path("desk"), .read)
        let bytes = try original.read(at: 0, count: try original.size())
        try File(path, .create, permissions: 0o700).write(bytes.span, at: 0)
    }

    @Test("where the port is taken, it shows what the page said")
    func portTaken() throws {
        let other = try DemoRun()
        _ = try other.directory()
        let digits = try #require(other.errors.split(separator: "127.0.0.1:").last?.prefix { $0.isNumber })
        let demo = try DemoRun(["--port", String(digits)])
        #expect(try demo.finish() == .exited(78))
        #expect(demo.errors.contains("desk-webchat ended"))
        #expect(demo.errors.contains("in use"))
        #expect(demo.directories.isEmpty)
        #expect(demo.living.isEmpty)
        #expect(try other.finish() == .exited(0))
    }

    @Test(
        "wrong arguments are answered in a sentence",
        arguments: [(["--port", "70000"], "--port"), (["--seed", "x"], "--seed"), (["--speed", "0"], "--speed")])
    func wrongArguments(_ arguments: [String], _ named: String) throws {
        let demo = try DemoRun(arguments)
        #expect(try demo.finish() == .exited(64))
        #expect(demo.errors.contains(named))
        #expect(demo.directories.isEmpty)
    }

    @Test("a script that is not there is named, and nothing is left")
    func noScript() throws {
        let demo = try DemoRun(["--script", "/nonexistent/script"])
        #expect(try demo.finish() == .exited(74))
        #expect(demo.errors.contains("/nonexistent/script"))
        #expect(!demo.errors.contains("try: next"))
        #expect(demo.directories.isEmpty)
        #expect(demo.living.isEmpty)
    }
}
