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
    /// Most strings are short; the long ones are read sixteen bytes at a time.
    @inline(__always)
    static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < bytes.count, isPlain(bytes[at]) {
            at += 1
            if at == start + 16 { at = plainBlocksEnd(bytes, from: at) }
        }
        return at
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool { byte &- 0x20 < 0x60 && byte != quote && byte != backslash }

    /// Without a branch in the inner loop, so that the compiler makes vector code of it.
    private static func plainBlocksEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at + 16 <= bytes.count {
            let block = bytes.extracting(at..<at + 16)
            var unusual: UInt8 = 0
            for index in 0..<16 {
                let byte = block[index]
                unusual |= (byte < 0x20 ? 1 : 0) | (byte & 0x80) | (byte == quote ? 1 : 0) | (byte == backslash ? 1 : 0)
            }
            guard unusual == 0 else { break }
            at += 16
        }
        return at
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

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
}
