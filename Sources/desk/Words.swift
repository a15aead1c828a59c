/// What follows a verb, taken word by word; what is left stays as it was written.
struct Words {
    private enum Source {
        /// A shell has cut it already.
        case list(ArraySlice<String>)
        /// A line, of which nothing but the words taken is looked at.
        case line(Substring)
    }

    private var source: Source

    init(list: some Sequence<String>) { source = .list(Array(list)[...]) }

    init(line: String) { source = .line(line[...]) }

    var isEmpty: Bool { peek == nil }

    /// The next word, not yet taken.
    var peek: String? {
        var copy = self
        return copy.next()
    }

    mutating func next() -> String? {
        switch source {
        case .list(var list):
            let word = list.popFirst()
            source = .list(list)
            return word
        case .line(let line):
            let (word, rest) = Self.split(line)
            source = .line(rest)
            return word
        }
    }

    /// Everything that is left, as one text.
    var rest: String {
        switch source {
        case .list(let list): list.joined(separator: " ")
        case .line(let line): String(Self.withoutBlanks(line))
        }
    }

    /// What is left of a shell's words; none of a line that was typed at the prompt, where text stays text.
    var listed: [String] {
        switch source {
        case .list(let list): Array(list)
        case .line: []
        }
    }

    private static func withoutBlanks(_ line: Substring) -> Substring { line.drop { $0 == " " || $0 == "\t" } }

    /// A word ends at a blank; one that begins with `"` ends at the next `"`.
    private static func split(_ line: Substring) -> (String?, Substring) {
        let line = withoutBlanks(line)
        guard let first = line.first else { return (nil, line) }
        if first == "\"", let end = line.dropFirst().firstIndex(of: "\"") {
            return (String(line[line.index(after: line.startIndex)..<end]), line[line.index(after: end)...])
        }
        let end = line.firstIndex { $0 == " " || $0 == "\t" || $0 == "\n" } ?? line.endIndex
        return (String(line[..<end]), line[end...])
    }
}
