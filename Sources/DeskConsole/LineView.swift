/// The part of a line that one row of the screen shows, cut at the cursor.
public struct LineView: Equatable, Sendable {
    public var left: String
    public var right: String
    /// True where `…` stands for something at either end.
    public var isClipped: Bool

    public init(left: String, right: String, isClipped: Bool) {
        self.left = left
        self.right = right
        self.isClipped = isClipped
    }
}

extension LineEditor {
    /// What a row of `columns` shows. The text moves sideways only when the cursor would leave the row, and then by
    /// a good part of it, so that it stands still most of the time.
    public mutating func view(columns: Int) -> LineView {
        let columns = max(columns, Self.columnsMin)
        firstShown = shownFrom(columns: columns)
        let mark = firstShown > 0 ? "…" : ""
        let left = mark + (firstShown..<cursor).map { shown($0) }.joined()
        let (right, isCut) = rightPart(columns: columns - DisplayWidth.columns(of: left))
        return LineView(left: left, right: right, isClipped: firstShown > 0 || isCut)
    }

    /// Wider than the widest thing that one character is shown as.
    static let columnsMin = 24

    private func shown(_ index: Int) -> String {
        SafeText.typed(characters[index], before: index + 1 < characters.count ? characters[index + 1] : nil)
    }

    private func width(_ index: Int) -> Int { DisplayWidth.columns(of: shown(index)) }

    private func shownFrom(columns: Int) -> Int {
        if fits(0..<characters.count, columns: columns) { return 0 }
        // One column each for the marks at both ends.
        if firstShown <= cursor, fits(firstShown..<cursor, columns: columns - 2) { return firstShown }
        var place = cursor
        var used = 0
        while place > 0 {
            used += width(place - 1)
            if used > columns * 2 / 3 { break }
            place -= 1
        }
        return place
    }

    private func fits(_ range: Range<Int>, columns: Int) -> Bool {
        var used = 0
        for index in range {
            used += width(index)
            if used > columns { return false }
        }
        return true
    }

    private func rightPart(columns: Int) -> (text: String, isCut: Bool) {
        if fits(cursor..<characters.count, columns: columns) { return ((cursor..<characters.count).map { shown($0) }.joined(), false) }
        var text = ""
        var used = 0
        for index in cursor..<characters.count {
            used += width(index)
            if used > columns - 1 { break }
            text += shown(index)
        }
        return (text + "…", true)
    }
}
