/// What a ticket is called that has no subject: the first line that says something, cut after 80 characters.
///
/// The one place in the core that knows how a text is encoded: whoever carries the text would have to find its first line for
/// every message, and it is wanted only for those that open a ticket.
enum FirstLine {
    static let scalarsMax = 80

    /// Where there are no words, what there is instead.
    static func of(_ text: Text, _ content: MessageContent?) -> Text { text.isEmpty ? content?.summary ?? of(text) : of(text) }

    /// Works on the bytes as they are encoded, and cuts neither an escape nor a character in two.
    static func of(_ text: Text) -> Text {
        let bytes = text.encoded
        var start = 0
        while let next = blank(bytes, start) { start = next }
        var end = start
        var scalars = 0
        while end < bytes.count, scalars < scalarsMax, blankOrBreak(bytes, end) != .lineBreak {
            end += width(bytes, end)
            scalars += 1
        }
        guard end > start else { return Text(encoded: Array("(no text)".utf8)) }
        let isCut = end < bytes.count && blankOrBreak(bytes, end) != .lineBreak
        return Text(encoded: Array(bytes[start..<min(end, bytes.count)]) + Array((isCut ? "…" : "").utf8))
    }

    private enum Kind { case lineBreak, blank, other }

    private static func blankOrBreak(_ bytes: [UInt8], _ at: Int) -> Kind {
        if bytes[at] == 0x20 { return .blank }
        guard bytes[at] == 0x5C, at + 1 < bytes.count else { return .other }
        return switch bytes[at + 1] {
        case 0x6E, 0x72: .lineBreak
        case 0x74: .blank
        default: .other
        }
    }

    private static func blank(_ bytes: [UInt8], _ at: Int) -> Int? {
        guard at < bytes.count, blankOrBreak(bytes, at) != .other else { return nil }
        return at + width(bytes, at)
    }

    /// Bytes of the character at `at`: an escape, a pair of surrogate escapes, or UTF-8.
    static func width(_ bytes: [UInt8], _ at: Int) -> Int {
        switch bytes[at] {
        case 0x5C:
            guard at + 1 < bytes.count, bytes[at + 1] == 0x75 else { return 2 }
            return isHighSurrogate(bytes, at) ? 12 : 6
        case 0xF0...: return 4
        case 0xE0...: return 3
        case 0xC0...: return 2
        default: return 1
        }
    }

    /// The first of the two escapes that make one character: `\uD800` to `\uDBFF`, in either case.
    private static func isHighSurrogate(_ bytes: [UInt8], _ at: Int) -> Bool {
        at + 3 < bytes.count && bytes[at + 2] | 0x20 == 0x64 && "89abAB".utf8.contains(bytes[at + 3])
    }
}
