internal import DeskBroker
internal import DeskCore
internal import DeskJournal
internal import DeskSystem
internal import Glibc

/// Moves bytes between sockets and the broker, and owns no rule of the protocol.
///
/// A turn: epoll says who is readable, what they sent is given to the broker, the broker makes it durable, and then sockets
/// are written to. The clock is read once a turn.
final class Server {
    private static let acceptsATurn = 64
    /// How soon after the last batch its idle marker is written.
    private static let idleMilliseconds = 100
    private static let deadlineMilliseconds = 250
    private static let leaveMillisecondsMax = 1_000

    let loop: EventLoop
    private let signals: SignalReader
    let doors: Doors
    let metrics: [MetricsDoor]
    private let initSystem: InitSystem
    private let journal: Journal
    let log: Log
    let source: ConfigurationSource
    var configuration: Configuration
    var logins = Logins()
    /// How often the configuration was to be read again.
    var reloads = 0
    var broker: Broker
    var connections: [SessionID: Connection] = [:]
    private(set) var supervisor: Supervisor?
    private var isStopping = false
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)
    private var isMarkScheduled = false
    private var isDeadlineScheduled = false
    private var tickDue: Timestamp?
    private var isRetryScheduled = false
    private let notices: NoticeSpool
    private var failure: Failure?
    private var turn = MonotonicTime(nanoseconds: 0)

    /// Locks the data directory, replays the journal, and listens, or goes on listening where the service manager does.
    init(_ source: ConfigurationSource, _ inherited: [Listener], _ log: Log) throws {
        self.source = source
        self.log = log
        configuration = try source.read()
        log.use(configuration.logFormat, configuration.logLevel)
        for warning in configuration.warnings { log.write(.warning, warning) }
        _ = DescriptorLimit.raise()
        signals = try SignalReader([SIGTERM, SIGINT, SIGHUP])
        initSystem = InitSystem(log)
        // Before there is a new journal that nobody serves.
        let place = try Doors.place(inherited, configuration)
        let replay: Replay
        var damages: [Damage]?
        let startup = Startup(signals, initSystem, log)
        if source.overrides.isReadOnly {
            (journal, replay, damages) = try startup.view(configuration.data)
        } else {
            (journal, replay) = try startup.open(configuration)
        }
        doors = try Doors(inherited, place, configuration)
        loop = try EventLoop()
        log.report(on: loop)
        metrics = try MetricsDoor.all(loop, doors.metrics, configuration)
        broker = Broker(journal, replay, permissions: configuration.permissions, at: Self.moment(loop.now))
        notices = NoticeSpool(data: configuration.data)
        broker.labels = configuration.labels
        broker.stopwatch = { MonotonicTime.now.nanoseconds }
        broker.process = OwnProcess.identifier
        broker.zones = ZoneDirectory.library
        let data = try Path.resolved(configuration.data)
        broker.dataDirectory = data
        broker.secrets = CredentialDirectory(in: data)
        if let damages { broker.view(damages: damages) }
        for damage in (damages ?? []).prefix(100) { log.write(.error, "damaged: \(damage)") }
        log.write(
            .notice,
            "deskd\(damages == nil ? "" : " --read-only") serves \(configuration.data) at \(doors.description), journal at \(journal.head)")
    }

    func run(_ lifeline: Lifeline?) throws {
        try doors.open(on: loop) { [unowned self] in accept(from: $0) }
        for door in metrics { try door.open { [unowned self] in metricsText() } }
        _ = try loop.watch(signals.descriptor, for: .readable) { [unowned self] _ in takeSignals() }
        try lifeline?.watch(on: loop) { [unowned self] in
            log.announce("whoever started us has ended: shutting down")
            stop()
        }
        loop.beforeSleep = { [unowned self] in endTurn() }
        supervisor = try Supervisor(loop, self)
        supervisor?.apply(adapters)
        initSystem.ready(vitals)
        initSystem.beat(on: loop)
        try loop.run()
        doors.remove()
        for door in metrics { door.close() }
        if let failure { throw failure }
        log.announce("deskd stopped, journal at \(journal.head)")
        log.finish()
    }

    private func metricsText() -> [UInt8] {
        beginTurn()
        return broker.metricsText()
    }

    /// Those to be started. They would have nothing to do where nothing is taken in.
    var adapters: [AdapterPlan] { source.overrides.isReadOnly ? [] : configuration.adapters }

    static func moment(_ now: MonotonicTime) -> Moment {
        Moment(wall: Timestamp(milliseconds: WallClock.nowMilliseconds()), monotonicMilliseconds: now.nanoseconds / 1_000_000)
    }

    func beginTurn() {
        guard turn != loop.now else { return }
        turn = loop.now
        broker.beginTurn(at: Self.moment(loop.now))
    }

    private var vitals: InitSystem.Vitals {
        InitSystem.Vitals(head: journal.head, sessions: connections.count, isFull: broker.isFull)
    }

    private func accept(from listener: borrowing Descriptor) {
        beginTurn()
        do throws(SystemError) {
            for _ in 0..<Self.acceptsATurn {
                guard let descriptor = try UnixSocket.accept(from: listener) else { return }
                try open(descriptor)
            }
        } catch {
            pauseAccepting(error)
        }
    }

    private func open(_ descriptor: consuming Descriptor) throws(SystemError) {
        let peer = try PeerCredentials(of: descriptor)
        let identity = PeerIdentity(user: peer.user, groups: peer.groups, login: logins.login(of: peer.user), process: peer.process)
        try serve(Connection(broker.open(identity), descriptor))
    }

    func serve(_ connection: Connection) throws(SystemError) {
        do throws(SystemError) {
            connection.token = try watch(connection)
        } catch {
            // Nobody would ever hear of the session again.
            broker.close(connection.id)
            throw error
        }
        connections[connection.id] = connection
    }

    private func watch(_ connection: Connection) throws(SystemError) -> EventLoop.Token {
        try loop.watch(connection.descriptor, for: .readable) { [unowned self, unowned connection] readiness in
            beginTurn()
            if readiness.contains(.readable) {
                read(connection)
            } else if !readiness.isDisjoint(with: .hungUp) {
                // It is gone both ways and nothing more is wanted from it: left alone, it would be reported for ever.
                return close(connection)
            }
            if readiness.contains(.writable) { flush(connection) }
        }
    }

    /// Out of descriptors: those attached go on, and newcomers wait in the backlog until some are free again.
    private func pauseAccepting(_ error: SystemError) {
        log.write(.warning, "no new connections for a moment: \(error)")
        doors.pause(on: loop, milliseconds: 200)
    }

    func read(_ connection: Connection) {
        // A span cannot be lent out of a property, so the buffer is taken out for as long.
        var bytes: [UInt8] = []
        swap(&bytes, &buffer)
        defer { swap(&bytes, &buffer) }
        do throws(SystemError) {
            switch try connection.descriptor.read(into: &bytes) {
            case .bytes(let count): broker.receive(bytes.span.extracting(0..<count), from: connection.id)
            case .wouldBlock: break
            case .ended: broker.finish(connection.id)
            }
        } catch {
            close(connection)
        }
    }

    func close(_ connection: Connection) {
        if let token = connection.token { loop.unwatch(token) }
        connection.token = nil
        connections[connection.id] = nil
        let farewell = broker.farewell(connection.id)
        broker.close(connection.id)
        supervisor?.sessionEnded(connection.id, farewell)
    }

    /// Makes durable what the turn decided, then writes to whoever may hear of it; what that makes room for is read at once.
    private func endTurn() {
        beginTurn()
        do throws(JournalError) {
            var passes = 0
            repeat {
                let before = journal.durable
                try broker.endTurn()
                if journal.durable != before { scheduleMark() }
                for id in broker.takeTouched() { connections[id].map(flush) }
                passes += 1
            } while broker.hasWork && passes < 16
            // What is left is left for the next turn, so that nobody keeps the others waiting.
            if broker.hasWork { loop.after(milliseconds: 0) {} }
        } catch {
            fail(Failure(error))
        }
        if broker.isFull { scheduleRetry() }
        supervisor?.restart(broker.roster.takeRestarts())
        notices.write(from: &broker, at: loop.now, log)
        if broker.hasWork { loop.after(milliseconds: 0) {} }
        for line in broker.takeLog() { log.write(line) }
        broker.logLinesSuppressed = log.suppressed
        scheduleDeadlines()
        scheduleTick()
        initSystem.follow(vitals, on: loop) { [unowned self] in vitals }
    }

    private func flush(_ connection: Connection) {
        var isBroken = false
        broker.send(to: connection.id) { bytes in
            var sent = 0
            while sent < bytes.count {
                do throws(SystemError) {
                    guard let count = try connection.descriptor.send(bytes.extracting(sent..<bytes.count)) else { break }
                    sent += count
                } catch {
                    isBroken = true
                    break
                }
            }
            return sent
        }
        if isBroken || broker.isOver(connection.id) { return close(connection) }
        var interest: Readiness = []
        if broker.wantsToRead(connection.id) { interest.insert(.readable) }
        if broker.wantsToWrite(connection.id) { interest.insert(.writable) }
        if let token = connection.token { loop.change(token, to: interest) }
    }

    /// After a pause the journal says itself that everything in it was synced, so that recovery need not guess.
    private func scheduleMark() {
        guard !isMarkScheduled else { return }
        isMarkScheduled = true
        loop.after(milliseconds: Self.idleMilliseconds) { [unowned self] in
            isMarkScheduled = false
            do throws(JournalError) {
                try journal.markIdle()
            } catch {
                fail(Failure(error))
            }
        }
    }

    /// Nobody tells when a disk has room again.
    private func scheduleRetry() {
        guard !isRetryScheduled else { return }
        isRetryScheduled = true
        loop.after(milliseconds: 500) { [unowned self] in isRetryScheduled = false }
    }

    /// Wakes the loop when the desk has something to do of itself. Wall time may be set anew meanwhile, so that it looks again
    /// each minute.
    private func scheduleTick() {
        guard let due = broker.nextDeadline else { return }
        let wait = min(max(due.milliseconds - WallClock.nowMilliseconds(), 0), 60_000)
        guard tickDue.map({ due < $0 }) ?? true else { return }
        tickDue = due
        loop.after(milliseconds: Int(wait)) { [unowned self] in
            tickDue = nil
            beginTurn()
        }
    }

    private func scheduleDeadlines() {
        guard !isDeadlineScheduled, broker.hasDeadlines else { return }
        isDeadlineScheduled = true
        loop.after(milliseconds: Self.deadlineMilliseconds) { [unowned self] in
            isDeadlineScheduled = false
            beginTurn()
            broker.expire()
        }
    }

    /// The disk has failed: nobody is told anything any more.
    private func fail(_ failure: Failure) {
        self.failure = self.failure ?? failure
        loop.stop()
    }

    private func takeSignals() {
        while let signal = try? signals.next() {
            beginTurn()
            if signal == SIGHUP && isStopping {
                log.write(.notice, "shutting down: the configuration is not read again")
                continue
            }
            guard signal != SIGHUP else {
                initSystem.reloading()
                reload()
                initSystem.ready(vitals)
                continue
            }
            log.announce("signal \(signal): shutting down")
            stop()
        }
    }

    /// Adapters finish first, and tell what they have done. Whoever asks twice does not want to wait for them.
    private func stop() {
        beginTurn()
        if isStopping { return supervisor?.killAll() ?? () }
        isStopping = true
        initSystem.stopping(within: Int(adapters.map(\.drainMilliseconds).max() ?? 0))
        // Newcomers would have to go at once; at a door that somebody keeps for us they wait for the next broker.
        doors.close(on: loop)
        supervisor?.drainAll { [unowned self] in leave() }
    }

    /// Finishes the turn, says goodbye, and gives everybody a moment to hear it.
    private func leave() {
        broker.shutDown()
        let began = loop.now
        loop.beforeSleep = { [unowned self] in
            endTurn()
            if connections.isEmpty || loop.now.milliseconds(since: began) >= Self.leaveMillisecondsMax { finish() }
        }
        loop.after(milliseconds: Self.leaveMillisecondsMax) {}
    }

    private func finish() {
        do throws(JournalError) {
            try journal.markIdle()
        } catch {
            fail(Failure(error))
        }
        loop.stop()
    }
}

/// A class only because a Dictionary cannot hold a value that refuses to be copied.
final class Connection {
    let id: SessionID
    let descriptor: Descriptor
    var token: EventLoop.Token?

    init(_ id: SessionID, _ descriptor: consuming Descriptor) {
        self.id = id
        self.descriptor = descriptor
    }
}
