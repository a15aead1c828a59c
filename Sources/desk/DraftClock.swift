internal import DeskKit

/// When what is being typed is written down: as typing pauses, and now and then where it does not.
struct DraftClock {
    static let pauseMilliseconds = 1_000
    /// Whoever types on and on loses no more than this.
    static let unsavedMillisecondsMax = 10_000

    private var last: MonotonicTime?
    private var first: MonotonicTime?

    /// True where somebody has to look at the clock from now on.
    mutating func typed(at now: MonotonicTime) -> Bool {
        defer { last = now }
        guard first == nil else { return false }
        first = now
        return true
    }

    /// How long to wait still; nil where it is time, or nothing has been typed.
    func wait(at now: MonotonicTime) -> Int? {
        guard let first, let last else { return nil }
        let left = min(
            Self.pauseMilliseconds - now.milliseconds(since: last), Self.unsavedMillisecondsMax - now.milliseconds(since: first))
        return left > 0 ? left : nil
    }

    mutating func saved() { (first, last) = (nil, nil) }
}
