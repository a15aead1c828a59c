internal import DeskCore

/// Names derived from a secret, from which nobody gets back to it.
public enum OneWay {
    /// 32 hexadecimal digits that stand for `parts` under a key of 16 bytes that nobody else knows.
    ///
    /// SipHash-2-4 is a keyed function that nobody can tell from chance without the key; whoever found the key (or another that
    /// fits) from results could. That holds for a random key of full length only, which is why there is no other way to call it.
    public static func hex(key: [UInt8], _ parts: [UInt8]...) -> String {
        precondition(key.count == 16, "the key of a one-way name has 16 bytes")
        let halves = (key[..<8].reduce(0) { $0 << 8 | UInt64($1) }, key[8...].reduce(0) { $0 << 8 | UInt64($1) })
        var hash = KeyedHash(key: Digest(high: halves.0, low: halves.1))
        for part in parts { hash.combine(part) }
        let digest = hash.finish()
        return padded(digest.high) + padded(digest.low)
    }

    private static func padded(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
