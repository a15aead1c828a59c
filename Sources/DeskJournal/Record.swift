internal import DeskSystem

/// The head of a record. The bytes are in `Format.md`.
struct Record {
    enum Kind: UInt8 {
        case entry = 1
        /// Says that everything before it is durable, and nothing else.
        case idleMark = 2
    }

    let kind: Kind
    let isLastOfBatch: Bool
    let payloadBytes: Int
    let paddingBytes: Int
    /// The entry's own; of a mark, that of the last entry before it.
    let sequence: UInt64
    /// The last entry that was durable when the record's batch was written.
    let proven: UInt64

    /// From the record's first byte to the next one's.
    var extent: Int { Format.recordHeaderBytes + payloadBytes + paddingBytes }

    enum Decoded {
        case record(Record)
        /// Whole and ours, but of a kind that a later version knows.
        case unknown(String)
        case none
    }

    static let magic: UInt32 = 0x6365_5244  // "DRec"

    /// The record that begins at `offset`, if a whole one of this very segment does.
    static func decode(_ bytes: Span<UInt8>, at offset: Int, of header: SegmentHeader) -> Decoded {
        guard offset >= 0, offset <= bytes.count - Format.recordHeaderBytes, isOurs(bytes, at: offset, of: header) else { return .none }
        let payloadBytes = Int(Bytes.uint32(bytes, at: offset + 12))
        let paddingBytes = Int(Bytes.uint32(bytes, at: offset + 56))
        let end = offset + Format.recordHeaderBytes + payloadBytes + paddingBytes
        guard end <= bytes.count, Bytes.uint32(bytes, at: offset) == checksum(bytes.extracting(offset + 4..<end), salt: header.salt) else {
            return .none
        }
        guard bytes[offset + 8] == UInt8(Format.version) else { return .unknown("a record of version \(bytes[offset + 8])") }
        guard let kind = Kind(rawValue: bytes[offset + 9]) else { return .unknown("a record of type \(bytes[offset + 9])") }
        let record = Record(
            kind: kind, isLastOfBatch: bytes[offset + 10] & 1 == 1, payloadBytes: payloadBytes, paddingBytes: paddingBytes,
            sequence: Bytes.uint64(bytes, at: offset + 16), proven: Bytes.uint64(bytes, at: offset + 24))
        return record.sequence <= Format.sequenceMax ? .record(record) : .none
    }

    /// Magic, salt and epoch, which cost less to compare than a checksum to compute.
    private static func isOurs(_ bytes: Span<UInt8>, at offset: Int, of header: SegmentHeader) -> Bool {
        Bytes.uint32(bytes, at: offset + 4) == magic
            && Bytes.uint64(bytes, at: offset + 32) == header.salt
            && Bytes.uint64(bytes, at: offset + 40) == Bytes.uint64(header.identity.epoch.span, at: 0)
            && Bytes.uint64(bytes, at: offset + 48) == Bytes.uint64(header.identity.epoch.span, at: 8)
    }

    /// Over everything but the checksum itself, padding included, begun with the salt.
    static func checksum(_ bytes: Span<UInt8>, salt: UInt64) -> UInt32 {
        Format.masked(CRC32C.checksum(bytes, continuing: UInt32(truncatingIfNeeded: salt)))
    }
}
