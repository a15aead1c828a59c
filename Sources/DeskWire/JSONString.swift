/// A string's text between its quotes: finding its end, and taking its escapes out.
enum JSONString {
    /// Checks the text from `start` on up to its closing quote, and says where that is.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> (end: Int, isEscaped: Bool) {
        var at = start
        var isEscaped = false
        while true {
            at = plainEnd(bytes, from: at)
            guard at < bytes.count else { break }
            if bytes[at] == quote { return (at, isEscaped) }
            isEscaped = isEscaped || bytes[at] == backslash
            at = try unusual(bytes, at: at)
        }
        throw JSONError(offset: at, reason: .unexpectedEnd)
    }

    /// The end of a run of bytes that stand for themselves: ASCII without controls, quotes and backslashes.
    @inline(__always)
    static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at &+ 8 <= bytes.count {
            let marks = unusual(word(bytes, at: at))
            guard marks == 0 else { return at &+ marks.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < bytes.count, unusual(UInt64(bytes[at]) | 0x2020_2020_2020_2000) == 0 { at &+= 1 }
        return at
    }

    /// Eight bytes, the first in the lowest place; the compiler makes one load of it.
    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, at: Int) -> UInt64 {
        let eight = bytes.extracting(at..<at &+ 8)
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(eight[index]) &<< UInt64(index &* 8) }
        return word
    }

    /// Marks, in its highest bit, the first byte of `word` that is below 0x20, above 0x7F, a quote or a backslash.
    /// Bytes after the first may be marked without cause, because a subtraction borrows from them.
    @inline(__always)
    private static func unusual(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* UInt64(quote))
        let backslashes = word ^ (ones &* UInt64(backslash))
        let marks = (word &- ones &* 0x20) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | word
        return marks & (ones &* 0x80)
    }

    /// Checks an escape or a scalar beyond ASCII, and says where the text goes on.
    private static func unusual(_ bytes: Span<UInt8>, at: Int) throws(JSONError) -> Int {
        if bytes[at] == backslash { return at + (try escape(bytes, at: at)).length }
        guard bytes[at] >= 0x20 else { throw JSONError(offset: at, reason: bytes[at] == 0 ? .nul : .controlCharacter) }
        let length = UTF8Sequence.length(bytes, at: at)
        guard length > 0 else { throw JSONError(offset: at, reason: .invalidUTF8) }
        return at + length
    }

    /// Reads the escape at `at`: the scalar that it stands for, and its length in bytes.
    private static func escape(_ bytes: Span<UInt8>, at: Int) throws(JSONError) -> (scalar: UInt32, length: Int) {
        guard at + 1 < bytes.count else { throw JSONError(offset: at, reason: .unexpectedEnd) }
        switch bytes[at + 1] {
        case quote, backslash, UInt8(ascii: "/"): return (UInt32(bytes[at + 1]), 2)
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0C, 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, at: at)
        default: throw JSONError(offset: at, reason: .badEscape)
        }
    }

    private static func unicodeEscape(_ bytes: Span<UInt8>, at: Int) throws(JSONError) -> (scalar: UInt32, length: Int) {
        let unit = try codeUnit(bytes, at: at)
        switch unit {
        case 0: throw JSONError(offset: at, reason: .nul)
        case 0xD800...0xDBFF:
            guard at + 7 < bytes.count, bytes[at + 6] == backslash, bytes[at + 7] == UInt8(ascii: "u") else {
                throw JSONError(offset: at, reason: .loneSurrogate)
            }
            let low = try codeUnit(bytes, at: at + 6)
            guard 0xDC00...0xDFFF ~= low else { throw JSONError(offset: at, reason: .loneSurrogate) }
            return (0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), 12)
        case 0xDC00...0xDFFF: throw JSONError(offset: at, reason: .loneSurrogate)
        default: return (unit, 6)
        }
    }

    /// The four hexadecimal digits of the `\u` at `at`.
    private static func codeUnit(_ bytes: Span<UInt8>, at: Int) throws(JSONError) -> UInt32 {
        guard at + 6 <= bytes.count else { throw JSONError(offset: at, reason: .unexpectedEnd) }
        var unit: UInt32 = 0
        for index in at + 2..<at + 6 {
            let digit: UInt8
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
            default: throw JSONError(offset: at, reason: .badEscape)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The text of `range` without its escapes. Escapes only ever shrink, so one reservation suffices.
    static func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes[at] == backslash {
                let (scalar, length) = try escape(bytes, at: at)
                append(scalar, to: &text)
                at += length
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
        return text
    }

    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        if scalar < 0x80 {
            text.append(UInt8(scalar))
        } else if let scalar = Unicode.Scalar(scalar) {
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Whether nothing in `text` needs an escape.
    static func isPlain(_ text: String) -> Bool { plainEnd(text.utf8.span, from: 0) == text.utf8.count }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
}
