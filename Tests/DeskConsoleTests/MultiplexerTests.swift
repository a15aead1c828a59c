import DeskConsole
import DeskSystem
import Testing

/// The same promise on a terminal that somebody else wrote.
struct MultiplexerTests {
    private static let program = "/usr/bin/tmux"

    private struct Server: ~Copyable {
        let directory: String

        init() throws { directory = try Directory.createPrivate(prefix: "/tmp/deskbus-tmux-") }

        deinit {
            _ = try? say("kill-server")
            Path.removeTree(directory)
        }

        @discardableResult
        func say(_ words: String...) throws -> String {
            let answer = try File(directory + "/answer", .replace)
            let child = try ChildProcess(
                program, ["-u", "-S", directory + "/socket", "-f", "/dev/null"] + words,
                environment: ["LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"],
                descriptors: [1: answer.descriptor.number, 2: answer.descriptor.number])
            _ = try child.wait(milliseconds: 10_000)
            return String(decoding: try answer.read(at: 0, count: 1 << 20), as: UTF8.self)
        }

        var record: [String] {
            let bytes = (try? File(directory + "/record", .read).descriptor.readAll(bytesMax: 1 << 20)) ?? []
            return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        }

        /// Asks again until it is so.
        func waits(for isSo: (borrowing Server) throws -> Bool) throws -> Bool {
            let end = MonotonicTime.now.advanced(milliseconds: 15_000)
            while MonotonicTime.now < end {
                if try isSo(self) { return true }
                _ = try PseudoTerminal().terminal.waitReadable(milliseconds: 20)
            }
            return false
        }
    }

    @Test(
        "under tmux a letter lands between the halves of the line, with forty lines above it", .enabled(if: PathFacts(at: program) != nil))
    func between() throws {
        let server = try Server()
        try server.say("new-session", "-d", "-x", "80", "-y", "24", try ProbeSession.probe(), server.directory + "/record")
        #expect(try server.waits { $0.record == ["ready"] })
        try server.say("send-keys", "-l", "flood 40")
        try server.say("send-keys", "Enter")
        try server.say("send-keys", "-l", "👩‍👩‍👧 日本 ü")
        try server.say("send-keys", "Left", "Left")
        #expect(try server.waits { try $0.say("capture-pane", "-p").contains("event 40 ") })
        try server.say("send-keys", "-l", "X")
        #expect(try server.waits { try $0.say("capture-pane", "-p").contains("本X ü") })
        let rows = try server.say("capture-pane", "-p", "-S", "-100").split(separator: "\n")
        #expect(rows.filter { $0.hasPrefix("event ") && $0.hasSuffix(" of 40 end") }.count == 40)
        #expect(rows.last?.utf8.starts(with: "probe> 👩".utf8) == true && rows.last?.hasSuffix("日本X ü") == true)
        let before = rows.last.map { DisplayWidth.columns(of: String($0)) } ?? 0
        let cursor = try server.say("display-message", "-p", "#{cursor_x}").utf8.split(separator: 0x0A).first.flatMap { Int(Substring($0)) }
        #expect(cursor == before - 2)
        try server.say("send-keys", "Enter")
        #expect(try server.waits { $0.record.last == "👩‍👩‍👧 日本X ü" })
    }
}
