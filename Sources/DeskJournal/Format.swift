internal import DeskSystem

/// The numbers of `Format.md`.
enum Format {
    static let version: UInt32 = 1
    /// Room before the first record: header, seal, and space for what later versions need.
    static let preambleBytes = 4_096
    static let headerBytes = 128
    static let sealOffset = 512
    static let sealBytes = 64
    static let recordHeaderBytes = 64
    /// Batches begin at multiples of this, so that a torn write cannot reach into a sector that was synced before.
    static let sectorBytes = 512
    /// Records begin at multiples of this.
    static let recordAlignment = 8
    /// No segment is larger, whatever a header says: positions are kept in 32 bits.
    static let segmentBytesMax = 1 << 30
    /// No sequence is higher, so that counting on from one that was read cannot overflow.
    static let sequenceMax: UInt64 = 1 << 62

    /// A checksum that is itself covered by a checksum makes for weak ones; RFC 3720's polynomial maps zeros to zeros besides.
    static func masked(_ checksum: UInt32) -> UInt32 { (checksum >> 15 | checksum << 17) &+ 0xa282_ead8 }

    static func roundUp(_ count: Int, to unit: Int) -> Int { (count + unit - 1) / unit * unit }
}

/// What all segments of one journal share; made when it is created.
struct JournalIdentity: Equatable {
    let epoch: [UInt8]
    let digestKey: [UInt8]

    static func make(_ randomness: () -> UInt64) -> JournalIdentity {
        JournalIdentity(epoch: bytes16(randomness), digestKey: bytes16(randomness))
    }

    private static func bytes16(_ randomness: () -> UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        Bytes.store(randomness(), in: &bytes, at: 0)
        Bytes.store(randomness(), in: &bytes, at: 8)
        return bytes
    }
}

/// Segments' names: ten digits and `.journal`; while being made, `.new` instead.
enum SegmentName {
    static func finished(_ number: UInt64) -> String { digits(number) + ".journal" }
    static func unfinished(_ number: UInt64) -> String { digits(number) + ".new" }

    /// The number of the segment so named; nil where the name is nobody's of ours.
    static func number(of name: String) -> UInt64? {
        guard let number = UInt64(name.prefix { $0 != "." }) else { return nil }
        return name.utf8.elementsEqual(finished(number).utf8) ? number : nil
    }

    static func isUnfinished(_ name: String) -> Bool {
        guard let number = UInt64(name.prefix { $0 != "." }) else { return false }
        return name.utf8.elementsEqual(unfinished(number).utf8)
    }

    private static func digits(_ number: UInt64) -> String {
        let plain = String(number)
        return String(repeating: "0", count: max(0, 10 - plain.utf8.count)) + plain
    }
}
