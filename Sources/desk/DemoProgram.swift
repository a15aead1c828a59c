internal import DeskKit
internal import DeskSystem

/// A program that the demo keeps running: whenever it ends, it is started again.
final class DemoProgram {
    private static let quickMillisecondsMax = 2_000
    private static let delayMillisecondsMax = 2_000
    private static let failuresMax = 5

    let name: String
    /// It has failed too often in a row to be started again.
    var onGiveUp: (DemoFailure) -> Void = { _ in }

    /// Those of the next start.
    var arguments: [String]
    private let path: String
    private let place: DemoPlace
    private let loop: EventLoop
    private let lifeline: Lifeline
    private var process: ChildProcess?
    private var watch: EventLoop.Token?
    private var startedAt = MonotonicTime(nanoseconds: 0)
    private var quickEnds = 0
    private var failures = 0
    private var isEnding = false

    init(_ name: String, _ arguments: [String], in place: DemoPlace, on loop: EventLoop, lifeline: Lifeline) throws {
        self.name = name
        self.arguments = arguments
        self.place = place
        self.loop = loop
        self.lifeline = lifeline
        path = try Self.path(of: name)
    }

    private static func path(of name: String) throws -> String {
        let own = try Path.ownExecutable()
        let directory = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let path = directory + "/" + name
        guard PathFacts(at: path)?.kind == .file else {
            throw DemoFailure("the demo needs \(name) beside \(own), and it is not there: build everything with `swift build -c release`")
        }
        return path
    }

    var identifier: Int32? { process?.identifier }
    var log: String { place.log(of: name) }
    /// What it says to its standard output.
    var output: String { place.directory + "/" + name + ".out" }

    func start() throws(SystemError) {
        let log = try File(self.log, .append)
        let nothing = try File("/dev/null", .read)
        let output = try File(self.output, .append)
        // A session of its own: keys at the terminal are for the client.
        let fresh = try ChildProcess(
            path, arguments, environment: try Environment.all(replacing: [Lifeline.variable: "3"]),
            descriptors: [
                0: nothing.descriptor.number, 1: output.descriptor.number, 2: log.descriptor.number, 3: lifeline.reading.number,
            ], newSession: true)
        process = fresh
        startedAt = MonotonicTime.now
        try writeProcessFile(fresh.identifier)
        watch = try loop.watch(fresh.pidDescriptor, for: .readable) { [weak self] _ in self?.heedEnd() }
    }

    /// For `kill -9 $(cat …)`, whichever process it is by then.
    private func writeProcessFile(_ identifier: Int32) throws(SystemError) {
        let path = place.processFile(of: name)
        try File(path + ".new", .replace).write("\(identifier)\n".utf8Span.span, at: 0)
        try Path.rename(path + ".new", to: path)
    }

    private func heedEnd() {
        guard let end = process?.poll() else { return }
        watch.map(loop.unwatch)
        watch = nil
        process = nil
        guard !isEnding else { return }
        let isQuick = MonotonicTime.now.milliseconds(since: startedAt) < Self.quickMillisecondsMax
        quickEnds = isQuick ? quickEnds + 1 : 0
        // Who kills it wants to see it come back. Who exits by itself has a reason, which is in the log.
        if case .exited = end { failures = isQuick ? failures + 1 : 1 }
        guard failures < Self.failuresMax else {
            return onGiveUp(DemoFailure("\(name) ended \(failures) times in a row; its last words:" + DemoFailure.lastLines(of: log)))
        }
        loop.after(milliseconds: delay) { [weak self] in self?.startAgain() }
    }

    /// The first few times at once.
    private var delay: Int { quickEnds <= 3 ? 0 : min(Self.delayMillisecondsMax, 50 << min(quickEnds - 4, 10)) }

    private func startAgain() {
        guard !isEnding else { return }
        do throws(SystemError) {
            try start()
        } catch {
            onGiveUp(DemoFailure("\(name) cannot be started again: \(error)", .inputOutput))
        }
    }

    /// Ends it for good, kindly first.
    func end() {
        isEnding = true
        watch.map(loop.unwatch)
        watch = nil
        process?.end(kindlyFor: 2_000)
        process = nil
    }
}

extension ChildProcess {
    /// Asks it to end, and makes it end if it does not.
    func end(kindlyFor milliseconds: Int) {
        signal(OwnProcess.terminate)
        // One that is stopped would not hear it.
        signal(OwnProcess.goOn)
        if (try? wait(milliseconds: milliseconds)) ?? nil != nil { return }
        signal(OwnProcess.kill)
        _ = try? wait(milliseconds: 5_000)
    }
}
