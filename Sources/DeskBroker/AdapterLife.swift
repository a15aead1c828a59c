/// The life of one supervised adapter: when it is started, asked for a sign of life, asked to end, killed, started again. It is
/// told what happened and says what to do; somebody else does it. All times are monotonic milliseconds.
public struct AdapterLife: Sendable {
    public enum Phase: Equatable, Sendable {
        /// Not to be run.
        case resting
        case waiting(until: Int64)
        case up(since: Int64)
        /// Asked to end; killed when its time is over, nil once that is done.
        case ending(killAt: Int64?)

        public var isWaiting: Bool { if case .waiting = self { true } else { false } }
    }

    public enum Act: Equatable, Sendable { case spawn, ping, terminate, kill }

    public struct Timings: Sendable {
        public var restart = RestartPolicy.Timings()
        /// Silent for so long it is asked for a sign of life, and silent for as long again it counts as hung.
        public var silenceMilliseconds: Int64 = 20_000
        /// So long may it live on without its connection.
        public var lingerMilliseconds: Int64 = 2_000
        /// From being asked to end to being killed.
        public var drainMilliseconds: Int64 = 10_000
        /// The same for one that hangs, which will hardly finish anything.
        public var hungMilliseconds: Int64 = 2_000
        /// One whose place another process has looks so often whether it is free.
        public var displacedMilliseconds: Int64 = 2_000

        public init() {}
    }

    private enum After { case again, atOnce, rest }

    /// What its end means for the next start.
    public enum Ending: Sendable {
        case death
        /// Its command line or its configuration is wrong: trying again soon helps nobody.
        case refusal
        /// Another process has taken its place; who starts again at once throws that one out, and so on for ever.
        case displacement
    }

    private let timings: Timings
    public private(set) var phase = Phase.resting
    public private(set) var policy: RestartPolicy
    /// Why it is not up, in words; empty where nothing went wrong.
    public private(set) var reason = ""
    private var after = After.again
    /// Why it was asked to end, where it did wrong.
    private var fault: String?
    private var began: Int64 = 0
    private var pinged: Int64?
    /// When it was last looked for, and had not said hello.
    private var looked: Int64 = 0
    private var disconnected: Int64?
    /// What the desk told it before it closed its connection.
    private var farewell = ""

    public init(_ timings: Timings = Timings()) {
        self.timings = timings
        policy = RestartPolicy(timings.restart)
    }

    public var isResting: Bool { phase == .resting }

    /// When ``heed(at:heard:)`` is next to be called; nil where there is nothing to wait for.
    public func due(heard: Int64?) -> Int64? {
        switch phase {
        case .resting: nil
        case .waiting(let until): until
        case .up(let since):
            if let disconnected {
                disconnected + timings.lingerMilliseconds
            } else {
                (pinged ?? max(since, heard ?? looked)) + timings.silenceMilliseconds
            }
        case .ending(let killAt): killAt
        }
    }
}

// What happens to it.
extension AdapterLife {
    public mutating func start(at now: Int64) -> [Act] {
        guard phase == .resting else { return [] }
        phase = .waiting(until: now)
        return heed(at: now, heard: nil)
    }

    /// Time has passed. `heard` is when a frame of it came last, nil where it has not said hello.
    public mutating func heed(at now: Int64, heard: Int64?) -> [Act] {
        switch phase {
        case .waiting(let until) where now >= until: return spawn(at: now)
        case .up(let since): return watch(since: since, now, heard)
        case .ending(let killAt?) where now >= killAt:
            phase = .ending(killAt: nil)
            return [.kill]
        case .resting, .waiting, .ending: return []
        }
    }

    private mutating func spawn(at now: Int64) -> [Act] {
        phase = .up(since: now)
        (began, looked, pinged, disconnected, fault, after) = (now, now, nil, nil, nil, .again)
        farewell = ""
        return [.spawn]
    }

    private mutating func watch(since: Int64, _ now: Int64, _ heard: Int64?) -> [Act] {
        if let disconnected {
            guard now - disconnected >= timings.lingerMilliseconds else { return [] }
            return condemn("it lived on without its connection to the desk", at: now)
        }
        // Before its hello it is the session's deadline that counts.
        guard let heard else {
            looked = now
            return []
        }
        if let asked = pinged {
            if heard >= asked { pinged = nil }
            guard heard < asked, now - asked >= timings.silenceMilliseconds else { return [] }
            return condemn("it hung: no sign of life for \(now - heard) ms", at: now)
        }
        guard now - max(heard, since) >= timings.silenceMilliseconds else { return [] }
        pinged = now
        return [.ping]
    }

    /// It was asked for a sign of life, and may have heard of that only now.
    public mutating func wasAsked(at now: Int64) { pinged = pinged.map { max($0, now) } }

    private mutating func condemn(_ fault: String, at now: Int64) -> [Act] {
        self.fault = fault
        phase = .ending(killAt: now + min(timings.hungMilliseconds, timings.drainMilliseconds))
        return [.terminate]
    }

    /// Its connection is gone while it is not: a moment is given to it to end by itself.
    /// - Parameter farewell: why the desk closed it; empty where the adapter did.
    public mutating func lostConnection(at now: Int64, _ farewell: String = "") {
        self.farewell = farewell
        if case .up = phase, disconnected == nil { disconnected = now }
    }

    /// It has ended, or could not be started.
    public mutating func ended(_ how: String, _ ending: Ending = .death, at now: Int64, random: UInt64) {
        reason = (fault ?? how) + (farewell.isEmpty ? "" : "; the desk had told it: \(farewell)")
        switch after {
        case .rest: phase = .resting
        case .atOnce: phase = .waiting(until: now)
        case .again: phase = .waiting(until: now + wait(after: ending, now, random))
        }
    }

    private mutating func wait(after ending: Ending, _ now: Int64, _ random: UInt64) -> Int64 {
        switch ending {
        case .death: return Int64(policy.died(at: now, upFor: now - began, random: random))
        case .refusal: return Int64(policy.refused())
        case .displacement:
            reason = "another process has taken its place; it starts again when that one has ended, or when an admin restarts it"
            return timings.displacedMilliseconds
        }
    }

    /// It would start now, and another process has its place still.
    public mutating func giveWay(at now: Int64) {
        if case .waiting = phase { phase = .waiting(until: now + timings.displacedMilliseconds) }
    }

    /// An admin wants it afresh, whatever it has done before.
    public mutating func restart(at now: Int64) -> [Act] {
        policy.forgive()
        reason = ""
        switch phase {
        case .resting, .waiting:
            phase = .waiting(until: now)
            return heed(at: now, heard: nil)
        case .up: return finish(.atOnce, at: now)
        case .ending:
            // One that is stopped stays so: whoever stopped it may have another plan for it.
            if after != .rest { after = .atOnce }
            return []
        }
    }

    /// It is to end and not to come back.
    public mutating func stop(at now: Int64) -> [Act] {
        switch phase {
        case .resting: return []
        case .waiting:
            phase = .resting
            return []
        case .up: return finish(.rest, at: now)
        case .ending:
            after = .rest
            return []
        }
    }

    private mutating func finish(_ after: After, at now: Int64) -> [Act] {
        self.after = after
        phase = .ending(killAt: now + timings.drainMilliseconds)
        return [.terminate]
    }

    /// There is no more time.
    public mutating func kill() -> [Act] {
        switch phase {
        case .resting, .waiting:
            phase = .resting
            return []
        case .up, .ending:
            after = .rest
            phase = .ending(killAt: nil)
            return [.kill]
        }
    }
}
