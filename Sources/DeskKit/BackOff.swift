/// How long to wait before the next attempt: 100 ms doubling to 10 s, of which the upper half is left to chance,
/// so that a hundred adapters do not return in step.
struct BackOff {
    var millisecondsMin = 100
    var millisecondsMax = 10_000
    private(set) var attempt = 0

    mutating func next(random: () -> UInt64) -> Int {
        let ceiling = min(millisecondsMax, millisecondsMin << min(attempt, 16))
        attempt += 1
        let half = ceiling / 2
        return half + Int(random() % UInt64(ceiling - half + 1))
    }

    mutating func reset() { attempt = 0 }
}
