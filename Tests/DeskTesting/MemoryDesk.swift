public import DeskBroker
internal import DeskCore
public import DeskJournal
internal import DeskSystem
public import DeskWire

/// The broker without its daemon: on a simulated disk and clock, with connections that are arrays of bytes.
public final class MemoryDesk: DeskUnderTest {
    public let disk: SimulatedDisk
    /// Where the index lies by which searching is quick; nil where there is none.
    public let searchDisk: SimulatedDisk?
    public let limits: Limits
    public let settings: JournalSettings
    public private(set) var wallMilliseconds: Int64 = 1_795_358_400_000
    public private(set) var monotonicMilliseconds: Int64 = 1_000
    public private(set) var broker: Broker
    public private(set) var journal: Journal
    /// Where files lie that messages carry.
    public let blobDisk = SimulatedDisk()
    /// Secrets of accounts, which outlive the broker as files do.
    public let secrets = MemoryCredentials()
    public var dataDirectory: String? {
        get { broker.dataDirectory }
        set { broker.dataDirectory = newValue }
    }
    /// Why the broker has ended; nil while it lives.
    public private(set) var end: JournalError?
    /// What the broker has said to whoever reads its log.
    public private(set) var log: [LogLine] = []
    /// Told of each frame as it leaves an outbox.
    public var onFrame: (_ frame: JSONValue, _ durable: UInt64) -> Void = { _, _ in }
    /// Told at the end of each turn that went well.
    public var onTurn: (MemoryDesk) -> Void = { _ in }
    private var links: [SessionID: MemoryLink] = [:]
    private var diesInNextTurn = false
    private var random: SeededRandom
    private var crashes: UInt64 = 0

    public struct Differs: Error, CustomStringConvertible {
        public let description: String
    }

    public init(
        disk: SimulatedDisk = SimulatedDisk(), limits: Limits = .standard, settings: JournalSettings = .cramped, seed: UInt64 = 1,
        searchDisk: SimulatedDisk? = nil
    ) throws(JournalError) {
        self.disk = disk
        self.searchDisk = searchDisk
        self.limits = limits
        self.settings = settings
        random = SeededRandom(seed: seed)
        (journal, broker) = try Self.open(disk, settings, limits, random, Self.moment(wallMilliseconds, monotonicMilliseconds))
        broker.secrets = secrets
        if let searchDisk { broker.keepIndex(in: searchDisk.storage()) }
        try keepBlobs()
    }

    /// Room for the files of all messages together.
    public var blobRoom = Int.max

    private func keepBlobs() throws(JournalError) {
        do throws(StorageError) {
            broker.blobs = try BlobStore(blobDisk.storage(), bytesMax: blobRoom)
        } catch {
            throw .io(error)
        }
    }

    private static func moment(_ wall: Int64, _ monotonic: Int64) -> Moment {
        Moment(wall: Timestamp(milliseconds: wall), monotonicMilliseconds: monotonic)
    }

    private static func open(
        _ disk: SimulatedDisk, _ settings: JournalSettings, _ limits: Limits, _ seed: SeededRandom, _ now: Moment
    ) throws(JournalError) -> (Journal, Broker) {
        var random = seed
        var replay = Replay(digestKey: [UInt8](repeating: 0, count: 16))
        let journal = try Journal.open(
            disk.storage(), settings: settings, randomness: { random.next() }, prepare: { replay = Replay(digestKey: $0) },
            replay: { sequence, entry in try replay.apply(entry, sequence: sequence.number) })
        var broker = Broker(journal, replay, limits: limits, permissions: Permissions(brokerUser: 1_000), at: now)
        broker.zones = TestZones.library
        return (journal, broker)
    }

    public var excuse: String { end.map { "the broker has ended: \($0)" } ?? "" }

    public func connect() throws -> any DeskLink { connect(asUser: 1_000) }

    public func connect(asUser user: UInt32) -> MemoryLink {
        let link = MemoryLink(self)
        turn { broker in
            let id = broker.open(PeerIdentity(user: user, process: 1))
            link.id = id
            links[id] = link
        }
        return link
    }
}

// Turns, as the server takes them.
extension MemoryDesk {
    /// One turn: `body` says what arrives in it.
    public func turn(_ body: (inout Broker) -> Void) {
        guard end == nil else { return }
        broker.beginTurn(at: Self.moment(wallMilliseconds, monotonicMilliseconds))
        body(&broker)
        if diesInNextTurn { return die() }
        endTurn()
    }

    private func endTurn() {
        do throws(JournalError) {
            var passes = 0
            repeat {
                try broker.endTurn()
                flushAll()
                passes += 1
            } while broker.hasWork && passes < 16
            onTurn(self)
            // What there is to do beside the turns, a step of it.
            if broker.hasSearchWork { broker.attendToSearch() }
        } catch {
            end = error
            for link in links.values { link.isCutOff() }
        }
        log += broker.takeLog()
    }

    private func die() {
        diesInNextTurn = false
        end = .failed(StorageError(.other, "the broker was killed"))
        for link in links.values { link.isCutOff() }
    }

    func flushAll() {
        for id in broker.takeTouched() { links[id].map(flush) }
    }

    func flush(_ link: MemoryLink) {
        guard let id = link.id else { return }
        let durable = journal.durable
        broker.send(to: id) { link.take($0) { frame in self.onFrame(frame, durable) } }
        if broker.isOver(id) {
            link.isCutOff()
            close(link)
        }
    }

