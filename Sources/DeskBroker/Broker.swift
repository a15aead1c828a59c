public import DeskCore
public import DeskJournal
internal import DeskWire

/// The bus without its sockets. In a turn it is given what peers sent, decides what that means, and stages it; at the turn's
/// end it makes all of that durable with one write and one sync, and only then lets anybody hear of it.
///
/// It orders these steps and owns no rule of the help desk: those are `Desk`'s. What it holds for a peer is `Session`'s.
public struct Broker {
    let journal: Journal
    /// Where the journal lies, as an absolute path: whoever makes a backup reads it there.
    public var dataDirectory: String?
    /// By which its own machine knows it.
    public var process: Int32?
    let limits: Limits
    var permissions: Permissions
    /// What people read in place of a rep's name on the desk.
    public var labels: [RepName: String] = [:]
    /// What was wrong with the configuration that was read last; nil where it holds.
    public var configurationTrouble: String?
    public internal(set) var desk: Desk
    var sessions: [SessionID: Session] = [:]
    /// Which session carries which account.
    var serving: [AccountSlug: SessionID] = [:]
    /// Sessions that are told of events, in the order in which they attached.
    var watchers: [Session] = []
    var taps: [Session] = []
    /// The sessions of each rep and admin who is here, in the order in which they attached.
    var places: [RepName: [Session]] = [:]
    /// Sessions that have something new to be sent, or have ended.
    var touched: [Session] = []
    /// Sessions with a deadline running.
    var timed: Set<SessionID> = []
    /// The adapters that are kept running, by whoever runs them.
    public var roster = AdapterRoster()
    var generations: [ChannelKey: UInt64] = [:]
    /// Deliveries may have become possible since they were last looked for.
    var mayCarry = false
    /// What was acknowledged once is not there any more: nothing may be added on top of that.
    var isReadOnly = false
    /// Nothing is written at all: the journal is there to be looked at, and these of its entries cannot be read.
    private(set) var isViewing = false
    private(set) var damages: [Damage] = []
    /// The disk has no room: nothing is staged until it has.
    public internal(set) var isFull = false
    private var stranded: [Session] = []
    /// What adapters answered while nothing could be staged: each belongs to a delivery that they were given, so that there
    /// are no more than those.
    var unrecorded: [(command: Command, from: Session)] = []
    let fault = JournalFault()
    var lastWall = Timestamp(milliseconds: 0)
    var counters = Counters()
    /// When entries were last made durable since the broker started.
    var synced: Timestamp?
    /// Nanoseconds of a clock that only goes forward, to measure how long something takes; a simulation has none.
    public var stopwatch: () -> Int64 = { 0 }
    /// Where the rules of time zones can be read.
    public var zones = ZoneLibrary.empty
    /// When they were last read again.
    var zonesRead: Timestamp?
    /// Lines that whoever writes the log has left out because they repeated.
    public var logLinesSuppressed: UInt64 = 0
    /// Since when an account's adapter has been away.
    var awaySince: [AccountSlug: Timestamp] = [:]
    /// Where the accounts' secrets are.
    public var secrets: any CredentialKeeping = MemoryCredentials()
    /// What messages carry besides words; nil where the broker has no place for it.
    public var blobs: BlobStore? {
        didSet { tidyBlobs() }
    }
    var blobIndex: BlobIndex
    /// Somebody was forgotten or something purged in this turn.
    var blobsMayBeGone = false
    /// Secrets of accounts that are being connected: nowhere else until that has succeeded.
    var stagedSecrets: [StagingToken: [Setting]] = [:]
    /// Which session wants to know what becomes of a connect.
    var askers: [StagingToken: SessionID] = [:]
    /// Edits that an adapter is looking at.
    var editTrials = EditTrials()
    /// The account because of which a connect has failed.
    var accountsInTheWay: [StagingToken: AccountSlug] = [:]
    /// Deleted accounts whose secrets go when the journal has the deletion.
    var secretsToRemove: [AccountSlug] = []
    var hasTidied = false
    /// What each view holds, kept as long as somebody asks.
    var viewCounts = ViewCounts()
    /// By which searching is quick; nil where there is none.
    var index: SearchIndex?
    /// Why an adapter's registration was refused last.
    var rejectedRegistrations = RejectedRegistrations()
    var audit: AuditIndex
    private var lastSession: UInt64 = 0
    /// How long the disk took in this turn, which the turn's time does not know.
    var commitMilliseconds: Int64 = 0
    private var log: [LogLine] = []
    var now: Moment
    let started: Moment

