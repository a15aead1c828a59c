/// A search through the lines entered before, for what they contain.
struct LineSearch: Equatable, Sendable {
    static let patternBytesMax = 200

    var pattern = ""
    /// The line that is shown; as many as there are where nothing has been found.
    var place: Int
    /// What stood in the line before.
    let draft: String
}

extension LineEditor {
    /// What stands in the prompt's place while one searches.
    var searchPrompt: String? {
        search.map { "search \(SafeText.line($0.pattern))\(isFound($0) ? "" : " (nothing)"): " }
    }

    private func isFound(_ search: LineSearch) -> Bool { search.pattern.isEmpty || search.place < history.entries.count }

    mutating func beginSearch() -> Outcome {
        search = LineSearch(place: history.entries.count, draft: text)
        return .edited
    }

    /// What a key does to the search; nil where it ends it and means what it always means.
    mutating func searchOn(_ key: Key) -> Outcome? {
        guard let search else { return nil }
        switch key {
        case .character(let character): return look(for: search.pattern + String(character), from: history.entries.count)
        case .backspace: return look(for: String(search.pattern.dropLast()), from: history.entries.count)
        case .control("r"): return look(for: search.pattern, from: search.place)
        case .escape, .control("g"), .control("c"): return give(search.draft)
        // What was found is looked at once more before it does anything.
        case .enter: return give(text)
        default:
            self.search = nil
            return nil
        }
    }

    /// The latest line before `place` that contains the pattern; where there is none, what was found stays.
    private mutating func look(for pattern: String, from place: Int) -> Outcome {
        guard var search, pattern.utf8.count <= LineSearch.patternBytesMax else { return .unchanged }
        let found = pattern.isEmpty ? nil : history.entries[..<place].lastIndex { Self.contains(pattern, in: $0) }
        if search.pattern != pattern { search.place = history.entries.count }
        search.pattern = pattern
        if let found { search.place = found }
        setText(search.place < history.entries.count ? history.entries[search.place] : search.draft)
        self.search = search
        return .edited
    }

    private mutating func give(_ text: String) -> Outcome {
        search = nil
        setText(text)
        return .edited
    }

    private static func contains(_ pattern: String, in line: String) -> Bool {
        let (wanted, bytes) = (Array(pattern.utf8), Array(line.utf8))
        guard wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }
}
