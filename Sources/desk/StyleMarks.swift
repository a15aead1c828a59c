internal import DeskKit
internal import DeskWire

/// Words with marks for how they are to look, as reps type them: `*bold*`, `_italic_`, `~struck~`, a word between backquotes,
/// `[words](https://…)`, lines that begin with `- ` or `> `.
///
/// A mark counts only where a word begins or ends, so that 2*3*4 and file_names stay what they are.
struct StyleMarks {
    struct Range {
        let style: String
        let from: Int
        let to: Int
        var url: String?
    }

    /// As many as a frame may have.
    private static let rangesMax = 64
    private static let marks: [Unicode.Scalar: String] = ["*": "bold", "_": "italic", "~": "strikethrough", "`": "code"]
    private static let lineMarks: [Unicode.Scalar: String] = ["-": "list", ">": "quote"]

    private let source: [Unicode.Scalar]
    private var plain: [Unicode.Scalar] = []
    private(set) var ranges: [Range] = []

    var text: [UInt8] { plain.flatMap { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) } }

    init(_ marked: [UInt8]) {
        source = Array(String(decoding: marked, as: UTF8.self).unicodeScalars)
        var at = 0
        while at <= source.count {
            let end = source[at...].firstIndex(of: "\n") ?? source.count
            line(at..<end)
            if end < source.count { plain.append("\n") }
            at = end + 1
        }
    }

    private mutating func line(_ line: Swift.Range<Int>) {
        let rest = source[line]
        let style = rest.count > 2 && rest[line.lowerBound + 1] == " " ? Self.lineMarks[rest[line.lowerBound]] : nil
        let from = plain.count
        var at = line.lowerBound + (style == nil ? 0 : 2)
        while at < line.upperBound { at = piece(at, line) }
        if let style { add(Range(style: style, from: from, to: plain.count)) }
    }

    /// Takes what is at `at`, and says where the rest begins.
    private mutating func piece(_ at: Int, _ line: Swift.Range<Int>) -> Int {
        if let end = marked(at, line) ?? link(at, line) { return end }
        plain.append(source[at])
        return at + 1
    }

    private mutating func marked(_ at: Int, _ line: Swift.Range<Int>) -> Int? {
        guard let style = Self.marks[source[at]], begins(at, line), let end = closing(at, line) else { return nil }
        let from = plain.count
        plain += source[(at + 1)..<end]
        add(Range(style: style, from: from, to: plain.count))
        return end + 1
    }

    private func begins(_ at: Int, _ line: Swift.Range<Int>) -> Bool {
        at + 2 < line.upperBound && (at == line.lowerBound || !isWord(source[at - 1])) && source[at + 1] != " "
            && source[at + 1] != source[at]
    }

    private func closing(_ at: Int, _ line: Swift.Range<Int>) -> Int? {
        ((at + 2)..<line.upperBound).first { end in
            source[end] == source[at] && source[end - 1] != " " && (end + 1 == line.upperBound || !isWord(source[end + 1]))
        }
    }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar.properties.numericType != nil }

    private mutating func link(_ at: Int, _ line: Swift.Range<Int>) -> Int? {
        guard source[at] == "[", let middle = source[at..<line.upperBound].firstIndex(of: "]"), middle > at + 1,
            middle + 1 < line.upperBound, source[middle + 1] == "(",
            let end = source[middle..<line.upperBound].firstIndex(of: ")")
        else { return nil }
        var url = String.UnicodeScalarView()
        url.append(contentsOf: source[(middle + 2)..<end])
        let address = String(url)
        guard ["https:", "http:", "mailto:"].contains(where: { address.utf8.starts(with: $0.utf8) }) else { return nil }
        let from = plain.count
        plain += source[(at + 1)..<middle]
        add(Range(style: "link", from: from, to: plain.count, url: address))
        return end + 1
    }

    private mutating func add(_ range: Range) {
        guard range.from < range.to, ranges.count < Self.rangesMax else { return }
        ranges.append(range)
    }

    /// The member `rich`, where there is something in it.
    func write(to writer: inout JSONWriter) {
        guard !ranges.isEmpty else { return }
        writer.name("rich")
        writer.beginArray()
        for range in ranges {
            writer.beginObject()
            writer.field("style", range.style)
            writer.field("from", range.from)
            writer.field("to", range.to)
            if let url = range.url { writer.field("url", url) }
            writer.endObject()
        }
        writer.endArray()
    }
}
