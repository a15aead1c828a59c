import DeskSystem

// The line editor on a screen: one row at the bottom, everything else above it.
extension Console {
    private enum Sequence {
        static let eraseRow = "\r\u{1B}[2K"
        static let wrapOff = "\u{1B}[?7l"
        static let wrapOn = "\u{1B}[?7h"
        static let saveCursor = "\u{1B}7"
        static let restoreCursor = "\u{1B}8"
        static let beginUpdate = "\u{1B}[?2026h"
        static let endUpdate = "\u{1B}[?2026l"
        static let clearScreen = "\u{1B}[H\u{1B}[2J"
        static let pasteMarksOn = "\u{1B}[?2004h"
        static let pasteMarksOff = "\u{1B}[?2004l"
    }

    var greeting: String { Sequence.pasteMarksOn + windowGreeting }
    var farewell: String { Sequence.pasteMarksOff + windowFarewell + Sequence.wrapOn }

    func receiveKeys(_ bytes: ArraySlice<UInt8>) {
        receive(decoder.decode(bytes))
        escapeToken.map { loop.cancel($0) }
        escapeToken = nil
        guard decoder.isWaiting else { return }
        escapeToken = loop.after(milliseconds: limits.escapeMilliseconds) { [weak self] in
            guard let self else { return }
            escapeToken = nil
            receive(decoder.timeOut())
        }
    }

    /// Draws once for all keys that came together.
    func act(on keys: [Key]) {
        for key in keys where isRunning && !isPaused && !heedFocus(key) {
            let holdsPaste = editor.holdsPaste
            act(on: editor.receive(key), holdsPaste: holdsPaste)
        }
        guard isRunning, !isPaused else { return }
        finishRow()
    }

    private func act(on outcome: LineEditor.Outcome, holdsPaste: Bool) {
        switch outcome {
        case .unchanged: break
        case .edited:
            row.isStale = true
            noteEdit()
        case .typedAtEnd(let character):
            row.echo.append(character)
            noteEdit()
        case .submit(let line): submit(line, isPasted: holdsPaste)
        case .cancelled(let line): cancel(line)
        case .endOfInput: receive(.end)
        case .complete: complete()
        case .suspend: suspend()
        case .openEditor: onEditor(editor.text)
        case .clearScreen:
            write(Sequence.clearScreen)
            row.isStale = true
        case .full: show(["A line holds \(LineEditor.bytesMax / 1_024) KiB at most, so that was not taken. Send what you have first."])
        }
    }

    /// While an answer is awaited there is a row only for what is typed ahead.
    private var wantsRow: Bool { row.isDrawn || (!isHandingOn && (!isAnswering || !editor.characters.isEmpty)) }

    /// Brings the row up to date, by as little as will do.
    func finishRow() {
        guard wantsRow, row.isStale || !row.echo.isEmpty else { return }
        if !echo() { write(drawing()) }
    }

    /// Writes what was typed at the end as itself, where any terminal has room for it.
    private func echo() -> Bool {
        let columnsMax = row.columnsMax + DisplayWidth.columnsMax(of: row.echo)
        guard row.isDrawn, row.isOpenEnded, !row.isStale, columnsMax < size.columns else { return false }
        write(row.echo)
        row.echo = ""
        row.columnsMax = columnsMax
        return true
    }

    /// The whole row. The terminal remembers where the cursor belongs, so a width that we guess wrongly cannot misplace it.
    private func drawing() -> String {
        let shownPrompt = fittingPrompt()
        let promptColumns = DisplayWidth.columns(of: Style.uncolored(shownPrompt) ?? shownPrompt)
        let view = editor.view(columns: size.columns - promptColumns - 1)
        row.isDrawn = true
        row.isStale = false
        row.echo = ""
        row.isOpenEnded = view.right.isEmpty && !view.isClipped
        row.columnsMax = promptColumns + DisplayWidth.columnsMax(of: view.left)
        return Sequence.eraseRow + Sequence.wrapOff + shownPrompt + view.left
            + Sequence.saveCursor + view.right + Sequence.restoreCursor + Sequence.wrapOn
    }

