/// One line of a transcript: `who > verb …`, `who < what …` or `! fault`.
///
/// Words are separated by spaces. A word is plain, `"quoted"` with JSON's escapes, or `name=` and either; a value that begins with
/// a bracket is JSON up to the bracket that ends it.
struct TranscriptLine {
    enum Mark { case does, hears, fault }

    let number: Int
    let source: String
    let mark: Mark
    let who: String
    let words: [Word]

    struct Word {
        enum Kind {
            case plain
            /// The bytes between the quotes, escapes and all.
            case quoted
            case json
        }

        let name: String?
        let kind: Kind
        let value: String
    }

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// Nil for an empty line or a comment.
    init?(_ source: String, number: Int) throws {
        let trimmed = source.drop { $0 == " " }
        guard let first = trimmed.first, first != "#" else { return nil }
        self.source = String(trimmed)
        self.number = number
        if first == "!" {
            mark = .fault
            who = ""
            words = try Self.words(trimmed.dropFirst())
            return
        }
        who = String(trimmed.prefix { $0 != " " })
        let rest = trimmed.dropFirst(who.count).drop { $0 == " " }
        switch rest.first {
        case ">": mark = .does
        case "<": mark = .hears
        default: throw Unreadable(description: "a line is `who > verb`, `who < what` or `! fault`")
        }
        words = try Self.words(rest.dropFirst())
        if words.isEmpty { throw Unreadable(description: "nothing stands behind the mark") }
    }

    var fault: String { words.map(\.value).joined(separator: " ") }

    private static func words(_ text: Substring) throws -> [Word] {
        var words: [Word] = []
        var rest = text.drop { $0 == " " }
        while !rest.isEmpty {
            words.append(try word(&rest))
            rest = rest.drop { $0 == " " }
        }
        return words
    }

    private static func word(_ rest: inout Substring) throws -> Word {
        var name: String?
        let head = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
        if !head.isEmpty, rest.dropFirst(head.count).first == "=" {
            name = String(head)
            rest = rest.dropFirst(head.count + 1)
        }
        switch rest.first {
        case "\"": return Word(name: name, kind: .quoted, value: try quoted(&rest))
        case "{", "[": return Word(name: name, kind: .json, value: try json(&rest))
        default:
            let value = rest.prefix { $0 != " " }
            rest = rest.dropFirst(value.count)
            return Word(name: name, kind: .plain, value: String(value))
        }
    }

    private static func quoted(_ rest: inout Substring) throws -> String {
        var value = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            value.append(character)
            if character == "\\", let next = rest.popFirst() { value.append(next) }
        }
        throw Unreadable(description: "a quoted word does not end")
    }

    private static func json(_ rest: inout Substring) throws -> String {
        var value = ""
        var depth = 0
        while let character = rest.popFirst() {
            value.append(character)
            switch character {
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            case "\"": value += try quoted(reopening: &rest) + "\""
            default: break
            }
            if depth == 0 { return value }
        }
        throw Unreadable(description: "a bracket is not closed")
    }

    private static func quoted(reopening rest: inout Substring) throws -> String {
        rest = "\"" + rest
        return try quoted(&rest)
    }
}
