/// Lines that wait to be shown.
struct HeldLines {
    private struct Line {
        let text: String
        let isEvent: Bool
    }

    private var lines: [Line] = []
    private var lostCount = 0

    var isEmpty: Bool { lines.isEmpty && lostCount == 0 }
    var count: Int { lines.count }

    mutating func append(_ texts: [String], areEvents: Bool) { lines += texts.map { Line(text: $0, isEvent: areEvents) } }

    /// Drops the oldest, and counts what is dropped.
    mutating func cut(to linesMax: Int) {
        let excess = lines.count - linesMax
        guard excess > 0 else { return }
        lines.removeFirst(excess)
        lostCount += excess
    }

    /// Takes everything; of the news only what `rows` can show.
    mutating func take(rows: Int) -> [String] {
        defer { self = HeldLines() }
        let eventCount = lines.count { $0.isEvent }
        let eventsMax = max(1, rows)
        var shown: [String] = []
        var events = 0
        for line in lines {
            if line.isEvent { events += 1 }
            if !line.isEvent || events <= eventsMax { shown.append(line.text) }
        }
        let unshown = max(0, eventCount - eventsMax) + lostCount
        if unshown > 0 { shown.append("… \(unshown) more: `news` shows them") }
        return shown
    }
}

/// What the bottom row of the terminal holds, as far as we know.
struct DrawnRow {
    /// The prompt stands there.
    var isDrawn = false
    /// Something in it is out of date.
    var isStale = true
    /// The cursor is at its end, nothing is cut, so a typed character may simply be written.
    var isOpenEnded = false
    /// The most columns that any terminal may take for it.
    var columnsMax = 0
    /// Typed at the end and not yet written.
    var echo = ""
}
