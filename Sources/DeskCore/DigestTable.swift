/// Values by digest: a table with open addressing, in which a digest is its own hash.
///
/// A dictionary would hash once more what is evenly spread already, for every message several times. It is never walked but in the
/// order of the digests, so that nothing depends on where things lie.
struct DigestTable<Value: Sendable>: Sendable {
    private struct Slot {
        let digest: Digest
        let value: Value
    }

    /// As many as a power of two, a quarter of them free at least; none before the first value.
    private var slots: ContiguousArray<Slot?> = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    subscript(digest: Digest) -> Value? {
        get {
            guard count > 0 else { return nil }
            return slots[place(of: digest)]?.value
        }
        set {
            if let newValue { insert(newValue, digest) } else { remove(digest) }
        }
    }

    /// In the order of the digests.
    var inOrder: [(key: Digest, value: Value)] {
        slots.compactMap { $0.map { ($0.digest, $0.value) } }.sorted { ($0.0.high, $0.0.low) < ($1.0.high, $1.0.low) }
    }

    /// Where the digest is, or would be.
    private func place(of digest: Digest) -> Int {
        var place = home(of: digest)
        while let slot = slots[place], slot.digest != digest { place = (place + 1) & (slots.count - 1) }
        return place
    }

    private func home(of digest: Digest) -> Int { Int(truncatingIfNeeded: digest.low) & (slots.count - 1) }

    private mutating func insert(_ value: Value, _ digest: Digest) {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        let place = place(of: digest)
        if slots[place] == nil { count += 1 }
        slots[place] = Slot(digest: digest, value: value)
    }

    private mutating func grow() {
        let former = slots
        slots = ContiguousArray(repeating: nil, count: max(16, former.count * 2))
        for case let slot? in former { slots[place(of: slot.digest)] = slot }
    }

    /// Those behind it move up, so that none is cut off from its home.
    private mutating func remove(_ digest: Digest) {
        guard count > 0 else { return }
        var free = place(of: digest)
        guard slots[free] != nil else { return }
        slots[free] = nil
        count -= 1
        var place = (free + 1) & (slots.count - 1)
        while let slot = slots[place] {
            let (fromHome, fromFree) = (distance(from: home(of: slot.digest), to: place), distance(from: free, to: place))
            if fromHome >= fromFree {
                slots[free] = slot
                slots[place] = nil
                free = place
            }
            place = (place + 1) & (slots.count - 1)
        }
    }

    private func distance(from one: Int, to other: Int) -> Int { (other &- one) & (slots.count - 1) }
}
