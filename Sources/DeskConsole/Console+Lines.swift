import DeskSystem

// Input that comes in whole lines: plain terminals, where the kernel edits, and scripts.
extension Console {
    func receiveLines(_ bytes: ArraySlice<UInt8>) {
        for piece in splitter.append(bytes) { take(piece) }
    }

    func endLines() {
        if let piece = splitter.end() { take(piece) }
        stopReading()
        endFlood()
        receive(.end)
    }

    /// A line that was entered, and is no part of a flood.
    func enter(_ line: String) {
        if mode == .accessible { remember(line) }
        receive(Entry.line(line, isPasted: false))
    }

    private func take(_ piece: LineSplitter.Piece) {
        // The kernel has moved to the next row with the line's end.
        row.isDrawn = false
        switch piece {
        case .line(let line):
            receive(typed: line)
        case .tooLong:
            show(["A line of more than \(limits.lineBytesMax / 1_024) KiB was skipped. Break it up, or send it as a file."])
        }
    }

    /// Shows what is held, unless somebody is in the middle of writing.
    func flushLines() {
        guard isRunning, !isPaused, !row.isDrawn else { return }
        write(held.take(rows: mode == .script ? .max : size.rows - 2).map { $0 + "\n" }.joined())
    }

    func promptLine() {
        guard mode.isInteractive, isRunning, !isPaused, !isAnswering, entries.isEmpty, flood.isEmpty, !row.isDrawn else { return }
        flushLines()
        write(Style.uncolored(prompt) ?? SafeText.line(prompt))
        row.isDrawn = true
    }
}
