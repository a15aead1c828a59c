/// How long to wait before an adapter that has died is started again: a little, then twice as long, up to a minute; and from
/// the fifth death within a minute on, or once it says that it is set up wrongly, a minute each time, until it has stayed up for one.
public struct RestartPolicy: Sendable {
    public struct Timings: Sendable {
        public var backOffMillisecondsMin = 100
        public var backOffMillisecondsMax = 60_000
        public var deathsMax = 5
        public var deathWindowMilliseconds: Int64 = 60_000
        public var brokenMilliseconds = 60_000
        /// Up for so long, it is well again.
        public var steadyMilliseconds: Int64 = 60_000

        public init() {}
    }

    private let timings: Timings
    /// When it died, the latest last; at most `deathsMax`.
    private var deaths: [Int64] = []
    private var attempt = 0
    /// It died too often to be worth more than an attempt a minute.
    public private(set) var isBroken = false

    public init(_ timings: Timings = Timings()) { self.timings = timings }

    /// It has died. Says how many milliseconds to wait.
    public mutating func died(at now: Int64, upFor milliseconds: Int64, random: UInt64) -> Int {
        if milliseconds >= timings.steadyMilliseconds { forgive() }
        deaths.append(now)
        deaths.removeAll { now - $0 >= timings.deathWindowMilliseconds }
        if deaths.count >= timings.deathsMax { isBroken = true }
        if deaths.count > timings.deathsMax { deaths.removeFirst() }
        return isBroken ? timings.brokenMilliseconds : backOff(random)
    }

    /// It says itself that it cannot run as it is set up. Says how many milliseconds to wait.
    public mutating func refused() -> Int {
        isBroken = true
        return timings.brokenMilliseconds
    }

    /// Somebody has mended it, or says so: what was does not count any more.
    public mutating func forgive() { self = RestartPolicy(timings) }

    /// The upper half is left to chance, so that adapters that died together do not return in step.
    private mutating func backOff(_ random: UInt64) -> Int {
        let ceiling = min(timings.backOffMillisecondsMax, timings.backOffMillisecondsMin << min(attempt, 16))
        attempt += 1
        let half = ceiling / 2
        return half + Int(random % UInt64(ceiling - half + 1))
    }
}
