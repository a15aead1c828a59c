/// Addresses that a terminal can open (OSC 8), where they were broken over rows and it could not find them itself.
///
/// What is clicked is what is read: the whole address stands on the screen, and nothing else is opened.
public enum Hyperlink {
    static let bytesMax = 2_000
    private static let schemes = ["https://", "http://"].map { Array($0.utf8) }

    /// The rows with such addresses marked, `margin` before each not among them. The rows are safe text without colours.
    public static func mark(_ rows: [String], columns: Int, margin: String) -> [String] {
        var marked = rows
        var index = 0
        while index < rows.count {
            let next = address(rows, from: index, columns: columns, margin: margin)
            if let next { for (row, text) in next.rows { marked[row] = text } }
            index = max(index + 1, next?.end ?? 0)
        }
        return marked
    }

    /// An address that begins in that row and goes on in the next ones.
    private static func address(
        _ rows: [String], from first: Int, columns: Int, margin: String
    ) -> (rows: [(Int, String)], end: Int)? {
        let row = Array(rows[first].utf8)
        guard let start = start(in: row), row.count >= columns, first + 1 < rows.count else { return nil }
        var pieces: [(row: Int, lead: [UInt8], piece: [UInt8], rest: [UInt8])] = [(first, Array(row[..<start]), Array(row[start...]), [])]
        var isFull = true
        var index = first + 1
        while isFull, index < rows.count, rows[index].utf8.starts(with: margin.utf8) {
            let text = Array(rows[index].utf8.dropFirst(margin.utf8.count))
            let piece = text.prefix(while: isPart)
            guard !piece.isEmpty else { break }
            pieces.append((index, Array(margin.utf8), Array(piece), Array(text[piece.count...])))
            isFull = piece.count == text.count && text.count + margin.utf8.count >= columns
            index += 1
        }
        let whole = pieces.flatMap(\.piece)
        guard pieces.count > 1, whole.count <= bytesMax else { return nil }
        let target = String(decoding: whole, as: UTF8.self)
        return (pieces.map { ($0.row, text($0.lead) + link(text($0.piece), target, first) + text($0.rest)) }, index)
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func link(_ text: String, _ target: String, _ number: Int) -> String {
        "\u{1B}]8;id=d\(number);\(target)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
    }

    private static func isPart(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) && ![0x22, 0x3C, 0x3E, 0x5C, 0x60].contains(byte) }

    /// The last address of a row that goes on to its end.
    private static func start(in row: [UInt8]) -> Int? {
        let begin = row.lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
        return schemes.contains { row[begin...].starts(with: $0) } ? begin : nil
    }

    /// Takes one of ours off, of which the Escape is gone already; false where it is none.
    static func skip(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: Array("]8;".utf8)), let end = rest.firstIndex(of: 0x1B) else { return false }
        let inside = rest[rest.startIndex..<end]
        guard inside.allSatisfy({ (0x21...0x7E).contains($0) }), inside.count <= bytesMax + 40 else { return false }
        guard rest.index(after: end) < rest.endIndex, rest[rest.index(after: end)] == 0x5C else { return false }
        rest = rest[(end + 2)...]
        return true
    }
}