    /// Takes over a journal and the state that its replay made.
    public init(_ journal: Journal, _ replayed: Replay, limits: Limits = .standard, permissions: Permissions, at now: Moment) {
        self.journal = journal
        self.limits = limits
        self.permissions = permissions
        desk = replayed.desk
        audit = replayed.audit
        blobIndex = replayed.blobs
        lastWall = replayed.lastWall
        self.now = now
        started = now
    }

    /// From the beginning: reads are answered, and everything else refused.
    public mutating func view(damages: [Damage]) {
        isReadOnly = true
        isViewing = true
        self.damages = damages
    }

    /// A peer has connected, or was started with a connection that is `binding`'s and nobody else's.
    public mutating func open(_ peer: PeerIdentity, boundTo binding: SessionBinding? = nil) -> SessionID {
        lastSession += 1
        let session = Session(SessionID(number: lastSession), peer, limits, boundTo: binding, at: now)
        sessions[session.id] = session
        timed.insert(session.id)
        if sessions.count > limits.sessionsMax {
            end(session, Refusal(.quota, "There are \(limits.sessionsMax) sessions, which is the most; try again later."))
        } else if binding == nil {
            admit(session)
        }
        return session.id
    }

    /// Bytes have arrived. What they mean happens now; who hears of it does so after the turn.
    public mutating func receive(_ bytes: Span<UInt8>, from id: SessionID) {
        guard let session = sessions[id], !session.isEnding else { return }
        session.heard = now.monotonicMilliseconds
        session.decoder.append(bytes)
        read(session)
    }

    /// The peer will say no more, but may still be listening: what it asked is answered first.
    public mutating func finish(_ id: SessionID) {
        guard let session = sessions[id], !session.isEnding else { return }
        if session.author != nil { note(.info, "session \(id.number) (\(session.name)) has gone", of: session.peer) }
        leave(session)
        session.state = .ending
        touch(session)
        track(session)
    }

    /// The connection has gone. What was in hand is in doubt until the adapter is back.
    public mutating func close(_ id: SessionID) {
        guard let session = sessions.removeValue(forKey: id) else { return }
        if session.author != nil && !session.isEnding { note(.info, "session \(id.number) (\(session.name)) has gone", of: session.peer) }
        leave(session)
        timed.remove(id)
    }

    /// Begins a turn: this is what time it is until the next one.
    public mutating func beginTurn(at moment: Moment) { now = moment }

    /// Ends a turn. Nobody hears of a fact before the disk has it.
    /// - Throws: the journal's first failure, which is final: the process ends without having told anyone.
    public mutating func endTurn() throws(JournalError) {
        if !unrecorded.isEmpty && !isFull { recordLate() }
        if !isFull { attendToAccounts() }
        if !isFull { tick() }
        if mayCarry && !isFull { carry() }
        feedLaggards()
        if let error = fault.error { throw error }
        do throws(JournalError) {
            try commit()
            if isFull { note(.notice, "the disk has room again") }
            isFull = false
        } catch {
            guard case .noSpace = error else { throw error }
            // What is staged waits for room, and with it everybody who would hear of it.
            if !isFull { note(.error, "\(error)") }
            isFull = true
        }
        removeSecrets()
        removeForgottenBlobs()
        let durable = journal.durable
        for session in isFull ? touched : touched + stranded {
            session.outbox.release(through: durable)
            if session.isPingHeld && !session.outbox.isHeld { pingLeft(session) }
            if !isFull { session.unanswered = 0 }
        }
        strand()
    }

