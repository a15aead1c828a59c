/// A time zone by the name that the world has for it, such as `Europe/Madrid`.
///
/// Its alphabet has no full stop, so that it never leads out of the directory in which zones lie.
public struct ZoneName: Hashable, Comparable, Sendable {
    public static let bytesMax = 64
    public let text: String

    /// Nil where `bytes` cannot be the name of a zone.
    public init?(_ bytes: [UInt8]) {
        guard (1...Self.bytesMax).contains(bytes.count) else { return nil }
        let parts = bytes.split(separator: 0x2F, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAllowed) }) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x5F: true
        default: false
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// How far a zone's clocks are from UTC, and when that changes: as it was read outside, for some years.
///
/// A class because every calendar in the zone holds the same one, and it never changes.
public final class ZoneOffsets: Sendable {
    public struct Change: Hashable, Sendable {
        /// Seconds since 1970.
        public let at: Int64
        /// Seconds that its clocks are ahead of UTC from then on.
        public let offset: Int32

        public init(at: Int64, offset: Int32) {
            self.at = at
            self.offset = offset
        }
    }

    public static let changesMax = 256
    /// No clock on earth has ever been further from UTC.
    public static let offsetSecondsMax: Int32 = 26 * 3_600

    public let zone: ZoneName
    /// Before the first change.
    public let first: Int32
    public let changes: [Change]
    /// So far the table reaches; after it the last offset goes on.
    public let through: Timestamp

    /// Nil where the changes are not in order, too many, or out of the world.
    public init?(zone: ZoneName, first: Int32, changes: [Change], through: Timestamp) {
        let offsets = [first] + changes.map(\.offset)
        guard changes.count <= Self.changesMax, zip(changes, changes.dropFirst()).allSatisfy({ $0.at < $1.at }),
            offsets.allSatisfy({ (-Self.offsetSecondsMax...Self.offsetSecondsMax).contains($0) }),
            changes.allSatisfy({ (-62_167_219_200...253_402_300_799).contains($0.at) })
        else { return nil }
        self.zone = zone
        self.first = first
        self.changes = changes
        self.through = through
    }

    /// Whether both say the same from `moment` on, as far as both reach.
    public func agrees(with other: ZoneOffsets, from moment: Timestamp) -> Bool {
        let end = min(through, other.through)
        func seen(_ table: ZoneOffsets) -> [Change] {
            table.changes.filter { $0.at * 1_000 > moment.milliseconds && $0.at * 1_000 <= end.milliseconds }
        }
        return offset(at: moment.milliseconds).offset == other.offset(at: moment.milliseconds).offset && seen(self) == seen(other)
    }

    /// Milliseconds that the zone is ahead of UTC at a moment, and until when.
    func offset(at milliseconds: Int64) -> (offset: Int64, until: Int64) {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at * 1_000 <= milliseconds { low = middle + 1 } else { high = middle }
        }
        let offset = low == 0 ? first : changes[low - 1].offset
        return (Int64(offset) * 1_000, low < changes.count ? changes[low].at * 1_000 : .max)
    }

    func write(to state: inout StateWriter) {
        state.write(Array(zone.text.utf8))
        state.write(first)
        state.write(changes.count)
        for change in changes {
            state.write(change.at)
            state.write(change.offset)
        }
        state.write(through.milliseconds)
    }
}
