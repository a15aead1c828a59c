import DeskSystem
import DeskTesting
import Testing

/// A real broker with a configuration file that a test writes.
struct ConfiguredBroker {
    let broker: RealBroker
    let file: String

    init(_ configuration: String = "") throws {
        broker = try RealBroker(starting: false)
        file = broker.directory + "/desk.conf"
        broker.options = ["--config", file]
        try write(configuration)
    }

    func write(_ configuration: String) throws { try write(Array(configuration.utf8)) }

    func write(_ bytes: [UInt8]) throws { try File(file, .replace).write(bytes.span, at: 0) }

    /// Has the configuration read again, and gives the log's lines that this brought, up to one that holds `last`.
    func reload(until last: String) throws -> [String] {
        let before = lines.count
        broker.signal(OwnProcess.hangUp)
        let end = MonotonicTime.now.advanced(milliseconds: 10_000)
        while MonotonicTime.now < end {
            let new = Array(lines.dropFirst(before))
            if new.contains(where: { $0.contains(last) }) { return new }
            _ = try broker.waitForEnd(milliseconds: 5)
        }
        Issue.record("nothing in the log says '\(last)': \(broker.log.suffix(1_000))")
        return []
    }

    private var lines: [String] { broker.log.split(separator: "\n").map(String.init) }
}

/// `deskd` with other arguments, to its end.
enum Deskd {
    static func run(_ arguments: [String], environment: [String] = []) throws -> (end: ChildEnd?, output: String, error: String) {
        try Run.program("deskd", arguments, environment: environment)
    }
}

/// A program of ours, to its end.
enum Run {
    static func program(
        _ name: String, _ arguments: [String], environment: [String] = []
    ) throws -> (end: ChildEnd?, output: String, error: String) {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(directory) }
        let nothing = try File("/dev/null", .read)
        let output = try File(directory + "/output", .create)
        let error = try File(directory + "/error", .create)
        let process = try ChildProcess(
            Programs.path(name), arguments, environment: environment,
            descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: error.descriptor.number])
        let end = try process.wait(milliseconds: 10_000)
        if end == nil { process.signal(OwnProcess.kill) }
        return (end, try text(of: output), try text(of: error))
    }

    private static func text(of file: File) throws -> String {
        String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self)
    }
}
