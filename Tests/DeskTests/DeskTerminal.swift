import DeskSystem
import DeskTesting

/// A real `desk` at a terminal made of software, and what reached that terminal.
final class DeskTerminal {
    let process: ChildProcess
    /// Both ends: the terminal's settings outlive the client.
    private let ends: PseudoTerminal
    /// How the terminal was before the client came.
    let found: TerminalSettings
    private(set) var bytes: [UInt8] = []

    /// With an `input` its standard input is a file that has it, and no terminal.
    init(
        _ office: Office, _ words: [String] = [], as name: String = "ana", environment: [String] = ["TERM=xterm-256color"],
        input: String? = nil
    ) throws {
        ends = try PseudoTerminal()
        let feed = try input.map { try Self.feed($0, in: office.broker.directory) }
        try ends.terminal.setNonBlocking(true)
        found = try TerminalSettings(of: ends.program)
        process = try ChildProcess(
            try Programs.path("desk"), ["--socket", office.broker.socket, "--as", name] + words,
            environment: environment + ["HOME=\(office.broker.directory)"],
            descriptors: [0: feed?.descriptor.number ?? ends.program.number, 1: ends.program.number, 2: ends.program.number],
            newSession: true)
    }

    deinit { process.signal(9) }

    private static func feed(_ input: String, in directory: String) throws -> File {
        try? Path.remove(directory + "/input")
        let file = try File(directory + "/input", .create)
        let bytes = Array(input.utf8)
        try file.write(bytes.span, at: 0)
        return try File(directory + "/input", .read)
    }

    /// Listens until it has ended; nil where it does not.
    func end(milliseconds: Int) throws -> ChildEnd? {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        var how = process.poll()
        while how == nil, MonotonicTime.now < end {
            try listen(milliseconds: 2)
            how = process.poll()
        }
        try listen(milliseconds: 5)
        return how
    }

    var settings: TerminalSettings { get throws { try TerminalSettings(of: ends.program) } }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func type(_ text: String) throws {
        let keys = Array(text.utf8)
        try ends.terminal.writeAll(keys.span)
    }

    /// Reads what has come within `milliseconds`, or until `words` have.
    @discardableResult
    func wait(for words: String, milliseconds: Int = 20_000) throws -> Bool {
        let (end, wanted) = (MonotonicTime.now.advanced(milliseconds: milliseconds), Array(words.utf8))
        var searched = 0
        while true {
            if Self.contains(wanted, in: bytes, from: searched) { return true }
            searched = max(0, bytes.count - wanted.count)
            let left = end.milliseconds(since: .now)
            guard left > 0, try ends.terminal.waitReadable(milliseconds: left) else { return false }
            guard try take() else { return false }
        }
    }

    /// From here on only what is yet to come counts.
    func forget() { bytes = [] }

    /// Takes what is there, for as long.
    func listen(milliseconds: Int) throws {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while try ends.terminal.waitReadable(milliseconds: max(0, end.milliseconds(since: .now))) { if try !take() { return } }
    }

    private func take() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        do throws(SystemError) {
            guard case .bytes(let count) = try ends.terminal.read(into: &chunk) else { return false }
            bytes += chunk[..<count]
            return true
        } catch {
            // The last program has closed the terminal.
            return false
        }
    }

    private static func contains(_ wanted: [UInt8], in bytes: [UInt8], from: Int) -> Bool {
        guard let first = wanted.first, bytes.count >= from + wanted.count else { return false }
        return (from...(bytes.count - wanted.count)).contains { bytes[$0] == first && bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
