internal import DeskBroker
internal import DeskSystem

/// The log on the standard error: one ASCII line an event.
///
/// 3 error: somebody must act. 4 warning: somebody will have to. 5 notice: a state changed. 6 info: routine. 7 debug.
/// Names, numbers and durations; never what somebody wrote, an address or a secret.
final class Log {
    private static let reportMillisecondsMax = 2_000
    private let stream = LogStream()
    private var layout = LogLayout(.auto)
    private var level = LogLine.Level.info
    private var limiter = LogLimiter()
    private var loop: EventLoop?
    private var isReportScheduled = false
    /// Lines that nobody was there to read.
    private var unread = 0
    private var everUnread: UInt64 = 0

    func use(_ format: LogFormat, _ level: LogLine.Level) {
        layout = LogLayout(format)
        self.level = level
    }

    /// From here on what was suppressed is reported when its time is over, even if nothing else happens.
    func report(on loop: EventLoop) { self.loop = loop }

    func write(_ line: LogLine) {
        guard line.level.rawValue <= level.rawValue else { return }
        for line in limiter.admit(line, atMilliseconds: Self.now) { put(line) }
        scheduleReport()
    }

    /// - Parameter source: whoever caused the line; each has its own share of the log.
    func write(_ level: LogLine.Level, _ text: String, from source: String = "") { write(LogLine(level, text, from: source)) }

    /// What the daemon says of its own beginning and end, which no flood of others' lines may hide.
    func announce(_ text: String) {
        let line = LogLine(.notice, text)
        if line.level.rawValue <= level.rawValue { put(line) }
    }

    /// Lines that were left out, for whatever reason.
    var suppressed: UInt64 { limiter.suppressed + everUnread }

    /// Reports on what was suppressed and not said yet.
    func finish() { for line in limiter.finish() { put(line) } }

    /// Says why the daemon ends, as whoever reads it can: people get the sentences as they are. Whoever reads nothing keeps
    /// neither the end waiting nor the next daemon, which needs what this one holds.
    /// - Returns: the exit code.
    func report(_ code: Failure.Code, _ sentences: [String]) -> Int32 {
        finish()
        let end = MonotonicTime.now.advanced(milliseconds: Self.reportMillisecondsMax)
        for sentence in sentences { stream.write(Array(lastWord(sentence).utf8), until: end) }
        return code.rawValue
    }

    private func lastWord(_ sentence: String) -> String {
        switch layout {
        case .terminal, .text: Escaped.ascii(sentence) + "\n"
        case .journal, .json: layout.line(LogLine(.error, sentence), atMilliseconds: WallClock.nowMilliseconds())
        }
    }

    private static var now: Int64 { MonotonicTime.now.nanoseconds / 1_000_000 }

    /// A log that cannot be written, or that nobody reads, must not stop the desk.
    private func put(_ line: LogLine) {
        if unread > 0, isWritten(LogLine(.warning, "suppressed \(unread) lines: nobody read them")) { unread = 0 }
        guard unread > 0 || !isWritten(line) else { return }
        unread += 1
        everUnread += 1
    }

    private func isWritten(_ line: LogLine) -> Bool {
        stream.writeIfReady(Array(layout.line(line, atMilliseconds: WallClock.nowMilliseconds()).utf8))
    }

    private func scheduleReport() {
        guard let loop, !isReportScheduled, let due = limiter.due else { return }
        isReportScheduled = true
        loop.after(milliseconds: Int(max(0, due - Self.now)) + 1) { [unowned self] in
            isReportScheduled = false
            for line in limiter.overdue(atMilliseconds: Self.now) { put(line) }
            scheduleReport()
        }
    }
}