    func receive(_ bytes: [UInt8], from link: MemoryLink) {
        guard let id = link.id else { return }
        turn { $0.receive(bytes.span, from: id) }
    }

    /// One turn in which bytes of several peers arrive, in this order.
    public func receiveTogether(_ parts: [(from: MemoryLink, object: String)]) {
        turn { broker in
            for part in parts {
                guard let id = part.from.id else { continue }
                broker.receive(Framing.frame(Array(part.object.utf8)).span, from: id)
            }
        }
    }

    func close(_ link: MemoryLink) {
        // One from before a restart has a number that is somebody else's by now.
        guard let id = link.id, links[id] === link else { return }
        links[id] = nil
        turn { $0.close(id) }
    }

    /// What the broker holds for a connection that does not take it.
    public func heldBytes(for link: MemoryLink) -> Int { link.id.map { broker.heldBytes(for: $0) } ?? 0 }

    /// Writes the idle mark, as the server does after a pause.
    public func markIdle() {
        do throws(JournalError) { try journal.markIdle() } catch { end = error }
    }

    /// Lets people's time pass and, with `deadlines`, the machine's.
    public func pass(milliseconds: Int64, deadlines: Bool) {
        wallMilliseconds += milliseconds
        if deadlines { monotonicMilliseconds += milliseconds }
        turn { $0.expire() }
    }
}

// What goes wrong.
extension MemoryDesk {
    public func perform(_ fault: Fault) throws {
        switch fault {
        case .killAndRestart: try reopen()
        case .restart:
            if end == nil {
                turn { $0.shutDown() }
                markIdle()
            }
            try reopen()
        case .powerCutAndRestart:
            crashes += 1
            disk.crash(seed: crashes)
            blobDisk.crash(seed: crashes)
            try reopen(afterCrash: true)
        case .crashBeforeCommit: diesInNextTurn = true
        case .diskIsFull(let isFull):
            disk.faults = SimulatedDisk.Faults()
            if isFull {
                disk.faults.failingCall = 1
                disk.faults.failsForEver = true
                disk.faults.failure = .noSpace
            }
            turn { _ in }
        case .clock(let milliseconds): pass(milliseconds: milliseconds, deadlines: false)
        case .wait(let milliseconds): pass(milliseconds: milliseconds, deadlines: true)
        }
    }

    /// Opens the journal anew. State after replay must be what it was in service.
    public func reopen(afterCrash: Bool = false) throws {
        for link in links.values { link.isCutOff() }
        links = [:]
        // What is staged and waits for room has not happened.
        let before = end == nil && journal.head == journal.durable ? broker.desk.stateBytes() : nil
        if !afterCrash { disk.restart() }
        if !afterCrash { blobDisk.restart() }
        diesInNextTurn = false
        random = SeededRandom(seed: random.next())
        (journal, broker) = try Self.open(disk, settings, limits, random, Self.moment(wallMilliseconds, monotonicMilliseconds))
        broker.secrets = secrets
        try keepBlobs()
        if let searchDisk {
            if afterCrash { searchDisk.crash(seed: crashes) } else { searchDisk.restart() }
            broker.keepIndex(in: searchDisk.storage())
        }
        end = nil
        if let before, before != broker.desk.stateBytes() { throw Differs(description: "state after replay differs from state in service") }
    }
}

/// A connection to a ``MemoryDesk``.
public final class MemoryLink: DeskLink {
    private weak var desk: MemoryDesk?
    public internal(set) var id: SessionID?
    public private(set) var hasEnded = false
    private var decoder = FrameDecoder(frameBytesMax: 4 << 20)
    private var frames: [[UInt8]] = []
    private var isReading = true
    private var bytesAtOnce = Int.max

    init(_ desk: MemoryDesk) { self.desk = desk }

    public func send(bytes: [UInt8]) { if !hasEnded { desk?.receive(bytes, from: self) } }

    public func send(_ object: String) { send(bytes: Framing.frame(Array(object.utf8))) }

    public func next() -> [UInt8]? { frames.isEmpty ? nil : frames.removeFirst() }

    /// Everything that has come, and nothing twice.
    public func takeFrames() -> [JSONValue] {
        defer { frames = [] }
        return frames.compactMap { try? JSONDocument(parsing: $0).root }
    }

    public func close() {
        desk?.close(self)
        hasEnded = true
    }

    public func reads(_ yes: Bool) {
        isReading = yes
        if yes { desk?.turn { _ in } }
        if yes { desk?.flush(self) }
        if yes { desk?.turn { _ in } }
    }

    /// A small kernel buffer: so much is taken at a time.
    public func takes(atMost bytes: Int) { bytesAtOnce = bytes }

    func isCutOff() { hasEnded = true }

    /// What the kernel's buffer would do: take everything, or nothing while nobody reads.
    func take(_ bytes: Span<UInt8>, _ see: (JSONValue) -> Void) -> Int {
        guard isReading, !hasEnded else { return 0 }
        let bytes = bytes.extracting(first: min(bytes.count, bytesAtOnce))
        decoder.append(bytes)
        while let frame = try? decoder.next() {
            frames.append(frame)
            if let document = try? JSONDocument(parsing: frame) { see(document.root) }
        }
        return bytes.count
    }
}
