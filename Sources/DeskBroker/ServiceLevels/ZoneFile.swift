internal import DeskCore

/// A compiled time zone as RFC 9636 has it: what was decreed so far, and the rule that goes on from there.
struct ZoneFile {
    private struct Counts {
        let isUT, isStandard, leaps, times, types, characters: Int

        func bytes(timeBytes: Int) -> Int { times * (timeBytes + 1) + types * 6 + characters + leaps * (timeBytes + 4) + isStandard + isUT }
    }

    private static let headerBytes = 44
    static let bytesMax = 1 << 20

    private let first: Int32
    private let changes: [ZoneOffsets.Change]
    private let rule: ZoneRule?

    /// Nil where the bytes are no such file of version 2 or later.
    init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax, let old = Self.counts(bytes, at: 0), bytes[4] >= 0x32 else { return nil }
        let start = Self.headerBytes + old.bytes(timeBytes: 4)
        guard let counts = Self.counts(bytes, at: start) else { return nil }
        let data = start + Self.headerBytes
        let end = data + counts.bytes(timeBytes: 8)
        guard counts.types > 0, counts.leaps == 0, end <= bytes.count else { return nil }
        let indices = data + counts.times * 8
        let types = indices + counts.times
        let offsets = (0..<counts.types).map { Int32(truncatingIfNeeded: Self.number(bytes, at: types + $0 * 6, count: 4)) }
        var changes: [ZoneOffsets.Change] = []
        for index in 0..<counts.times {
            guard Int(bytes[indices + index]) < offsets.count else { return nil }
            let at = Int64(bitPattern: Self.number(bytes, at: data + index * 8, count: 8))
            changes.append(ZoneOffsets.Change(at: at, offset: offsets[Int(bytes[indices + index])]))
        }
        first = offsets[0]
        self.changes = changes
        let footer = bytes[end...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }
        rule = footer.isEmpty ? nil : ZoneRule(Array(footer))
        guard rule != nil || footer.isEmpty else { return nil }
    }

    private static func counts(_ bytes: [UInt8], at start: Int) -> Counts? {
        guard start + headerBytes <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else { return nil }
        let numbers = (0..<6).map { Int(number(bytes, at: start + 20 + $0 * 4, count: 4)) }
        // No zone has had so many; a file that says so would only make us reckon with nonsense.
        guard numbers.allSatisfy({ $0 <= 1 << 16 }) else { return nil }
        return Counts(
            isUT: numbers[0], isStandard: numbers[1], leaps: numbers[2], times: numbers[3], types: numbers[4], characters: numbers[5])
    }

    private static func number(_ bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
        bytes[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The part that matters, both ends in seconds since 1970.
    func offsets(of zone: ZoneName, from: Int64, through: Int64) -> ZoneOffsets? {
        var all = changes
        if let rule {
            let last = changes.last?.at ?? .min
            all += rule.changes(from: max(last, from - 400 * 86_400), through: through).filter { $0.at > last }
            if all.isEmpty { all = [ZoneOffsets.Change(at: from, offset: rule.standard)] }
        }
        var first = all.last { $0.at <= from }?.offset ?? self.first
        let initial = first
        var kept: [ZoneOffsets.Change] = []
        for change in all where change.at > from && change.at <= through && change.offset != first {
            kept.append(change)
            first = change.offset
        }
        return ZoneOffsets(zone: zone, first: initial, changes: kept, through: Timestamp(milliseconds: through * 1_000))
    }
}
