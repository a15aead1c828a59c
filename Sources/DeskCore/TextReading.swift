extension Text {
    /// What was said, without the escapes that it is carried with: for looking into it. Two services may escape alike words
    /// differently.
    public var utf8: [UInt8] {
        guard encoded.contains(0x5C) else { return encoded }
        var read: [UInt8] = []
        read.reserveCapacity(encoded.count)
        var at = 0
        while at < encoded.count {
            guard encoded[at] == 0x5C, at + 1 < encoded.count else {
                read.append(encoded[at])
                at += 1
                continue
            }
            at += Self.unescape(encoded, at, to: &read)
        }
        return read
    }

    /// One escape of RFC 8259, 7, or a pair of them; it was checked where it came in. Says how many bytes it took.
    private static func unescape(_ bytes: [UInt8], _ at: Int, to read: inout [UInt8]) -> Int {
        guard bytes[at + 1] == 0x75 else {
            read.append(short(bytes[at + 1]))
            return 2
        }
        let unit = hexadecimal(bytes, at + 2)
        guard (0xD800...0xDBFF).contains(unit) else {
            append(unit, to: &read)
            return 6
        }
        append(0x10000 + (unit - 0xD800) << 10 + (hexadecimal(bytes, at + 8) &- 0xDC00), to: &read)
        return 12
    }

    private static func append(_ scalar: UInt32, to read: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        read.append(contentsOf: Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter))
    }

    private static func short(_ letter: UInt8) -> UInt8 {
        switch letter {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: letter
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], _ start: Int) -> UInt32 {
        guard start + 4 <= bytes.count else { return 0 }
        return bytes[start..<(start + 4)].reduce(0) { value, digit in
            value << 4 | UInt32(digit & 0x0F) + (digit > 0x39 ? 9 : 0)
        }
    }
}
