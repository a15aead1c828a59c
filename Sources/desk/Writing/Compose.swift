internal import DeskConsole
internal import DeskKit

/// A text of several lines on its way to being a reply or a note.
struct Compose {
    static let bytesMax = LineEditor.bytesMax

    let verb: Verb
    /// With the ticket it is for, which stays whatever is opened meanwhile.
    let arguments: Arguments
    let isForced: Bool
    /// What was typed before the text: `reply m3 +closed`.
    let head: String
    /// Who reads it.
    let audience: String
    private(set) var lines: [String] = []
    private(set) var byteCount = 0

    init(_ verb: Verb, _ arguments: Arguments, isForced: Bool, audience: String, text: String = "") {
        self.verb = verb
        self.arguments = arguments
        self.isForced = isForced
        self.audience = audience
        head = Self.head(verb, arguments, isForced)
        if !text.isEmpty { replace(with: text) }
    }

    private static func head(_ verb: Verb, _ arguments: Arguments, _ isForced: Bool) -> String {
        var words = [verb.name + (isForced ? "!" : "")]
        arguments.ticket.map { words.append("#\($0)") }
        arguments.message.map { words.append("m\($0)") }
        arguments.status.map { words.append("+" + $0) }
        return words.joined(separator: " ")
    }

    var text: String { lines.joined(separator: "\n") }
    var isEmpty: Bool { lines.allSatisfy { line in line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } } }

    /// The whole as one line that can be said again: what looks like a mark of ours is the text's.
    func line(and rest: String = "") -> String {
        let text = (lines + (rest.isEmpty ? [] : [rest])).joined(separator: "\n")
        let first = text.utf8.first ?? 0
        let isPlain = !(0x30...0x39).contains(first) && ![0x2B, 0x2D, 0x23, 0x6D].contains(first)
        return head + (isPlain ? " " : " -- ") + text
    }

    /// False where it would be longer than any message may be.
    mutating func add(_ line: String) -> Bool {
        guard byteCount + line.utf8.count + 1 <= Self.bytesMax else { return false }
        lines.append(line)
        byteCount += line.utf8.count + 1
        return true
    }

    mutating func replace(with text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        byteCount = lines.reduce(0) { $0 + $1.utf8.count + 1 }
    }

    /// A note's says that it is one.
    var prompt: String { lines.isEmpty ? "\(audience) | " : "\(lines.count + 1) | " }

    /// `12 lines, 640 characters`.
    var size: String {
        let characters = text.count
        return "\(lines.count) line\(lines.count == 1 ? "" : "s"), \(characters) character\(characters == 1 ? "" : "s")"
    }
}

/// Something that is asked before anything is done.
struct Question {
    let prompt: String
    /// What was entered.
    let answer: (String) -> Void
    /// It is dropped, by Ctrl-C or Ctrl-D.
    let cancel: () -> Void
}
