internal import DeskSystem

/// An adapter's `main`: command line, signals, log, exit code.
public enum AdapterProgram {
    /// Runs the adapter until it is told to end, and does not return.
    /// - Parameters:
    ///   - options: the adapter's own, besides `--socket`, `--instance` and `--account`.
    ///   - manual: what its manual page says besides them.
    ///   - mayGainPrivileges: whether programs that this one executes may be setuid, as some `sendmail` is.
    ///   - setUp: gives the adapter its closures. What it throws ends the program with code 78.
    public static func run(
        _ manifest: Manifest, version: String, options: [AdapterOption] = [], limits: AdapterLimits = .standard,
        manual: AdapterManual = AdapterManual(), mayGainPrivileges: Bool = false, _ setUp: (Adapter, AdapterArguments) throws -> Void
    ) -> Never {
        let program = "desk-" + manifest.key
        do {
            let arguments = try AdapterArguments(Array(CommandLine.arguments.dropFirst()), options: options)
            switch arguments.wish {
            case .help: say(AdapterArguments.help(manifest, program, options))
            case .version: say("\(program) \(version)\n")
            case .manifest: say(manifest.json + "\n")
            case .manual: say(AdapterDescription.json(manifest, program, options, manual) + "\n")
            case .run: break
            }
            let run = try AdapterRun(program, manifest, "\(program)/\(version)", arguments, limits)
            if !mayGainPrivileges { try Privileges.forbidNew() }
            try setUp(run.adapter, arguments)
            // Who may gain privileges cannot be shut in; who was started by hand is its user's business.
            if run.adapter.isSupervised && !mayGainPrivileges { run.confine() }
            try run.untilTheEnd()
        } catch let error as UsageError {
            end(program, error.description, .usage)
        } catch let error as SystemError {
            end(program, error.description, .inputOutput)
        } catch {
            end(program, "\(error)", .configuration)
        }
    }

    private static func say(_ text: String) -> Never {
        let isWritten = (try? StandardStream.output.write(text)) != nil
        ProcessEnd.exit((isWritten ? ExitCode.ok : .inputOutput).rawValue)
    }

    private static func end(_ program: String, _ message: String, _ code: ExitCode) -> Never {
        log(program, message)
        ProcessEnd.exit(code.rawValue)
    }

    /// One line an event; nothing that anybody said.
    static func log(_ program: String, _ line: String) {
        try? StandardStream.error.write("\(program): \(PlainText.ascii(line))\n")
    }
}

extension AdapterProgram {
    /// For whoever looks for a fault, as sd-daemon(3) marks it: a broker that shows less leaves it out.
    static func debug(_ program: String, _ line: String) {
        try? StandardStream.error.write("<7>\(program): \(PlainText.ascii(line))\n")
    }
}

/// One run of an adapter: its loop and what ends it.
final class AdapterRun {
    let adapter: Adapter
    private let program: String
    private let loop: EventLoop
    private let signals: SignalReader
    private var isDraining = false

    init(
        _ program: String, _ manifest: Manifest, _ software: String, _ arguments: AdapterArguments, _ limits: AdapterLimits
    ) throws {
        SignalReader.ignoreBrokenPipes()
        self.program = program
        loop = try EventLoop()
        signals = try SignalReader([OwnProcess.interrupt, OwnProcess.terminate])
        adapter = Adapter(
            loop: loop, endpoint: try Self.endpoint(arguments), manifest: manifest, software: software,
            // A supervising broker says which one it has started.
            instance: arguments.instance ?? Environment.value("DESK_INSTANCE"),
            accounts: arguments.accounts.isEmpty ? nil : arguments.accounts, limits: limits, log: { AdapterProgram.log(program, $0) })
        adapter.onEnd = { trouble in ProcessEnd.exit(trouble.exitCode.rawValue) }
    }

    /// A supervising broker hands over a connected socket; everybody else connects.
    private static func endpoint(_ arguments: AdapterArguments) throws(UsageError) -> BrokerLink.Endpoint {
        guard arguments.socket == nil, let handed = Environment.value("DESK_FD") else {
            return .path(try SocketLocation(explicit: arguments.socket))
        }
        guard let number = Int32(handed), number >= 3 else {
            throw UsageError("DESK_FD is the number of a connected socket, 3 as a rule, and not '\(PlainText.ascii(handed, max: 20))'")
        }
        return .inherited(number)
    }

    func confine() { Confinement.begin(adapter.files) { AdapterProgram.debug(program, $0) } }

    func untilTheEnd() throws -> Never {
        let lifeline = try Lifeline.inherited()
        try lifeline?.watch(on: loop) { [self] in hear(OwnProcess.terminate) }
        _ = try loop.watch(signals.descriptor, for: .readable) { [self] _ in
            while let number = try? signals.next() { hear(number) }
        }
        adapter.start()
        try loop.run()
        ProcessEnd.exit(ExitCode.ok.rawValue)
    }

    private func hear(_ number: Int32) {
        // Whoever asks twice does not want to wait.
        if isDraining { ProcessEnd.exit(128 + number) }
        isDraining = true
        AdapterProgram.log(program, "finishing what is in hand")
        adapter.drain {
            AdapterProgram.log(self.program, "ended")
            ProcessEnd.exit(number == OwnProcess.terminate ? ExitCode.ok.rawValue : 128 + number)
        }
    }
}
