internal import DeskSystem

/// Notices that the broker has not said a word for too long while something is awaited of it. An idle session is left
/// in peace.
final class SilenceWatch {
    var isAwaiting: () -> Bool = { false }
    /// Asks for a sign of life.
    var ask: () -> Void = {}
    /// There was none, for so many milliseconds.
    var giveUp: (Int) -> Void = { _ in }

    private let loop: EventLoop
    private let millisecondsMax: Int
    private var timer: EventLoop.Token?
    private var quietSince = MonotonicTime(nanoseconds: 0)
    private var hasAsked = false

    init(_ loop: EventLoop, millisecondsMax: Int) {
        self.loop = loop
        self.millisecondsMax = millisecondsMax
    }

    /// Any frame is a sign of life; and silence before the first question does not count.
    func heard() {
        quietSince = loop.now
        hasAsked = false
    }

    func watch() {
        if timer == nil && isAwaiting() { wake(after: millisecondsMax) }
    }

    func stop() {
        timer.map(loop.cancel)
        timer = nil
        hasAsked = false
    }

    private func wake(after milliseconds: Int) {
        timer = loop.after(milliseconds: milliseconds) { [weak self] in self?.heed() }
    }

    private func heed() {
        timer = nil
        guard isAwaiting() else { return }
        let quiet = loop.now.milliseconds(since: quietSince)
        guard quiet >= millisecondsMax else { return wake(after: millisecondsMax - quiet) }
        if hasAsked { return giveUp(quiet) }
        hasAsked = true
        ask()
        wake(after: millisecondsMax)
    }
}
