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
    let loop: EventLoop
    let signals: SignalReader
    let doors: Doors
    let metrics: [MetricsDoor]
    let initSystem: InitSystem
    let journal: Journal
    let log: Log
    let source: ConfigurationSource
    var configuration: Configuration
    var logins = Logins()
    /// How often the configuration was to be read again.
    var reloads = 0
    var broker: Broker
    var connections: [SessionID: Connection] = [:]
    private(set) var supervisor: Supervisor?
    var isStopping = false
    /// What is read goes through here.
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    let alarms: Alarms
    private let notices: NoticeSpool
    /// What the files of all messages may take.
    private static let blobBytesMax = 1 << 40
    /// Why the loop was stopped that nobody asked to.
    var failure: Failure?
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
        alarms = Alarms(loop)
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
        if let damages { broker.view(damages: damages) } else { keepSearchIndex(in: data) }
        broker.blobs = try BlobStore(BlobDirectory(in: data), bytesMax: Self.blobBytesMax, isViewed: damages != nil)
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

    var vitals: InitSystem.Vitals {
        InitSystem.Vitals(head: journal.head, sessions: connections.count, isFull: broker.isFull)
    }

    /// Makes durable what the turn decided, then writes to whoever may hear of it; what that makes room for is read at once.
    func endTurn() {
        beginTurn()
        let durable = journal.durable
        do throws(JournalError) {
            var passes = 0
            repeat {
                let before = journal.durable
                try broker.endTurn()
                if journal.durable != before { setIdleAlarm() }
                for id in broker.takeTouched() { connections[id].map(flush) }
                passes += 1
            } while broker.hasWork && passes < 16
            // What is left is left for the next turn, so that nobody keeps the others waiting.
            if broker.hasWork { loop.after(milliseconds: 0) {} }
        } catch {
            fail(Failure(error))
        }
        supervisor?.restart(broker.roster.takeRestarts())
        notices.write(from: &broker, at: loop.now, log)
        if broker.hasWork { loop.after(milliseconds: 0) {} }
        for line in broker.takeLog() { log.write(line) }
        broker.logLinesSuppressed = log.suppressed
        setAlarms()
        initSystem.follow(vitals, on: loop) { [unowned self] in vitals }
        attendToSearch(isBusy: journal.durable != durable)
    }
}
