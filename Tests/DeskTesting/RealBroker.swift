public import DeskSystem
internal import Glibc

/// A real `deskd` in a private directory, ended and started again as a test likes. When it is forgotten, it and its
/// directory are gone.
public final class RealBroker {
    public struct DidNotStart: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    public let directory: String
    private var process: ChildProcess?
    private let program: String
    /// Limits of the shell's `ulimit` under which the broker runs, such as `-n 64`.
    public var limits: [String] = []
    /// What its command line has besides the places.
    public var options: [String] = []
    /// Shell commands before it, in its own process, such as `export LISTEN_PID=$$`.
    public var preparations: [String] = []
    public var environment: [String] = []
    /// What it inherits besides the standard streams: its number → ours.
    public var descriptors: [CInt: CInt] = [:]
    /// Where its standard error goes instead of ``log``.
    public var errors: CInt?

    public init(starting: Bool = true) throws {
        program = try Programs.path("deskd")
        directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        if starting { try start() }
    }

    deinit {
        _ = try? kill()
        Path.removeTree(directory)
    }

    public var data: String { directory + "/data" }
    public var socket: String { directory + "/bus.sock" }
    public var identifier: Int32? { process?.identifier }
    /// How many descriptors the process has open.
    public var openDescriptors: Int { identifier.flatMap { try? Directory.names(in: "/proc/\($0)/fd").count } ?? 0 }

    /// What it has written to its standard error so far.
    public var log: String { text(of: "log") }

    /// What one wrote that was started with ``launchAnother(_:)``.
    public func log(of another: String) -> String { text(of: "log-of-" + another) }

    private func text(of name: String) -> String {
        guard let file = try? File(directory + "/" + name, .read), let size = try? file.size() else { return "" }
        return String(decoding: (try? file.read(at: 0, count: size)) ?? [], as: UTF8.self)
    }

    /// What more there is to wait for at each start, such as for a broker that took over a listener.
    public var whenListening: () throws -> Void = {}

    /// Starts it and does not wait.
    public func launch() throws { process = try spawn() }

    /// Starts it and waits until it takes connections.
    public func start() throws {
        let process = try spawn()
        self.process = process
        let end = MonotonicTime.now.advanced(milliseconds: 20_000)
        while true {
            if let ended = process.poll() { throw DidNotStart(description: "deskd \(ended): \(log.suffix(500))") }
            if (try? UnixSocket.connect(to: socket)) != nil { return try whenListening() }
            guard MonotonicTime.now < end else { throw DidNotStart(description: "deskd does not listen: \(log.suffix(500))") }
            _ = try process.wait(milliseconds: 1)
        }
    }

    /// Starts another broker on the same places and does not wait. Whoever asks for it ends it.
    public func launchAnother(_ name: String) throws -> ChildProcess { try spawn(data, socket, logging: directory + "/log-of-" + name) }

    /// Another broker on the same places, or on others; says how it ended.
    public func startAnother(data: String? = nil, socket: String? = nil) throws -> (end: ChildEnd?, log: String) {
        let path = directory + "/log-of-another"
        let other = try spawn(data ?? self.data, socket ?? self.socket, logging: path)
        let end = try other.wait(milliseconds: 10_000)
        if end == nil { other.signal(SIGKILL) }
        let file = try File(path, .read)
        return (end, String(decoding: try file.read(at: 0, count: try file.size()), as: UTF8.self))
    }

    private func spawn() throws -> ChildProcess { try spawn(data, socket, logging: directory + "/log") }

    private func spawn(_ data: String, _ socket: String, logging log: String) throws -> ChildProcess {
        let output = try File(log, .append)
        let nothing = try File("/dev/null", .read)
        let shell = (limits.map { "ulimit \($0)" } + preparations).map { $0 + " && " }.joined() + "exec \"$@\""
        let command = [program, "--data", data, "--socket", socket] + options
        let isPlain = limits.isEmpty && preparations.isEmpty
        let streams: [CInt: CInt] = [0: nothing.descriptor.number, 1: output.descriptor.number, 2: errors ?? output.descriptor.number]
        return try ChildProcess(
            isPlain ? program : "/bin/sh", isPlain ? Array(command.dropFirst()) : ["-c", shell, "sh"] + command,
            environment: ["PATH=/usr/bin:/bin"] + environment, descriptors: descriptors.merging(streams) { $1 })
    }

    /// Ends it by SIGKILL.
    @discardableResult
    public func kill() throws -> ChildEnd? { try end(by: SIGKILL) }

    /// Asks it to stop, as an init system does.
    @discardableResult
    public func stop() throws -> ChildEnd? { try end(by: SIGTERM) }

    public func signal(_ number: Int32) { process?.signal(number) }

    private func end(by signal: Int32) throws -> ChildEnd? {
        guard let process else { return nil }
        process.signal(signal)
        let end = try process.wait(milliseconds: 10_000)
        if end != nil { self.process = nil }
        return end
    }

    /// How it ended by itself; nil while it runs.
    public func waitForEnd(milliseconds: Int) throws -> ChildEnd? { try process?.wait(milliseconds: milliseconds) }

    public func connect() throws -> FrameClient { try FrameClient(connectingTo: socket) }

    /// A session of an admin, a rep or whoever may attach without a manifest.
    public func attach(as role: String, _ name: String) throws -> FrameClient {
        let client = try connect()
        guard try client.attach(as: role, name) != nil else { throw DidNotStart(description: "no welcome for \(name)") }
        return client
    }
}
