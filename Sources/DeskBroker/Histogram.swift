/// How often something was how large: fixed buckets, whole numbers, nothing that grows.
struct Histogram {
    /// What the numbers are, to be written in the base unit.
    enum Unit { case nanoseconds, milliseconds, count }

    /// The upper ends of the buckets, each included; one more bucket has no end.
    let bounds: [UInt64]
    let unit: Unit
    private(set) var counts: [UInt64]
    private(set) var sum: UInt64 = 0

    init(_ unit: Unit, _ bounds: [UInt64]) {
        self.unit = unit
        self.bounds = bounds
        counts = [UInt64](repeating: 0, count: bounds.count + 1)
    }

    var count: UInt64 { counts.reduce(0, +) }

    mutating func observe(_ value: UInt64) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket] += 1
        sum &+= value
    }

    /// A clock that was set back measures nothing.
    mutating func observe(_ value: Int64) { observe(UInt64(max(0, value))) }
}

extension Histogram {
    /// 50 µs, a fast disk's cache, to 10 s, a disk that is failing.
    static let commits = Histogram(
        .nanoseconds,
        [50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000]
            + [500_000_000, 1_000_000_000, 2_500_000_000, 10_000_000_000])
    static let batches = Histogram(.count, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000])
    /// From a rep's send to the service's word that it went out.
    static let sends = Histogram(.milliseconds, [10, 50, 100, 500, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000])
    /// From a ticket's opening to the first reply: a minute to a week.
    static let firstResponses = Histogram(
        .milliseconds,
        [30_000, 60_000, 120_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000, 86_400_000, 604_800_000])
}
