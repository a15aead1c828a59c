internal import DeskKit
internal import DeskSystem
internal import DeskWire

/// Everything that runs in a demo, and the order in which it starts and ends.
final class DemoStage {
    static let signals = [
        OwnProcess.hangUp, OwnProcess.interrupt, OwnProcess.quit, OwnProcess.terminate, OwnProcess.childChanged,
    ]
    private static let startMillisecondsMax = 15_000

    /// Why the demo ends: the client's exit code, a signal's, or trouble.
    private enum Verdict {
        case code(Int32)
        case failure(DemoFailure)
    }

    private let options: DemoOptions
    private let place: DemoPlace
    private let signals: SignalReader
    private let loop: EventLoop
    private let lifeline: Lifeline
    private let socket: SocketLocation
    private let broker: DemoProgram
    private let page: DemoPage
    private let friends: DemoChannel
    private var client: DemoClient?
    private var verdict: Verdict?

    init(_ options: DemoOptions, _ place: DemoPlace, _ signals: SignalReader) throws {
        self.options = options
        self.place = place
        self.signals = signals
        loop = try EventLoop()
        lifeline = try Lifeline.make()
        socket = try SocketLocation(place.socket)
        broker = try DemoProgram("deskd", ["--data", place.data, "--socket", place.socket], in: place, on: loop, lifeline: lifeline)
        page = try DemoPage(port: options.port, in: place, on: loop, lifeline: lifeline)
        let log = try File(place.log(of: "story"), .append)
        friends = DemoChannel(DemoStory(seed: options.seed), at: socket, on: loop, speed: options.speed) {
            try? log.descriptor.writeAll(Array("\($0)\n".utf8).span)
        }
    }

    func play() throws -> Int32 {
        // First: a script that cannot be read is a reason not to begin.
        let client = try DemoClient(options, place, lifeline: lifeline)
        try listen()
        try raise()
        announce()
        self.client = client
        client.onEnd = { [weak self] in self?.conclude(.code($0)) }
        try client.start(on: loop)
        friends.goOn()
        while verdict == nil { try loop.turn(waitingAtMostMilliseconds: nil) }
        return try exitCode()
    }

    /// Ends what runs, the client first: it has the terminal.
    func end() {
        client?.end()
        page.program.end()
        broker.end()
    }

    private func listen() throws {
        _ = try loop.watch(signals.descriptor, for: .readable) { [weak self] _ in self?.takeSignals() }
        for program in [broker, page.program] {
            program.onGiveUp = { [weak self] in self?.conclude(.failure($0)) }
        }
    }

    /// The first reason is the reason.
    private func conclude(_ verdict: Verdict) { self.verdict = self.verdict ?? verdict }

    private func exitCode() throws -> Int32 {
        switch verdict {
        case .code(let code): return code
        case .failure(let failure): throw failure
        case nil: return ExitCode.ok.rawValue
        }
    }

    private func takeSignals() {
        while let signal = try? signals.nextWithOrigin() {
            switch signal.number {
            case OwnProcess.childChanged: client?.followStop()
            // Keys at the terminal are for the client, which has heard them too.
            case OwnProcess.interrupt, OwnProcess.quit:
                if signal.isFromKernel, client != nil { continue }
                conclude(.code(128 + signal.number))
            default: conclude(.code(128 + signal.number))
            }
        }
    }
}

// The start, in order.
extension DemoStage {
    private func raise() throws {
        try broker.start()
        try wait(for: "the broker to listen", of: broker) { (try? UnixSocket.connect(to: socket.path)) != nil }
        try page.program.start()
        friends.start()
        try wait(for: "the customers' channel to attach", of: broker) { friends.isAttached }
        try wait(for: "the page's address", of: page.program) { page.findAddress() }
        try createAccounts()
        try wait(for: "the customers' account", of: broker) { friends.isOpen }
        friends.open()
        try wait(for: "the first messages to be stored", of: broker) { friends.hasOpened }
    }

    /// Turns the loop until it is so.
    private func wait(for what: String, of program: DemoProgram, until isSo: () -> Bool) throws {
        let deadline = MonotonicTime.now.advanced(milliseconds: Self.startMillisecondsMax)
        while !isSo() {
            if verdict != nil { throw DemoInterruption(code: try exitCode()) }
            guard MonotonicTime.now < deadline else {
                let log = DemoFailure.lastLines(of: program.log)
                let seconds = Self.startMillisecondsMax / 1_000
                throw DemoFailure("waited \(seconds) s for \(what) in vain; \(program.name) says:" + log, .unreachable)
            }
            try loop.turn(waitingAtMostMilliseconds: 20)
        }
    }

    private func createAccounts() throws {
        try wait(for: "the page's channel to attach", of: page.program) {
            (try? create("shop", "Visitors of the shop", on: "webchat")) ?? false
        }
        _ = try create(DemoChannel.account, "Customers made up for the demo", on: "story")
    }

    /// False as long as the channel has not introduced itself.
    private func create(_ account: String, _ label: String, on channel: String) throws -> Bool {
        let admin = try Conversation(at: socket, hello: Introduction(.admin, name: "demo", software: "desk-demo/0.1"))
        let answer = try admin.ask("account.create") {
            $0.field("channel", channel)
            $0.field("account", account)
            $0.field("label", label)
            $0.name("identifier")
            $0.beginObject()
            $0.field("kind", "opaque")
            $0.field("value", account)
            $0.endObject()
        }
        switch answer {
        case .ok: return true
        case .refused(let refusal) where refusal.code == "account_exists": return true
        case .refused(let refusal) where refusal.code == "channel_not_installed": return false
        case .refused(let refusal): throw DemoFailure("the broker does not make the account \(account): \(refusal.message)", .bug)
        case .lost: return false
        }
    }

    private func announce() {
        let isPretty = StandardStream.error.isTerminal && Environment.value("NO_COLOR") == nil && Environment.value("TERM") != "dumb"
        let address = page.address ?? ""
        Demo.say(
            """
            A help desk of your own, on this machine only. When you leave it, it is gone.

                \(isPretty ? "\u{1B}[1m\(address)\u{1B}[0m" : address)
                is the shop's page: write there as a visitor

              try: next   then: reply TEXT, next, inbox, help, quit
              try to lose something; the broker is back at once, with everything:
                          kill -9 $(cat \(place.processFile(of: "deskd")))
              for real:   desk init, which says what comes next; desk help


            """)
    }
}
