internal import DeskConsole

/// Rows of cells: columns for people, tabs for programs. All cells are safe text already.
struct Table {
    struct Column {
        let name: String
        /// The most columns it takes on a terminal; 0 for the one that takes what is left.
        let width: Int
        var side = DisplayWidth.Side.left
        /// What it is called before the value of a program's cell.
        var spokenName: String?
    }

    struct Row {
        var cells: [String]
        /// The cells for programs, where they are not the same.
        var plainCells: [String]?
        var role: Role?
    }

    let columns: [Column]
    /// What programs' cells are called, where they are others than people's.
    var plainNames: [String]?
    var rows: [Row] = []

    func lines(_ format: Format) -> [String] {
        switch format.shape {
        case .tabs, .json: tabs(format)
        case .columns: aligned(format)
        case .spoken: rows.map { spoken($0, format) }
        }
    }

    private func tabs(_ format: Format) -> [String] {
        let names = plainNames ?? columns.map(\.name)
        return ((format.hasHeader ? [names] : []) + rows.map { $0.plainCells ?? $0.cells }).map { cells in
            assert(cells.count == names.count, "a row with other fields than its table has names")
            // The tab is ours: in safe text there is none. Where it goes to the terminal it is shown as spaces by Console.
            return cells.map { $0.isEmpty ? "-" : $0 }.joined(separator: "\t")
        }
    }

    private func spoken(_ row: Row, _ format: Format) -> String {
        let names = plainNames ?? columns.map { $0.spokenName ?? $0.name }
        let pairs = zip(names, row.plainCells ?? row.cells).filter { !$1.isEmpty && $1 != "-" }.map { "\($0): \($1)" }
        return pairs.joined(separator: ", ")
    }

    private func aligned(_ format: Format) -> [String] {
        let widths = widths(format.columns() - 1)
        return rows.map { row in
            let line = zip(zip(columns, widths), row.cells).map { DisplayWidth.pad($1, to: $0.1, $0.0.side) }.joined(separator: "  ")
            let trimmed = Self.trimmed(line)
            return row.role.map { format.style.apply($0, to: trimmed) } ?? trimmed
        }
    }

    /// No column is wider than what stands in it.
    private func widths(_ total: Int) -> [Int] {
        var widths = columns.indices.map { index in
            let widest = rows.map { DisplayWidth.columns(of: $0.cells[index]) }.max() ?? 0
            return columns[index].width == 0 ? widest : min(columns[index].width, widest)
        }
        guard let flexible = columns.firstIndex(where: { $0.width == 0 }) else { return widths }
        let others = widths.reduce(0, +) - widths[flexible] + 2 * (columns.count - 1)
        widths[flexible] = min(widths[flexible], max(12, total - others))
        return widths
    }

    private static func trimmed(_ line: String) -> String {
        var line = line[...]
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
