/// How many lines of one adapter the log takes: so many in ten seconds, and then a line that says how many were left out.
public struct LineRate: Sendable {
    public enum Verdict: Equatable, Sendable {
        case log
        /// Log it, and before it that so many were suppressed.
        case logAfter(suppressed: Int)
        case suppress
    }

    public static let linesMax = 100
    public static let windowMilliseconds: Int64 = 10_000

    private var began: Int64?
    private var count = 0
    private var suppressed = 0

    public init() {}

    public mutating func take(at now: Int64) -> Verdict {
        let told = settle(at: now)
        count += 1
        guard count <= Self.linesMax else {
            suppressed += 1
            return .suppress
        }
        return told > 0 ? .logAfter(suppressed: told) : .log
    }

    /// How many were suppressed in a window that is over; each is said once.
    public mutating func settle(at now: Int64) -> Int {
        guard now - (began ?? now) >= Self.windowMilliseconds || began == nil else { return 0 }
        defer { (began, count, suppressed) = (now, 0, 0) }
        return suppressed
    }

    /// How many are suppressed until now, of an adapter that has ended.
    public mutating func finish() -> Int {
        defer { suppressed = 0 }
        return suppressed
    }
}
