/// Text made fit for mdoc(7): nothing in it is taken for a request or an escape.
enum MdocText {
    private static let widthMax = 78

    /// A paragraph, one sentence a line, `backquotes` around what is typed.
    static func paragraph(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        func endLine() {
            if !line.isEmpty { lines.append(guarded(line)) }
            line = ""
        }
        for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            var words = part.split(separator: " ", omittingEmptySubsequences: true).map { escaped(String($0)) }.map(lone)
            if index % 2 == 1 {
                // What stood before the backquote without a blank belongs to it, as an opening bracket does.
                let opening = line.hasSuffix("(") ? "( " : ""
                if !opening.isEmpty { line = String(line.dropLast(2)) }
                endLine()
                lines.append(".Ql \(opening)\(quoted(words.joined(separator: " ")))")
                continue
            }
            if index > 0, !part.hasPrefix(" "), let first = words.first, let last = lines.popLast() {
                lines.append(last + punctuation(first))
                words.removeFirst()
            }
            for word in words {
                if !line.isEmpty, line.utf8.count + 1 + word.utf8.count > widthMax { endLine() }
                line += (line.isEmpty ? "" : " ") + word
                if endsSentence(word) { endLine() }
            }
        }
        endLine()
        return lines
    }

    /// Closing punctuation after a macro's argument is an argument of its own.
    private static func punctuation(_ word: String) -> String {
        word.unicodeScalars.allSatisfy { ".,;:)?!".unicodeScalars.contains($0) }
            ? word.map { " \($0)" }.joined() : " Ns " + macroArgument(word)
    }

    /// A mark that stands alone ends no sentence.
    private static func lone(_ word: String) -> String { ["!", "?"].contains(word) ? "\\&\(word)\\&" : word }

    private static func endsSentence(_ word: String) -> Bool {
        guard word.utf8.count > 1 else { return false }
        var end = word[...]
        while end.hasSuffix(")") { end = end.dropLast() }
        return end.hasSuffix(".") || end.hasSuffix("?") || end.hasSuffix("!")
    }

    /// A line that begins like a request is none.
    static func guarded(_ line: String) -> String { line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line }

    /// What the formatter would read as something else; nothing but ASCII is left.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "…": result += "..."
            case "-": result += "\\-"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "`": result += "\\(ga"
            default: result += scalar.isASCII ? String(scalar) : "\\[u" + hexadecimal(scalar) + "]"
            }
        }
        return result
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// An argument of a macro, escaped already, that may hold blanks.
    static func quoted(_ text: String) -> String {
        let safe = text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq")
        return safe.contains(" ") || safe.isEmpty ? "\"\(safe)\"" : safe == text ? macroArgument(safe) : safe
    }

    /// Words as arguments of a macro, none of which is to be one itself.
    static func words(_ text: String) -> String {
        text.split(separator: " ").map { macroArgument(escaped(String($0))) }.joined(separator: " ")
    }

    /// Short words that begin with a capital, and punctuation, would be macros and delimiters.
    static func macroArgument(_ word: String) -> String {
        let isShort =
            (2...3).contains(word.utf8.count) && word.utf8.first.map { (0x41...0x5A).contains($0) } == true
            && word.utf8.dropFirst().allSatisfy { (0x61...0x7A).contains($0) }
        let isPunctuation = word.utf8.count == 1 && ".,;:()[]?!|".utf8.contains(word.utf8.first ?? 0)
        return isShort || isPunctuation ? "\\&" + word : word
    }
}