    /// The prompt, clipped and without colour where it would leave too little to type in.
    private func fittingPrompt() -> String {
        let prompt = editor.searchPrompt ?? prompt
        let plain = Style.uncolored(prompt) ?? SafeText.line(prompt)
        let columnsMax = max(0, size.columns - LineEditor.columnsMin - 1)
        return DisplayWidth.columns(of: plain) <= columnsMax ? prompt : DisplayWidth.clip(plain, to: columnsMax)
    }

    /// Leaves the whole line above, also where the row showed a part of it only.
    private func leaveRow(showing line: String) {
        let isComplete = row.isDrawn && row.isOpenEnded && !row.isStale && row.echo.isEmpty
        write((isComplete ? "" : Sequence.eraseRow + prompt + Self.shown(line)) + "\r\n")
        row.isDrawn = false
        row.isStale = true
        row.echo = ""
    }

    private static func shown(_ line: String) -> String {
        let characters = Array(line)
        return characters.indices.map { index in
            SafeText.typed(characters[index], before: index + 1 < characters.count ? characters[index + 1] : nil)
        }.joined()
    }

    private func submit(_ line: String, isPasted: Bool) {
        _ = echo()
        leaveRow(showing: line)
        remember(line)
        receive(.line(line, isPasted: isPasted))
    }

    private func cancel(_ line: String) {
        leaveRow(showing: line + "^C")
        if !isPrivate(line) { editor.history.add(line) }
        onCancel(line)
    }

    private func complete() {
        let before = String(editor.characters[..<editor.cursor])
        guard let completion = onComplete(before), let first = completion.candidates.first else { return }
        let common = completion.candidates.dropFirst().reduce(first) { Self.commonPrefix($0, $1) }
        if completion.candidates.count == 1 || common.utf8.count > String(before.suffix(completion.replacing)).utf8.count {
            editor.complete(replacing: completion.replacing, with: common)
            row.isStale = true
            noteEdit()
        } else {
            show([completion.candidates.map { SafeText.line($0) }.joined(separator: "  ")])
        }
    }

    private static func commonPrefix(_ left: String, _ right: String) -> String {
        var view = String.UnicodeScalarView()
        for (a, b) in zip(left.unicodeScalars, right.unicodeScalars) {
            guard a == b else { break }
            view.append(a)
        }
        return String(view)
    }
}

// MARK: - Lines above the row

extension Console {
    func promptChangedInFull() {
        guard isRunning, !isPaused, row.isDrawn else { return }
        row.isStale = true
        scheduleFlush()
    }

    /// Soon, and not more often than the limit allows. Where no row is in the way it costs nothing to show it at once.
    func scheduleFlush() {
        // What is said while a line is handed on comes out together, once that has returned.
        guard isRunning, !isPaused, !isHandingOn, flushToken == nil else { return }
        guard row.isDrawn else { return flush() }
        let elapsed = loop.now.milliseconds(since: lastFlush)
        flushToken = loop.after(milliseconds: max(0, limits.redrawMilliseconds - elapsed)) { [weak self] in
            self?.flushToken = nil
            self?.flush()
        }
    }

    func flush() {
        guard isRunning, !isPaused else { return }
        let lines = held.take(rows: size.rows - 2).map { $0 + "\r\n" }.joined()
        guard !lines.isEmpty || (wantsRow && row.isStale) else { return }
        lastFlush = loop.now
        let erase = row.isDrawn ? Sequence.eraseRow : ""
        write(Sequence.beginUpdate + erase + lines + (wantsRow ? drawing() : "") + Sequence.endUpdate)
    }

    /// Takes the row away, for somebody else to use the screen.
    func eraseRow() {
        if row.isDrawn { write(Sequence.eraseRow) }
        row.isDrawn = false
        row.isStale = true
    }

    func windowChanged() {
        size = WindowSize(of: output)
        guard isRunning, !isPaused, row.isDrawn else { return }
        write(drawing())
    }
}
