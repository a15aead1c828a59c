import DeskSystem

/// The probe, running under a terminal that the test plays.
final class ProbeSession {
    /// Its program's end stays open, so that the settings can be looked at after the probe has ended.
    private let ends: PseudoTerminal
    private let child: ChildProcess
    private let directory: String
    private(set) var output: [UInt8] = []
    private var settledCount = 0
    private(set) var screen: ScreenModel
    let before: TerminalSettings

    init(_ arguments: [String] = [], term: String = "xterm-256color", columns: Int = 80, taste: ScreenModel.Taste = .joining) throws {
        directory = try Directory.createPrivate(prefix: "/tmp/deskbus-console-")
        screen = ScreenModel(columns: columns, taste: taste)
        ends = try PseudoTerminal(size: WindowSize(columns: columns, rows: 24))
        before = try TerminalSettings(of: ends.program)
        let fd = ends.program.number
        child = try ChildProcess(
            Self.probe(), [directory + "/record"] + arguments, environment: ["TERM=\(term)"], descriptors: [0: fd, 1: fd, 2: fd],
            newSession: true)
        _ = try read(until: { $0.record.contains("ready") })
    }

    deinit {
        child.signal(9)
        _ = try? child.wait(milliseconds: 2_000)
        Path.removeTree(directory)
    }

    static func probe() throws -> String {
        let own = try Path.ownExecutable()
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/ConsoleProbe"
    }

    /// What the probe has written down, a line each.
    var record: [String] {
        guard let bytes = try? File(directory + "/record", .read).descriptor.readAll(bytesMax: 1 << 22) else { return [] }
        return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    var historyPath: String { directory + "/record.history" }
    var settings: TerminalSettings { get throws { try TerminalSettings(of: ends.program) } }

    func type(_ text: String) throws { try type(Array(text.utf8)) }

    func type(_ bytes: [UInt8]) throws { try ends.terminal.writeAll(bytes.span) }

    func signal(_ number: Int32) { child.signal(number) }

    func resize(columns: Int) throws { try WindowSize(columns: columns, rows: 24).apply(to: ends.terminal) }

    /// Reads what is shown until it suffices; false where it never does.
    func read(until isEnough: (ProbeSession) throws -> Bool, milliseconds: Int = 15_000) throws -> Bool {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while MonotonicTime.now < end {
            if try isEnough(self) { return true }
            try readSome()
        }
        return try isEnough(self)
    }

    /// Reads until nothing has come for a while, and returns what came since the last time.
    func settle(milliseconds: Int = 150) throws -> String {
        while try ends.terminal.waitReadable(milliseconds: milliseconds) { if try !take() { break } }
        defer { settledCount = output.count }
        return String(decoding: output[settledCount...], as: UTF8.self)
    }

    func readSome() throws { if try ends.terminal.waitReadable(milliseconds: 10) { _ = try take() } }

    private func take() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        guard case .bytes(let count) = try ends.terminal.read(into: &chunk) else { return false }
        output += chunk[..<count]
        screen.feed(chunk[..<count])
        return true
    }

    func end() throws -> ChildEnd? {
        _ = try read(until: { $0.child.poll() != nil })
        return child.poll()
    }
}
