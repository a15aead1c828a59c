import DeskSystem
import DeskTesting
import Testing

/// The page in a real browser, against the real broker: `Tests/Browser/webchat.py` drives Chromium through chromedriver.
///
/// `Tests/run` installs them where they are missing; without them these tests fail.
@Suite(.serialized)
struct BrowserTests {
    @Test(
        "a visitor's page keeps its promises", .timeLimit(.minutes(3)),
        arguments: [
            "both_ways", "reload", "two_tabs", "many_tabs", "killed_broker", "channel_off", "killed_web", "too_fast", "embedded",
            "strangers",
            "several_accounts", "edited_look", "files_in", "files_out", "amended", "large_file",
        ])
    func scenario(_ name: String) throws {
        try #require(Installed.all, "python3, chromium and chromedriver are needed: apt-get install chromium chromium-driver")
        let build = try Programs.path("deskd").split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let log = try Directory.createPrivate(prefix: "/tmp/desk-browser-test-")
        defer { Path.removeTree(log) }
        let end = try run([Self.script, build, name], logging: log + "/log")
        let file = try File(log + "/log", .read)
        let said = String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
        #expect(end == .exited(0), "\(said)")
    }

    private func run(_ arguments: [String], logging path: String) throws -> ChildEnd? {
        let output = try File(path, .append)
        let nothing = try File("/dev/null", .read)
        let home = Environment.value("HOME") ?? "/tmp"
        let child = try ChildProcess(
            Installed.python, arguments, environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(home)", "PYTHONDONTWRITEBYTECODE=1"],
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: output.descriptor.number])
        guard let end = try child.wait(milliseconds: 150_000) else {
            // Interrupted, it ends what it started.
            child.signal(2)
            return try child.wait(milliseconds: 10_000)
        }
        return end
    }

    private static var script: String {
        let here = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        return here + "/Browser/webchat.py"
    }
}

enum Installed {
    static let python = "/usr/bin/python3"
    static var all: Bool { [python, "/usr/bin/chromedriver", "/usr/bin/chromium"].allSatisfy { PathFacts(at: $0) != nil } }
}
