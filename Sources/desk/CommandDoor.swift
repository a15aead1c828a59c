internal import DeskConsole
internal import DeskKit

/// `desk VERB …`: one verb, and the end.
final class CommandDoor {
    /// A broker that was there a moment ago gets so long to come back.
    static let absenceMillisecondsMax = 10_000
    /// A full backlog empties within so long, or the broker is stuck.
    private static let attachMillisecondsMax = 5_000

    private let verb: Verb
    private let loop: EventLoop
    private let seat: Seat
    private var arguments: Arguments
    private let isForced: Bool
    private var exitCode: Int32?
    private var hasBegun = false
    private var absence: EventLoop.Token?

    init(_ verb: Verb, _ arguments: Arguments, _ isForced: Bool, _ flags: Flags) throws {
        self.verb = verb
        self.arguments = arguments
        self.isForced = isForced
        loop = try EventLoop()
        // What is said to lie in a directory is read there, and no broker asked.
        let link = arguments.has("--data") ? nil : try Self.link(verb.need(for: arguments), flags, loop)
        let isTerminal = StandardStream.output.isTerminal
        // Only what it shows matters here, so it is as if somebody sat there.
        let mode = ConsoleMode.choose(
            environment: Environment.value, inputIsTerminal: true, outputIsTerminal: isTerminal,
            wishes: .init(isPlain: flags.isPlain, isAccessible: flags.isAccessible))
        var format = Format(flags, mode: mode, isTerminal: isTerminal, columns: TerminalWidth.read)
        if flags.isPlain, format.shape != .json { format.shape = .tabs }
        seat = Seat(
            me: try Login.name(flags.name), flags: flags, format: format, output: .standard, loop: loop,
            link: link)
    }

    private static func link(_ need: Verb.Need, _ flags: Flags, _ loop: EventLoop) throws -> BrokerLink? {
        guard case .broker(let role) = need else { return nil }
        let hello = Introduction(flags.isAdmin ? .admin : role, name: try Login.name(flags.name), software: Program.software)
        return BrokerLink(loop: loop, endpoint: .path(try SocketLocation(explicit: flags.socket)), hello: hello)
    }

    func run() throws -> Int32 {
        if let link = seat.link {
            start(link)
            let place = link.place
            giveUp(
                after: Self.attachMillisecondsMax, "the broker at \(place) does not answer: is it stopped, or busy reading its journal?",
                .unreachable)
        } else {
            begin()
        }
        while exitCode == nil { try loop.turn(waitingAtMostMilliseconds: nil) }
        seat.link?.close()
        return exitCode ?? 0
    }

    private func start(_ link: BrokerLink) {
        GivenName.follow(link, seat.flags) { [seat] in if seat.format.shape != .json { seat.output.complain(["desk: " + $0]) } }
        link.onState = { [weak self] in self?.heed($0) }
        link.start()
    }

    /// Who may be nothing but an admin is one for what is for reps too; false where that was tried.
    private func triedAsAdmin(_ trouble: LinkTrouble) -> Bool {
        guard trouble.exitCode == .notPermitted, !hasBegun, case .broker(.admin) = verb.need, seat.link?.hello.role == .rep,
            let link = try? Self.link(verb.need, seat.flags, loop)
        else { return false }
        seat.link?.close()
        seat.link = link
        start(link)
        return true
    }

    private func heed(_ state: LinkState) {
        switch state {
        case .connecting: break
        case .attached(let welcome):
            seat.attached(as: welcome.name)
            absence.map(loop.cancel)
            absence = nil
            if !hasBegun { begin() }
        case .waiting(_, let trouble):
            // Only what passes by itself is worth waiting for before anything was asked.
            if !hasBegun && trouble.exitCode != .tryAgain { return end(trouble.message, trouble.exitCode) }
            if absence == nil { giveUp(after: Self.absenceMillisecondsMax, trouble.message, trouble.exitCode) }
        case .ended(let trouble): if !triedAsAdmin(trouble) { end(trouble.message, trouble.exitCode) }
        }
    }

    private func giveUp(after milliseconds: Int, _ message: String, _ code: ExitCode) {
        absence = loop.after(milliseconds: milliseconds) { [weak self] in self?.end(message, code) }
    }

    private func end(_ message: String, _ code: ExitCode) {
        guard exitCode == nil else { return }
        seat.output.complain(["desk: " + SafeText.line(message)])
        exitCode = code.rawValue
    }

    private func begin() {
        hasBegun = true
        verb.run(Call(verb, arguments, isForced: isForced, seat: seat) { [self] code in exitCode = exitCode ?? code })
    }
}

/// How wide the terminal is now.
enum TerminalWidth {
    static func read() -> Int {
        guard StandardStream.output.isTerminal, let output = try? StandardStream.output.duplicate() else { return 80 }
        return WindowSize(of: output).columns
    }
}
