/// The well-formed UTF-8 of RFC 3629: nothing overlong, no surrogates, nothing above U+10FFFF.
enum UTF8Sequence {
    /// How many bytes the scalar at `at` takes, or 0 where the bytes there are not UTF-8.
    @inline(__always)
    static func length(_ bytes: Span<UInt8>, at: Int) -> Int {
        let lead = bytes[at]
        if lead < 0x80 { return 1 }
        let wanted = expectedLength(after: lead)
        return wanted > 0 && wellFormedPrefix(bytes, at: at, wanted: wanted) == wanted ? wanted : 0
    }

    /// How many bytes from `at` on one U+FFFD stands for when they are not UTF-8: as much as could have begun a scalar.
    static func damageLength(_ bytes: Span<UInt8>, at: Int) -> Int {
        let wanted = expectedLength(after: bytes[at])
        return wanted == 0 ? 1 : wellFormedPrefix(bytes, at: at, wanted: wanted)
    }

    @inline(__always)
    private static func expectedLength(after lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    /// Counts the bytes, of `wanted`, that can stand where they stand.
    @inline(__always)
    private static func wellFormedPrefix(_ bytes: Span<UInt8>, at: Int, wanted: Int) -> Int {
        var count = 1
        while count < wanted, at + count < bytes.count {
            let range = count == 1 ? secondByteRange(after: bytes[at]) : 0x80...0xBF
            guard range.contains(bytes[at + count]) else { break }
            count += 1
        }
        return count
    }

    /// The second byte is where overlong forms, surrogates and too large scalars show.
    @inline(__always)
    private static func secondByteRange(after lead: UInt8) -> ClosedRange<UInt8> {
        switch lead {
        case 0xE0: 0xA0...0xBF
        case 0xED: 0x80...0x9F
        case 0xF0: 0x90...0xBF
        case 0xF4: 0x80...0x8F
        default: 0x80...0xBF
        }
    }
}
