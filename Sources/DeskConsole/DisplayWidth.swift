/// How many columns text takes, as most terminals see it. They disagree about joined emoji, so nothing that matters
/// may rest on it: tables are for the eye, and the cursor is put back by the terminal.
public enum DisplayWidth {
    public static func columns(of text: String) -> Int {
        var columns = 0
        for character in text { columns += self.columns(of: character) }
        return columns
    }

    public static func columns(of character: Character) -> Int {
        if let ascii = character.asciiValue, ascii >= 0x20, ascii < 0x7F { return 1 }
        let scalars = character.unicodeScalars
        if let first = scalars.first, first.properties.isEmojiPresentation { return 2 }
        if scalars.contains(where: { $0.value == 0xFE0F || $0.value == 0x20E3 }) { return 2 }
        return scalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// What a terminal takes that knows nothing of clusters: never less than any of them.
    static func columnsMax(of text: String) -> Int { text.reduce(0) { $0 + columnsMax(of: $1) } }

    static func columnsMax(of character: Character) -> Int {
        character.unicodeScalars.reduce(0) { sum, scalar in
            sum + (scalar.value < 0x7F ? 1 : isWide(scalar) || scalar.properties.isEmoji ? 2 : 1)
        }
    }

    /// The text, or as much of its beginning as fits together with `…`.
    public static func clip(_ text: String, to columns: Int) -> String {
        guard columns > 0 else { return "" }
        var kept = ""
        var keptColumns = 0
        var shortened = ""
        for character in text {
            let width = self.columns(of: character)
            if keptColumns + width <= columns - 1 { shortened.append(character) }
            guard keptColumns + width <= columns else { return shortened + "…" }
            keptColumns += width
            kept.append(character)
        }
        return kept
    }

    /// The text in rows of at most so many columns on any terminal, broken at spaces where there are any.
    public static func wrap(_ text: String, to columns: Int) -> [String] {
        var rows: [String] = []
        var row: [Character] = []
        var used = 0
        for character in text {
            let width = columnsMax(of: character)
            while used + width > columns, !row.isEmpty {
                let end = breakPlace(of: row, before: character)
                rows.append(String(row[..<end]))
                row.removeFirst(end)
                if row.first == " " { row.removeFirst() }
                used = row.reduce(0) { $0 + columnsMax(of: $1) }
            }
            // The space that a row was broken at is nobody's.
            if character == " ", row.isEmpty, !rows.isEmpty { continue }
            row.append(character)
            used += width
        }
        return row.isEmpty && !rows.isEmpty ? rows : rows + [String(row)]
    }

    /// Where a full row ends: at its last space with words on both sides, or right here.
    private static func breakPlace(of row: [Character], before next: Character) -> Int {
        guard next != " ", let place = row.lastIndex(of: " "), row[..<place].contains(where: { $0 != " " }) else { return row.count }
        return place
    }

    public enum Side: Sendable { case left, right }

    /// The text, clipped or filled with spaces to exactly so many columns; `side` is where the text goes.
    public static func pad(_ text: String, to columns: Int, _ side: Side = .left) -> String {
        let clipped = clip(text, to: columns)
        let spaces = String(repeating: " ", count: max(0, columns - self.columns(of: clipped)))
        return side == .left ? clipped + spaces : spaces + clipped
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        // Vowels and finals of decomposed Hangul sit in the cell of their initial.
        if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) { return 0 }
        if isWide(scalar) { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: return 1
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x1100 && (wide.contains { $0.contains(scalar.value) } || scalar.properties.isEmojiPresentation)
    }

    /// Wide and fullwidth of East Asian Width (UAX #11), gaps without characters included.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
    ]
}
