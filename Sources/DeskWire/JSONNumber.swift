/// Numbers are checked and kept as written; only whole ones within ±(2⁵³ − 1) are ever read as values.
enum JSONNumber {
    static let integerMax: Int64 = 1 << 53 - 1

    /// Checks the number that begins at `start`, and says where it ends.
    static func scan(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        var at = start
        if bytes[at] == minus { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "0") {
            at += 1
            guard at == bytes.count || !isDigit(bytes[at]) else { throw JSONError(offset: at, reason: .badNumber) }
        } else {
            at = try digits(bytes, from: at)
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") { at = try digits(bytes, from: at + 1) }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") { at = try exponent(bytes, from: at + 1) }
        return at
    }

    private static func exponent(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        guard start < bytes.count else { throw JSONError(offset: start, reason: .unexpectedEnd) }
        let isSigned = bytes[start] == minus || bytes[start] == UInt8(ascii: "+")
        return try digits(bytes, from: isSigned ? start + 1 : start)
    }

    /// At least one digit.
    @inline(__always)
    private static func digits(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        var at = start
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
        guard at > start else { throw JSONError(offset: at, reason: at < bytes.count ? .badNumber : .unexpectedEnd) }
        return at
    }

    /// The value of a checked number, where it is written without fraction and exponent and is not too large.
    static func integer(_ digits: Span<UInt8>) -> Int64? {
        let isNegative = digits.count > 0 && digits[0] == minus
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<digits.count {
            guard isDigit(digits[index]) else { return nil }
            value = value * 10 + Int64(digits[index] - UInt8(ascii: "0"))
            guard value <= integerMax else { return nil }
        }
        return isNegative ? -value : value
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static let minus = UInt8(ascii: "-")
}
