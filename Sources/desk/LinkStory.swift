internal import DeskKit

/// How far the events have come, and how long the desk has been away.
struct LinkStory {
    /// The journal that sequences are of.
    var epoch: String?
    /// The last entry that has been heard of: what the next watch begins after.
    var cursor: Int64?
    private var awaySince: MonotonicTime?
    private var replayEnd: Int64?
    private var replayed = 0

    func awayMilliseconds(now: MonotonicTime) -> Int? { awaySince.map { now.milliseconds(since: $0) } }

    /// True where it was there until now.
    mutating func lose(at now: MonotonicTime) -> Bool {
        replayEnd = nil
        guard awaySince == nil else { return false }
        awaySince = now
        return true
    }

    mutating func replay(to head: Int64) {
        replayEnd = head
        replayed = 0
    }

    mutating func heard(_ sequence: Int64) {
        if replayEnd != nil { replayed += 1 }
        cursor = max(cursor ?? 0, sequence)
    }

    /// A fresh state makes up for whatever was missed.
    mutating func arrived() { awaySince = nil }

    /// What to say, once, when the last missed event has been heard.
    mutating func caughtUp(now: MonotonicTime) -> String? {
        guard let end = replayEnd, let since = awaySince, (cursor ?? 0) >= end else { return nil }
        replayEnd = nil
        awaySince = nil
        let seconds = (now.milliseconds(since: since) + 500) / 1_000
        let what = replayed == 0 ? "nothing was missed" : "\(replayed) event\(replayed == 1 ? "" : "s") replayed"
        return "sync back after \(seconds) s, \(what)"
    }
}