    private mutating func commit() throws(JournalError) {
        commitMilliseconds = 0
        let entries = journal.head - journal.durable
        guard entries > 0 else { return try journal.commit() }
        let began = stopwatch()
        try journal.commit()
        let took = stopwatch() - began
        commitMilliseconds = took / 1_000_000
        counters.commits.observe(took)
        counters.batches.observe(entries)
        synced = now.wall
    }

    /// While the disk is full, those whose frames wait are remembered for the commit that comes.
    private mutating func strand() {
        if isFull {
            for session in touched where !session.isStranded {
                session.isStranded = true
                stranded.append(session)
            }
        } else if !stranded.isEmpty {
            for session in stranded {
                session.isStranded = false
                touch(session)
            }
            stranded = []
        }
    }

    /// The sessions that the server must look at, each once.
    public mutating func takeTouched() -> [SessionID] {
        defer { touched.removeAll(keepingCapacity: true) }
        for session in touched { session.isTouched = false }
        return touched.map(\.id)
    }

    /// Lends what may be sent to the session now; `body` says how much of it was taken.
    public mutating func send(to id: SessionID, _ body: (Span<UInt8>) -> Int) {
        guard let session = sessions[id] else { return }
        let wasFull = !hasRoom(session)
        var taken = 0
        session.outbox.drain { bytes in
            taken = body(bytes)
            return taken
        }
        if !session.outbox.hasReleased {
            session.stalledSince = nil
        } else if taken > 0 || session.stalledSince == nil {
            session.stalledSince = now.monotonicMilliseconds
        }
        track(session)
        if wasFull && hasRoom(session) && session.adapter != nil { mayCarry = true }
        // A reader of the past who took everything has nothing to wait for but us.
        if lags(session) { touch(session) }
        // What was left unread because of a full outbox can be looked at again.
        if hasRoom(session) && !session.isEnding { read(session) }
    }

    public func wantsToRead(_ id: SessionID) -> Bool {
        guard let session = sessions[id] else { return false }
        return !session.isEnding && hasRoom(session)
    }

    public func wantsToWrite(_ id: SessionID) -> Bool { sessions[id]?.outbox.hasReleased ?? false }

    /// The session has nothing more to say and nothing left to be sent.
    public func isOver(_ id: SessionID) -> Bool {
        guard let session = sessions[id] else { return true }
        return session.isEnding && session.outbox.isEmpty
    }

    /// What the session has still to take.
    public func heldBytes(for id: SessionID) -> Int { sessions[id]?.outbox.byteCount ?? 0 }

    /// Something was staged or asked for since the turn ended.
    public var hasWork: Bool { !isFull && (!touched.isEmpty || journal.head != journal.durable || mayCarry || !unrecorded.isEmpty) }

    public var hasDeadlines: Bool { !timed.isEmpty || !editTrials.isEmpty }

    /// Tells everybody that the broker goes, and stops listening to them.
    public mutating func shutDown() {
        for session in sessions.values.sorted(by: { $0.id < $1.id }) where !session.isEnding {
            end(session, Refusal(.shuttingDown, "The broker is shutting down; come back in a moment.", retryAfterMilliseconds: 500))
        }
    }

    public mutating func takeLog() -> [LogLine] {
        defer { log.removeAll(keepingCapacity: true) }
        return log
    }

    /// - Parameter peer: whoever caused it.
    mutating func note(_ level: LogLine.Level, _ text: String, of peer: PeerIdentity? = nil) {
        note(level, text, from: peer.map { "user \($0.user)" } ?? "")
    }

    /// - Parameter source: what it is about, where no single peer has caused it; its share of the log is spent.
    mutating func note(_ level: LogLine.Level, _ text: String, from source: String) {
        counters.logLines[level.rawValue] += 1
        log.append(LogLine(level, text, from: source))
    }

    func hasRoom(_ session: Session) -> Bool { session.outbox.byteCount < limits.outboxBytesMax }
}

/// The first failure to read the journal back. Whoever met it had nobody to tell: the turn's end does.
final class JournalFault {
    var error: JournalError?
}
