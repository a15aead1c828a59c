/// A small terminal that knows what the console may say to it and complains about everything else.
struct ScreenModel {
    /// How it counts columns: terminals do not agree, and the console must not care.
    enum Taste: CaseIterable {
        /// Joined emoji are one picture.
        case joining
        /// Every part of them takes its own two columns.
        case separate
    }

    private enum State {
        case ground
        case escape
        case control
    }

    let columns: Int
    let taste: Taste
    /// Everything from the first row on, scrolled away or not.
    private(set) var rows: [[String]] = [[]]
    private(set) var complaints: [String] = []
    /// How often a block of updates began.
    private(set) var updates = 0
    private(set) var wraps = true
    private(set) var marksPastes = false
    private var (row, column) = (0, 0)
    private var saved = (row: 0, column: 0)
    private var state = State.ground
    private var sequence = ""
    private var undecoded: [UInt8] = []

    init(columns: Int, taste: Taste) {
        self.columns = columns
        self.taste = taste
    }

    /// The rows as text, without the blanks at their ends.
    var lines: [String] { rows.map { Self.text($0) } }
    var cursorRow: String { Self.text(rows[row]) }
    var cursorColumn: Int { column }

    private static func text(_ cells: [String]) -> String {
        var cells = cells
        while cells.last == " " || cells.last == "" && cells.count == 1 { cells.removeLast() }
        return cells.joined()
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        undecoded += bytes
        let whole = undecoded.count - Self.incompleteCount(undecoded)
        for scalar in String(decoding: undecoded[..<whole], as: UTF8.self).unicodeScalars { receive(scalar) }
        undecoded.removeFirst(whole)
    }

    private static func incompleteCount(_ bytes: [UInt8]) -> Int {
        for (index, byte) in bytes.suffix(3).reversed().enumerated() where byte >= 0xC0 {
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            return index + 1 < needed ? index + 1 : 0
        }
        return 0
    }

    private mutating func receive(_ scalar: Unicode.Scalar) {
        switch state {
        case .ground: receiveOnGround(scalar)
        case .escape: receiveAfterEscape(scalar)
        case .control:
            sequence.unicodeScalars.append(scalar)
            if (0x40...0x7E).contains(scalar.value) { finishControl() }
        }
    }

    private mutating func receiveOnGround(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x1B: state = .escape
        case 0x0D: column = 0
        case 0x0A:
            row += 1
            if row == rows.count { rows.append([]) }
        case 0x00..<0x20, 0x7F...0x9F: complaints.append("control \(scalar.value)")
        default: show(scalar)
        }
    }

    private mutating func receiveAfterEscape(_ scalar: Unicode.Scalar) {
        state = .ground
        switch scalar {
        case "[":
            state = .control
            sequence = ""
        case "7": saved = (row, column)
        case "8": (row, column) = saved
        default: complaints.append("escape \(scalar)")
        }
    }

    private mutating func finishControl() {
        state = .ground
        switch sequence {
        case "2K": rows[row] = []
        case "?7h": wraps = true
        case "?7l": wraps = false
        case "?2026h": updates += 1
        case "?2026l": break
        case "?2004h": marksPastes = true
        case "?2004l": marksPastes = false
        case "H", "2J": break
        default: complaints.append("sequence \(sequence)")
        }
    }

    private mutating func show(_ scalar: Unicode.Scalar) {
        let width = self.width(of: scalar)
        if width == 0 { return attach(scalar) }
        if column + width > columns {
            if wraps {
                column = 0
                row += 1
                if row == rows.count { rows.append([]) }
            } else {
                column = columns - width
            }
        }
        while rows[row].count < column + width { rows[row].append(" ") }
        rows[row][column] = String(scalar)
        if width == 2 { rows[row][column + 1] = "" }
        column += width
    }

    private mutating func attach(_ scalar: Unicode.Scalar) {
        var place = column - 1
        while place > 0, rows[row][place].isEmpty { place -= 1 }
        guard place >= 0, place < rows[row].count else { return complaints.append("a mark on nothing") }
        rows[row][place].unicodeScalars.append(scalar)
    }

    private func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x200D, 0xFE0F, 0x0300...0x036F: return 0
        case 0x1F000...0x1FAFF: return taste == .joining && followsJoiner ? 0 : 2
        case 0x3000...0x9FFF, 0xAC00...0xD7A3: return 2
        default: return 1
        }
    }

    private var followsJoiner: Bool {
        guard column > 0, column <= rows[row].count else { return false }
        let place = rows[row][..<column].lastIndex { !$0.isEmpty } ?? 0
        return rows[row][place].unicodeScalars.last == "\u{200D}"
    }
}
