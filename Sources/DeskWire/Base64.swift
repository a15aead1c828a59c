/// Base64 (RFC 4648, section 4), strict: padded, no line breaks, and no bits that mean nothing.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    private static let none: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: none, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    public static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Self.alphabet
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var at = 0
        while at < bytes.count {
            let left = bytes.count &- at
            let second = left > 1 ? bytes[at &+ 1] : 0
            let third = left > 2 ? bytes[at &+ 2] : 0
            text.append(alphabet[Int(bytes[at] &>> 2)])
            text.append(alphabet[Int(bytes[at] & 3) &<< 4 | Int(second &>> 4)])
            text.append(left > 1 ? alphabet[Int(second & 15) &<< 2 | Int(third &>> 6)] : padding)
            text.append(left > 2 ? alphabet[Int(third & 63)] : padding)
            at &+= 3
        }
        return text
    }

    /// Nil where `text` is no base64.
    public static func decoded(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let values = Self.values
        let paddings = text.suffix(2).reversed().prefix { $0 == padding }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        let end = text.count - paddings
        var gathered: UInt32 = 0
        var held = 0
        for at in 0..<end {
            let value = values[Int(text[at])]
            guard value != none else { return nil }
            gathered = gathered &<< 6 | UInt32(value)
            held &+= 6
            if held >= 8 {
                held &-= 8
                bytes.append(UInt8(truncatingIfNeeded: gathered &>> UInt32(held)))
            }
        }
        return gathered & (1 &<< UInt32(held) &- 1) == 0 ? bytes : nil
    }
}
