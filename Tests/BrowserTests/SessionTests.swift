import DeskSystem
import DeskTesting
import Testing

/// A rep's session from beginning to end, at a terminal in tmux: `Tests/Browser/session.py` tells it.
@Suite(.serialized)
struct SessionTests {
    @Test("a session reads as it is written down, and the README shows it", .timeLimit(.minutes(2)))
    func session() throws {
        let build = try Programs.path("deskd").split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let scratch = try Directory.createPrivate(prefix: "/tmp/desk-session-test-")
        defer { Path.removeTree(scratch) }
        let said = try Self.run([Self.root + "/Tests/Browser/session.py", build, scratch + "/terminal.png"], logging: scratch + "/log")
        #expect(said.end == .exited(0), "\(said.text)")
        // The picture is one, and not of an empty page.
        let picture = try File(scratch + "/terminal.png", .read)
        #expect(try picture.size() > 30_000)
        let story = try Self.text("Tests/Browser/session.txt")
        let readme = try Self.text("README.md")
        let beginning = story.split(separator: "\n", omittingEmptySubsequences: false).prefix(14).joined(separator: "\n")
        #expect(readme.contains(beginning), "the README begins with another session")
    }

    @Test("the pictures of the page are made of a conversation with all that it can hold", .timeLimit(.minutes(2)))
    func pictures() throws {
        let build = try Programs.path("deskd").split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let scratch = try Directory.createPrivate(prefix: "/tmp/desk-pictures-test-")
        defer { Path.removeTree(scratch) }
        let said = try Self.run([Self.root + "/Tests/Browser/pictures.py", build, scratch], logging: scratch + "/log")
        #expect(said.end == .exited(0), "\(said.text)")
        for name in ["page", "phone"] { #expect(try File("\(scratch)/\(name).png", .read).size() > 20_000, "\(name)") }
    }

    private static let root = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

    private static func run(_ arguments: [String], logging path: String) throws -> (end: ChildEnd?, text: String) {
        let (output, nothing) = (try File(path, .append), try File("/dev/null", .read))
        let child = try ChildProcess(
            "/usr/bin/python3", arguments,
            environment: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(Environment.value("HOME") ?? "/tmp")", "PYTHONDONTWRITEBYTECODE=1"],
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: output.descriptor.number])
        var end = try child.wait(milliseconds: 100_000)
        if end == nil {
            // Interrupted, it ends what it started.
            child.signal(2)
            end = try child.wait(milliseconds: 10_000)
        }
        let log = try File(path, .read)
        return (end, String(decoding: try log.read(at: 0, count: try log.size()), as: UTF8.self))
    }

    private static func text(_ path: String) throws -> String {
        let file = try File(root + "/" + path, .read)
        return String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }
}
