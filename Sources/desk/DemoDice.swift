/// Chance that can be repeated (SplitMix64).
struct DemoDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    mutating func one(of texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &self)] }

    mutating func number(_ range: ClosedRange<Int>) -> String { String(Int.random(in: range, using: &self)) }
}
