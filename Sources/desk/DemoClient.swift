internal import DeskKit
internal import DeskSystem

/// The client of the demo: a process of its own that has the terminal, or plays a script.
final class DemoClient {
    /// Hears the exit code that its end makes.
    var onEnd: (Int32) -> Void = { _ in }

    private let place: DemoPlace
    private let script: Descriptor
    private let isAtTerminal: Bool
    private let lifeline: Lifeline
    /// What a client that is killed could not put back.
    private let settings: TerminalSettings?
    private var process: ChildProcess?
    private var watch: EventLoop.Token?

    init(_ options: DemoOptions, _ place: DemoPlace, lifeline: Lifeline) throws {
        self.place = place
        self.lifeline = lifeline
        script = try Self.input(options)
        isAtTerminal = script.isTerminal
        settings = isAtTerminal ? try TerminalSettings(of: script) : nil
    }

    private static func input(_ options: DemoOptions) throws -> Descriptor {
        guard let path = options.script, path != "-" else { return try StandardStream.input.duplicate() }
        do throws(SystemError) {
            return try File(path, .read).descriptor.duplicate()
        } catch {
            throw DemoFailure("the script cannot be read: \(error)", .inputOutput)
        }
    }

    func start(on loop: EventLoop) throws {
        let environment = try Environment.all(replacing: ["XDG_STATE_HOME": place.state, "DESK_STATE": "", Lifeline.variable: "3"])
        let fresh = try ChildProcess(
            try Path.ownExecutable(), ["--socket", place.socket, "--as", "ana"], environment: environment,
            descriptors: [
                0: script.number, 1: StandardStream.output.rawValue, 2: StandardStream.error.rawValue, 3: lifeline.reading.number,
            ])
        process = fresh
        watch = try loop.watch(fresh.pidDescriptor, for: .readable) { [weak self] _ in
            guard let self, let end = fresh.poll() else { return }
            self.watch.map(loop.unwatch)
            self.restoreTerminal(end)
            self.onEnd(Self.code(end))
        }
    }

    private static func code(_ end: ChildEnd) -> Int32 {
        switch end {
        case .exited(let code): code
        case .signaled(let number): 128 + number
        }
    }

    private func restoreTerminal(_ end: ChildEnd) {
        if case .signaled = end { try? settings?.apply(to: script) }
    }

    /// Whoever stops the client wants the shell back, which waits for us.
    func followStop() {
        guard isAtTerminal, process?.hasStopped() == true else { return }
        OwnProcess.stop()
    }

    func end() {
        guard let process, process.end == nil else { return }
        process.end(kindlyFor: 2_000)
        process.end.map(restoreTerminal)
    }
}
