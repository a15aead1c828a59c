internal import DeskConsole

/// Breaks safe text into rows of our own, so that no row of a stranger's text begins at the left edge, where ours do.
enum TextWrap {
    static let margin = "   "

    /// The body of a message: each row behind the margin.
    static func body(_ text: [UInt8], columns: Int) -> [String] {
        SafeText.body(text).flatMap { rows($0, columns: max(20, columns - margin.utf8.count - 1)) }.map { $0.isEmpty ? "" : margin + $0 }
    }

    /// A row of our own with a stranger's words in it: what does not fit goes on behind the margin.
    static func hanging(_ line: String, columns: Int) -> [String] {
        guard DisplayWidth.columns(of: line) >= columns else { return [line] }
        let rows = rows(line, columns: max(20, columns - margin.utf8.count - 1))
        return rows.prefix(1) + rows.dropFirst().map { margin + $0 }
    }

    /// Broken at blanks where there are any.
    static func rows(_ line: String, columns: Int) -> [String] {
        guard DisplayWidth.columns(of: line) > columns else { return [line] }
        var rows: [String] = []
        var row: [Character] = []
        var width = 0
        var blank: Int?
        for character in line {
            let wide = DisplayWidth.columns(of: character)
            if width + wide > columns {
                let cut = blank.map { $0 + 1 } ?? row.count
                rows.append(trimmed(row[..<cut]))
                row.removeFirst(cut)
                width = row.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
                blank = nil
            }
            if character == " " { blank = row.count }
            row.append(character)
            width += wide
        }
        return rows + [String(row)]
    }

    private static func trimmed(_ row: ArraySlice<Character>) -> String { String(row.last == " " ? row.dropLast() : row) }
}
