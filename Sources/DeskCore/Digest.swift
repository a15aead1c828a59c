/// 128 bits that stand for a longer key in tables.
public struct Digest: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    // Already evenly spread, so that one half is enough for a table's own hash.
    public func hash(into hasher: inout Hasher) { hasher.combine(low) }
}

/// SipHash-2-4 with 128 bits of result (Aumasson and Bernstein, 2012).
///
/// Keyed with a secret of the journal, so that nobody outside can aim for a collision. Each part is closed by its length,
/// so that ("ab", "c") and ("a", "bc") differ.
public struct KeyedHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var words: UInt64 = 0

    public init(key: Digest) {
        v0 = key.high ^ 0x736f_6d65_7073_6575
        v1 = key.low ^ 0x646f_7261_6e64_6f6d ^ 0xEE
        v2 = key.high ^ 0x6c79_6765_6e65_7261
        v3 = key.low ^ 0x7465_6462_7974_6573
    }

    public mutating func combine(_ bytes: [UInt8]) {
        let span = bytes.span
        let whole = span.count & ~7
        var index = 0
        while index < whole {
            absorb(Self.word(span, index))
            index += 8
        }
        var last: UInt64 = 0
        while index < span.count {
            last |= UInt64(span[index]) << UInt64(8 * (index & 7))
            index += 1
        }
        absorb(last)
        absorb(UInt64(span.count))
    }

    public mutating func combine(_ slug: Slug) {
        var word: UInt64 = 0
        var count: UInt64 = 0
        for byte in slug.text.utf8 {
            word |= UInt64(byte) << (8 * (count & 7))
            count += 1
            if count & 7 == 0 {
                absorb(word)
                word = 0
            }
        }
        absorb(word)
        absorb(count)
    }

    public mutating func combine(_ number: UInt64) { absorb(number) }

    public consuming func finish() -> Digest {
        absorb(words)
        v2 ^= 0xEE
        for _ in 0..<4 { round() }
        let high = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xDD
        for _ in 0..<4 { round() }
        return Digest(high: high, low: v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        words &+= 1
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = rotated(v1, 13) ^ v0
        v0 = rotated(v0, 32)
        v2 &+= v3
        v3 = rotated(v3, 16) ^ v2
        v0 &+= v3
        v3 = rotated(v3, 21) ^ v0
        v2 &+= v1
        v1 = rotated(v1, 17) ^ v2
        v2 = rotated(v2, 32)
    }

    @inline(__always)
    private func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }

    /// Eight bytes, the first lowest, in one expression: that is a single load for the compiler.
    private static func word(_ bytes: Span<UInt8>, _ at: Int) -> UInt64 {
        let eight = bytes.extracting(at..<at + 8)
        let low = UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
        let high = UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
        return low | high << 32
    }
}
