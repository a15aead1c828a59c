internal import DeskBroker

/// Keeps one source from filling the log: what it repeats, and what it says beyond its share, is counted instead of written.
/// What asks for somebody to act still has a place when the rest has none.
struct LogLimiter {
    static let windowMilliseconds: Int64 = 30_000
    static let linesMax = 100
    static let sourcesMax = 256
    /// Who comes when there are that many sources shares this one's lines; the broker itself never does.
    private static let others = "others"

    private struct Share {
        let began: Int64
        var written = 0
        var suppressed = 0
        var lastText = ""
        /// The weightiest of what was not written.
        var level = LogLine.Level.debug
    }

    private var shares: [String: Share] = [:]
    /// Lines that were not written, ever.
    private(set) var suppressed: UInt64 = 0

    /// What is to be written now that `line` has come: it, or nothing, and before it what became of those before.
    mutating func admit(_ line: LogLine, atMilliseconds now: Int64) -> [LogLine] {
        let reports = overdue(atMilliseconds: now)
        let hasShare = line.source.isEmpty || shares[line.source] != nil || shares.count < Self.sourcesMax
        let source = hasShare ? line.source : Self.others
        var share = shares[source] ?? Share(began: now)
        defer { shares[source] = share }
        let isRepeated = share.written > 0 && share.lastText.utf8.elementsEqual(line.text.utf8)
        guard !isRepeated, share.written < (line.level == .error ? 2 : 1) * Self.linesMax else {
            share.suppressed += 1
            suppressed += 1
            if line.level.rawValue < share.level.rawValue { share.level = line.level }
            return reports
        }
        share.written += 1
        share.lastText = line.text
        return reports + [line]
    }

    /// Reports on the sources whose time is over, and begins anew with them.
    mutating func overdue(atMilliseconds now: Int64) -> [LogLine] {
        close { now - $0.began >= Self.windowMilliseconds }
    }

    /// Reports on all of them, at the end.
    mutating func finish() -> [LogLine] { close { _ in true } }

    /// When the next report is due.
    var due: Int64? { shares.values.filter { $0.suppressed > 0 }.map { $0.began + Self.windowMilliseconds }.min() }

    private mutating func close(_ isOver: (Share) -> Bool) -> [LogLine] {
        let over = shares.filter { isOver($0.value) }
        for source in over.keys { shares[source] = nil }
        return over.filter { $0.value.suppressed > 0 }.sorted { $0.key < $1.key }.map { source, share in
            let lines = share.suppressed == 1 ? "1 line" : "\(share.suppressed) lines"
            return LogLine(share.level, "suppressed \(lines)\(source.isEmpty ? "" : " from \(source)")", from: source)
        }
    }
}
