import DeskSystem
import DeskTesting
import Glibc
import Testing

@Suite("the demo at a terminal", .serialized)
struct TerminalTests {
    @Test("Ctrl-C is the client's", arguments: ["dumb", "xterm"])
    func interruptKey(_ type: String) throws {
        let demo = try DemoAtTerminal(type: type)
        try demo.wait(for: "ana [")
        try demo.type("\u{3}")
        try demo.wait(for: "Ctrl-D")
        #expect(demo.process.poll() == nil)
        try demo.type("inbox\r")
        try demo.wait(for: "Tomas Klick")
        try demo.type("quit\r")
        #expect(try demo.process.wait(milliseconds: 10_000) == .exited(0))
        #expect(demo.footprint.directories.isEmpty)
        #expect(demo.footprint.living.isEmpty)
    }

    @Test("Ctrl-Z stops the whole demo for the shell, which continues it")
    func stopKey() throws {
        let demo = try DemoAtTerminal(type: "xterm")
        try demo.wait(for: "ana [")
        try demo.type("\u{1A}")
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while !demo.process.hasStopped() {
            try #require(MonotonicTime.now < end)
            usleep(10_000)
        }
        _ = Glibc.kill(-demo.process.identifier, SIGCONT)
        try demo.type("quit\r")
        #expect(try demo.process.wait(milliseconds: 10_000) == .exited(0))
        #expect(demo.footprint.living.isEmpty)
    }

    @Test("the client killed, its terminal is as it was")
    func killedClient() throws {
        let demo = try DemoAtTerminal(type: "xterm")
        let before = try #require(try demo.settings())
        try demo.wait(for: "ana [")
        #expect(try demo.settings() != before)
        let client = demo.footprint.processes { $0.contains(demo.footprint.base) && $0.contains("--as\0ana") }
        _ = Glibc.kill(try #require(client.first), SIGKILL)
        #expect(try demo.process.wait(milliseconds: 10_000) == .exited(128 + SIGKILL))
        #expect(try demo.settings() == before)
        #expect(demo.footprint.directories.isEmpty)
        #expect(demo.footprint.living.isEmpty)
    }

    @Test("the demo killed, its client goes and leaves the terminal as it was")
    func killedDemo() throws {
        let demo = try DemoAtTerminal(type: "xterm", isUnderShell: true)
        let before = try #require(try demo.settings())
        try demo.wait(for: "ana [")
        let isClient = { (words: String) in words.contains(demo.footprint.base) && words.contains("--as\0ana") }
        let client = try #require(demo.footprint.processes(where: isClient).first)
        _ = Glibc.kill(try #require(Self.parent(of: client)), SIGKILL)
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while !demo.footprint.processes(where: isClient).isEmpty {
            try #require(MonotonicTime.now < end)
            usleep(10_000)
        }
        #expect(try demo.settings() == before)
    }

    private static func parent(of identifier: Int32) -> Int32? {
        guard let file = try? File("/proc/\(identifier)/stat", .read), let bytes = try? file.descriptor.readAll(bytesMax: 4_096) else {
            return nil
        }
        // After the name in brackets: the state, then the parent.
        let rest = String(decoding: bytes, as: UTF8.self).split(separator: ")").last ?? ""
        return rest.split(separator: " ").dropFirst().first.flatMap { Int32($0) }
    }

    @Test("a terminal that is closed ends it")
    func closed() throws {
        let demo = try DemoAtTerminal(type: "xterm")
        try demo.wait(for: "ana [")
        demo.hangUp()
        #expect(try demo.process.wait(milliseconds: 10_000) != nil)
        #expect(demo.footprint.directories.isEmpty)
        #expect(demo.footprint.living.isEmpty)
    }
}
