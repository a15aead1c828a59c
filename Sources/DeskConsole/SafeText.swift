/// A stranger's text made fit for a terminal: the one place where that happens.
///
/// What comes out consists of letters, marks, digits, punctuation, symbols and spaces, and of nothing that moves the
/// cursor, turns the direction of writing, hides, or has no agreed shape. Everything else is shown: controls as `^X`,
/// the rest as `<U+XXXX>`. Bytes that are no UTF-8 become U+FFFD. The rules are an allow-list: what Unicode adds
/// later is shown as a number until somebody has looked at it.
public enum SafeText {
    /// Marks on one base before the rest of them is cut with `…`.
    public static let marksMax = 8

    /// For names, subjects and whatever else has one row: line ends and tabs are shown as well.
    public static func line(_ bytes: [UInt8]) -> String {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(decoding: bytes, as: UTF8.self) }
        var filter = TextFilter()
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        for index in scalars.indices { filter.append(scalars, at: index) }
        return String(decoding: filter.shown, as: UTF8.self)
    }

    public static func line(_ text: String) -> String { line(Array(text.utf8)) }

    /// For messages: LF and CRLF end a line, a tab is spaces up to the next eighth column.
    public static func body(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { piece in
            bodyLine(piece.last == 0x0D ? piece.dropLast() : piece)
        }
    }

    public static func body(_ text: String) -> [String] { body(Array(text.utf8)) }

    /// The same in rows of at most `columns`, each behind `margin`: nothing that a stranger writes stands where our own
    /// words stand, however long their lines are.
    public static func body(_ bytes: [UInt8], columns: Int, margin: String) -> [String] {
        let width = max(1, columns - DisplayWidth.columns(of: margin))
        return body(bytes).flatMap { DisplayWidth.wrap($0, to: width) }.map { margin + $0 }
    }

    /// True where something had to be shown that its writer may have wanted hidden: worth a notice under a message.
    public static func reveals(_ bytes: [UInt8]) -> Bool {
        var filter = TextFilter()
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        for index in scalars.indices where scalars[index].value >= 0x80 { filter.append(scalars, at: index) }
        return filter.hasRevealed
    }

    private static func bodyLine(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        var columns = 0
        for piece in bytes.split(separator: 0x09, omittingEmptySubsequences: false) {
            if piece.startIndex > bytes.startIndex {
                let gap = 8 - columns % 8
                text += String(repeating: " ", count: gap)
                columns += gap
            }
            let shown = line(Array(piece))
            columns += DisplayWidth.columns(of: shown)
            text += shown
        }
        return text
    }

    /// One character of the rep's own line as it is shown; `next` follows it there.
    static func typed(_ character: Character, before next: Character?) -> String {
        if character == "\n" { return "⏎" }
        if character.utf8.count == 1, let byte = character.utf8.first, byte >= 0x20, byte < 0x7F { return String(character) }
        var scalars = Array(character.unicodeScalars)
        let count = scalars.count
        if let next { scalars.append(contentsOf: next.unicodeScalars) }
        var filter = TextFilter()
        for index in 0..<count { filter.append(scalars, at: index) }
        return String(decoding: filter.shown, as: UTF8.self)
    }
}

/// Looks at one scalar after the other and remembers what a mark would sit on.
private struct TextFilter {
    /// What may be shown, in UTF-8.
    private(set) var shown: [UInt8] = []
    /// Whether something was shown by its number.
    private(set) var hasRevealed = false
    /// Marks, selectors and joiners since the last base; nil where there is no base for a mark to sit on.
    private var marks: Int?
    private var endsWithJoiner = false

    mutating func append(_ scalars: [Unicode.Scalar], at index: Int) {
        let scalar = scalars[index]
        switch scalar.value {
        case 0x20...0x7E: base(scalar)
        case 0x00...0x1F: visible(UInt8(scalar.value + 0x40))
        case 0x7F: visible(0x3F)
        default: appendOther(scalars, at: index)
        }
    }

    private mutating func appendOther(_ scalars: [Unicode.Scalar], at index: Int) {
        let scalar = scalars[index]
        switch ScalarKind(scalar) {
        case .base: base(scalar)
        case .mark: mark(scalar)
        case .selector where Joining.keepsSelector(scalars, at: index): mark(scalar)
        case .joiner where Joining.keepsJoiner(scalars, at: index): mark(scalar)
        case .selector, .joiner, .forbidden: reveal(scalar)
        }
    }

    private mutating func base(_ scalar: Unicode.Scalar) {
        keep(scalar)
        // The parts of an emoji sequence count as one base.
        if !(endsWithJoiner && ScalarKind.isPictographic(scalar)) { marks = 0 }
        endsWithJoiner = false
    }

    private mutating func mark(_ scalar: Unicode.Scalar) {
        // Without a base it would sit on our own margin.
        if marks == nil { base("\u{25CC}") }
        let count = (marks ?? 0) + 1
        marks = count
        if count <= SafeText.marksMax { keep(scalar) }
        if count == SafeText.marksMax + 1 { keep("…") }
        endsWithJoiner = count <= SafeText.marksMax && scalar == Joining.zeroWidthJoiner
    }

    /// A control, as a caret and the key that makes it.
    private mutating func visible(_ key: UInt8) {
        shown.append(0x5E)
        shown.append(key)
        leaveBase()
    }

    private mutating func reveal(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        shown += "<U+".utf8
        for _ in digits.utf8.count..<max(4, digits.utf8.count) { shown.append(0x30) }
        shown += digits.utf8
        shown.append(0x3E)
        hasRevealed = true
        leaveBase()
    }

    private mutating func leaveBase() {
        marks = nil
        endsWithJoiner = false
    }

    private mutating func keep(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x80 { shown.append(UInt8(scalar.value)) } else { shown += String(scalar).utf8 }
    }
}
