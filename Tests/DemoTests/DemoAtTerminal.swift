import DeskSystem
import DeskTesting
import Glibc

/// A real `desk demo` at a terminal of its own, with a test at the keys.
final class DemoAtTerminal {
    let footprint: DemoFootprint
    let process: ChildProcess
    private var ends: PseudoTerminal?
    private(set) var screen: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// - Parameter isUnderShell: a shell has the terminal's session, and outlives the demo.
    init(type: String, isUnderShell: Bool = false) throws {
        footprint = try DemoFootprint()
        let environment = ["PATH=/usr/bin:/bin", "TMPDIR=\(footprint.base)", "LANG=C.UTF-8", "TERM=\(type)"]
        let ends = try PseudoTerminal()
        let fd = ends.program.number
        // setsid(1) makes the terminal send its signals to what it starts.
        process = try ChildProcess(
            "/usr/bin/setsid",
            ["--ctty"] + (isUnderShell ? ["sh", "-c", "\"$0\" \"$@\"; sleep 20"] : [])
                + [try Programs.path("desk"), "demo", "--speed", "50"], environment: environment,
            descriptors: [0: fd, 1: fd, 2: fd])
        self.ends = ends
    }

    deinit {
        process.signal(SIGKILL)
        _ = try? process.wait(milliseconds: 5_000)
    }

    func type(_ keys: String) throws { try ends?.terminal.writeAll(Array(keys.utf8).span) }

    func settings() throws -> TerminalSettings? { try ends.map { try TerminalSettings(of: $0.program) } }

    /// The terminal is gone, as when its window is closed.
    func hangUp() { ends = nil }

    func wait(for text: String, milliseconds: Int = 20_000) throws {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while !String(decoding: screen, as: UTF8.self).contains(text) {
            let left = end.milliseconds(since: .now)
            guard left > 0, let ends, try ends.terminal.waitReadable(milliseconds: left) else {
                throw DemoRun.Late(description: "waited for '\(text)' on: " + String(decoding: screen.suffix(2_000), as: UTF8.self))
            }
            if case .bytes(let count) = try ends.terminal.read(into: &buffer) { screen += buffer[..<count] }
        }
    }
}
