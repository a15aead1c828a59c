/// What may follow a verb, as its usage line says: `[N] NAME|none`, or several such, ` | ` between them.
///
/// A word with a capital letter stands for a value; any other one is typed as it is.
public struct Usage: Equatable, Sendable {
    public struct Element: Equatable, Sendable {
        public enum Content: Equatable, Sendable {
            /// One of these: `NAME|none`.
            case choice([String])
            case group([Element])
        }
        public let content: Content
        public var isOptional = false
        public var isRepeated = false
    }

    public let alternatives: [[Element]]

    public init(_ text: String) {
        var tokens = Self.tokens(text)[...]
        var alternatives: [[Element]] = []
        repeat { alternatives.append(Self.elements(&tokens)) } while tokens.popFirst() != nil
        // Nothing at all may be one of several.
        self.alternatives = alternatives.count == 1 ? alternatives.filter { !$0.isEmpty } : alternatives
    }

    public static func isValue(_ word: String) -> Bool { word.utf8.contains { (0x41...0x5A).contains($0) } }

    /// Brackets stand for themselves, and so does `…`.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word = ""
        func endWord() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ": endWord()
            case "[", "]", "…":
                endWord()
                tokens.append(String(scalar))
            default: word.unicodeScalars.append(scalar)
            }
        }
        endWord()
        return tokens
    }

    /// Up to `|`, `]` or the end.
    private static func elements(_ tokens: inout ArraySlice<String>) -> [Element] {
        var elements: [Element] = []
        while let token = tokens.first, token != "|", token != "]" {
            tokens.removeFirst()
            switch token {
            case "[":
                elements.append(Element(content: .group(Self.elements(&tokens)), isOptional: true))
                if tokens.first == "]" { tokens.removeFirst() }
            case "…":
                if let last = elements.indices.last { elements[last].isRepeated = true }
            default: elements.append(Element(content: .choice(token.split(separator: "|").map(String.init))))
            }
        }
        return elements
    }
}

// What can be typed next.
extension Usage {
    /// The words and values that may follow `words`, flags not among either.
    public func next(after words: [String]) -> [String] {
        var found: [String] = []
        for alternative in alternatives {
            for word in Self.next(alternative[...], words[...]) where !found.contains(word) { found.append(word) }
        }
        return found
    }

    private static func next(_ elements: ArraySlice<Element>, _ words: ArraySlice<String>) -> [String] {
        guard let element = elements.first else { return [] }
        let rest = elements.dropFirst()
        var found: [String] = []
        switch element.content {
        case .group(let group) where !isFlag(group):
            // Once more is not looked for in a group: none of a verb's repeats but flags.
            found = next(ArraySlice(group) + rest, words)
        case .group: break
        case .choice(let choice):
            guard let word = words.first else {
                found = choice
                break
            }
            if choice.contains(where: { fits(word, $0) }) {
                found = next(rest, words.dropFirst()) + (element.isRepeated ? next(elements, words.dropFirst()) : [])
            }
        }
        return element.isOptional ? found + next(rest, words) : found
    }

    /// Flags can stand anywhere, so that they are looked for elsewhere.
    private static func isFlag(_ group: [Element]) -> Bool {
        guard case .choice(let choice)? = group.first?.content else { return false }
        return choice.first?.hasPrefix("--") == true
    }

    /// Whether `word` can be meant by what the usage line calls `name`.
    static func fits(_ word: String, _ name: String) -> Bool {
        switch name {
        case "N": isNumber(word.hasPrefix("#") ? word.dropFirst() : word[...])
        case "mK": word.hasPrefix("m") && isNumber(word.dropFirst())
        case "+STATUS": word.hasPrefix("+")
        default: isValue(name) || word == name
        }
    }

    private static func isNumber(_ word: Substring) -> Bool { !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
