/// A reply's words as a channel carries them. Styles that it does not have are left out, and what can be said in words is: a link's
/// address behind it, a dash before each line of a list, a `>` before each quoted one.
public struct OutgoingWords: Sendable {
    public private(set) var text: Text
    /// The styles that stay, of this text.
    public private(set) var styles: [StyledRange]
    /// The styles that do not, each once.
    public let lost: [StyledRange.Style]

    public init(_ text: Text, _ styles: [StyledRange], carrying carries: (StyledRange.Style) -> Bool) {
        let others = styles.filter { !carries($0.style) }
        lost = StyledRange.Style.allCases.filter { style in others.contains { $0.style == style } }
        guard !others.isEmpty else {
            (self.text, self.styles) = (text, styles)
            return
        }
        let map = TextMap(text)
        let insertions = map.insertions(for: others)
        self.text = map.text(with: insertions)
        self.styles = styles.compactMap { carries($0.style) ? map.moved($0, by: insertions) : nil }
    }

    /// With something in front that has no style.
    public mutating func prefix(with words: Text) {
        let count = TextMap(words).count
        text = Text(encoded: words.encoded + text.encoded)
        styles = styles.map { StyledRange($0.style, ($0.range.lowerBound + count)..<($0.range.upperBound + count), url: $0.url) }
    }
}

extension Capabilities {
    /// What the contact is sent for a reply, word by word.
    public func words(for text: Text, _ styles: [StyledRange] = [], doing kind: ActionWish.Kind? = nil) -> OutgoingWords {
        let isInWords = kind.map { !isNative($0) } ?? false
        if isInWords, kind == .delete { return OutgoingWords(Self.disregard, []) { _ in true } }
        guard !styles.isEmpty || isInWords else { return OutgoingWords(text, []) { _ in true } }
        var words = OutgoingWords(text, styles) { richText.contains($0.capability) }
        if isInWords, kind == .edit { words.prefix(with: Self.correction) }
        return words
    }

    /// Whether the service itself has such a thing, so that no words need stand for it.
    public func isNative(_ kind: ActionWish.Kind) -> Bool {
        guard let feature = kind.feature else { return true }
        return switch level(of: feature) {
        case .partial, .full: true
        case .fallback, .dropped, .rejected: false
        }
    }

    private static let correction = Text(encoded: Array("Correction: ".utf8))
    private static let disregard = Text(encoded: Array("(Please disregard my earlier message.)".utf8))
}

extension Text {
    /// Its first line, or what there is where it has no words.
    public func firstLine(or content: MessageContent?) -> Text { FirstLine.of(self, content) }
}

extension StyledRange.Style {
    /// What a manifest calls it.
    public var capability: String {
        switch self {
        case .bold, .italic, .underline, .strikethrough, .code: rawValue
        case .link: "hyperlink"
        case .list: "lists"
        case .quote: "blockquote"
        }
    }
}

/// Where the Unicode scalars and the lines of an encoded text are.
private struct TextMap {
    struct Insertion {
        /// Before the scalar of this number.
        let at: Int
        let words: [UInt8]
        let count: Int
    }

    private let bytes: [UInt8]
    /// Where each scalar begins, and where the last one ends.
    private var offsets: [Int] = []
    /// The scalars of each line, without its end.
    private var lines: [Range<Int>] = []

    init(_ text: Text) {
        bytes = text.encoded
        var (at, start) = (0, 0)
        while at < bytes.count {
            if Self.isLineEnd(bytes, at) {
                lines.append(start..<offsets.count)
                start = offsets.count + 1
            }
            offsets.append(at)
            at = min(at + FirstLine.width(bytes, at), bytes.count)
        }
        lines.append(start..<max(start, offsets.count))
        offsets.append(bytes.count)
    }

    var count: Int { offsets.count - 1 }

    /// `\n`, or the same by its number.
    private static func isLineEnd(_ bytes: [UInt8], _ at: Int) -> Bool {
        guard bytes[at] == 0x5C, at + 1 < bytes.count else { return false }
        return bytes[at + 1] == 0x6E || bytes[at...].starts(with: #"\u000a"#.utf8) || bytes[at...].starts(with: #"\u000A"#.utf8)
    }

    private func clamped(_ range: Range<Int>) -> Range<Int> { min(range.lowerBound, count)..<min(range.upperBound, count) }

    // MARK: What stands for styles that are left out

    func insertions(for styles: [StyledRange]) -> [Insertion] {
        var found: [Insertion] = []
        for link in styles where link.style == .link { address(of: link).map { found.append($0) } }
        let (quotes, lists) = (styles.filter { $0.style == .quote }, styles.filter { $0.style == .list })
        for line in lines {
            if quotes.contains(where: { touches($0, line) }) { found.append(Insertion(line.lowerBound, "> ")) }
            if !line.isEmpty, lists.contains(where: { touches($0, line) }) { found.append(Insertion(line.lowerBound, "- ")) }
        }
        // Equal places keep this order: an address ends what is before it, and a quote has its list within.
        return found.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func touches(_ style: StyledRange, _ line: Range<Int>) -> Bool {
        line.isEmpty ? style.range.contains(line.lowerBound) : style.range.overlaps(line)
    }

    /// ` (https://…)` behind the words, unless they are the address.
    private func address(of link: StyledRange) -> Insertion? {
        let range = clamped(link.range)
        // Before the end of the line, where the link reaches over it.
        let end = lines.last { $0.lowerBound < range.upperBound }.map { min(range.upperBound, $0.upperBound) } ?? range.upperBound
        guard let url = link.url, range.lowerBound < end else { return nil }
        let words = bytes[offsets[range.lowerBound]..<offsets[end]]
        guard !url.encoded.elementsEqual(words), !url.encoded.elementsEqual(Array("mailto:".utf8) + words) else { return nil }
        return Insertion(at: end, words: Array(" (".utf8) + url.encoded + [0x29], count: 3 + TextMap(url).count)
    }

    func text(with insertions: [Insertion]) -> Text {
        var (written, at): ([UInt8], Int) = ([], 0)
        for insertion in insertions {
            written += bytes[at..<offsets[insertion.at]]
            written += insertion.words
            at = offsets[insertion.at]
        }
        return Text(encoded: written + bytes[at...])
    }

    /// The same scalars, where they are now; nil where there are none.
    func moved(_ style: StyledRange, by insertions: [Insertion]) -> StyledRange? {
        let range = clamped(style.range)
        guard !range.isEmpty else { return nil }
        let before = insertions.reduce(0) { $1.at <= range.lowerBound ? $0 + $1.count : $0 }
        let within = insertions.reduce(0) { $1.at > range.lowerBound && $1.at < range.upperBound ? $0 + $1.count : $0 }
        let lower = range.lowerBound + before
        return StyledRange(style.style, lower..<(lower + range.count + within), url: style.url)
    }
}

extension TextMap.Insertion {
    fileprivate init(_ at: Int, _ mark: String) {
        self.init(at: at, words: Array(mark.utf8), count: mark.utf8.count)
    }
}
