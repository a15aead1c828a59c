import DeskSystem
import DeskTesting
import Glibc

/// A real `desk demo`, whose client reads what a test writes.
final class DemoRun {
    struct Late: Error, CustomStringConvertible {
        let description: String
    }

    /// The end of a pipe into which the lines go.
    private final class Input {
        let descriptor: Descriptor
        init(descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    /// Where the demo puts its directory, and we what it says.
    let footprint: DemoFootprint
    var base: String { footprint.base }
    let process: ChildProcess
    private var input: Input?

    /// - Parameter program: the client that is to be run instead of the one that was built.
    init(_ arguments: [String] = [], program: String? = nil) throws {
        footprint = try DemoFootprint()
        let base = footprint.base
        let output = try File(base + "/out", .create)
        let errors = try File(base + "/err", .create)
        let path = try program ?? Programs.path("desk")
        let environment = ["PATH=/usr/bin:/bin", "TMPDIR=\(base)", "LANG=C.UTF-8"]
        (input, process) = try Pipe.open { (reading, writing) throws(SystemError) in
            let process = try ChildProcess(
                path, ["demo", "--script", "-", "--speed", "50"] + arguments, environment: environment,
                descriptors: [0: reading.number, 1: output.descriptor.number, 2: errors.descriptor.number])
            return (Input(descriptor: writing), process)
        }
    }

    deinit {
        process.signal(SIGKILL)
        _ = try? process.wait(milliseconds: 5_000)
    }

    private var output: [UInt8] { DemoFootprint.contents(base + "/out") }
    var errors: String { String(decoding: DemoFootprint.contents(base + "/err"), as: UTF8.self) }

    var directories: [String] { footprint.directories }
    var living: [Int32] { footprint.living }

    func write(_ line: String) throws { try input?.descriptor.writeAll(Array((line + "\n").utf8).span) }

    /// No more lines: the client ends, and the demo with it.
    func finish() throws -> ChildEnd? {
        input = nil
        return try process.wait(milliseconds: 20_000)
    }

    /// Waits until it is so.
    func wait(for what: String, milliseconds: Int = 20_000, until isSo: () throws -> Bool) throws {
        let end = MonotonicTime.now.advanced(milliseconds: milliseconds)
        while try !isSo() {
            guard MonotonicTime.now < end else { throw Late(description: "waited for \(what); it says: \(errors) \(shown.suffix(2_000))") }
            usleep(10_000)
        }
    }

    var shown: String { String(decoding: output, as: UTF8.self) }

    /// Waits until it is up, and says where.
    func directory() throws -> String {
        try wait(for: "the address") { errors.contains("http://127.0.0.1:") }
        guard let directory = directories.first else { throw Late(description: "no directory") }
        return directory
    }

    /// Says `line` again and again until `text` is shown.
    func write(_ line: String, until text: String) throws {
        var next = MonotonicTime.now
        try wait(for: "'\(text)' after '\(line)'") {
            if MonotonicTime.now >= next {
                try write(line)
                next = MonotonicTime.now.advanced(milliseconds: 300)
            }
            return shown.contains(text)
        }
    }

    /// The number of the process that a program of the demo is at the moment.
    func identifier(of program: String) throws -> Int32? {
        let text = String(decoding: DemoFootprint.contents(try directory() + "/\(program).pid"), as: UTF8.self)
        return Int32(text.prefix { $0 != "\n" })
    }
}
