internal import DeskSystem

/// The first bytes of a segment, written once before the file has its name.
struct SegmentHeader: Equatable {
    let identity: JournalIdentity
    /// The segment's number, from 1.
    let number: UInt64
    /// Random; in every record, and unknown to strangers, so that no record of elsewhere is believed here.
    let salt: UInt64
    /// The sequence of the segment's first entry. Every entry before it was durable when the segment got its name.
    let first: UInt64
    /// The file's size, which never changes while the segment is the last.
    private(set) var bytes: Int
    /// The salt of the segment before; 0 in the first.
    let previousSalt: UInt64

    /// Makes the segment just large enough for `recordBytes` and a mark.
    mutating func shrink(toHold recordBytes: Int) {
        bytes = Format.roundUp(Format.preambleBytes + recordBytes + Format.sectorBytes, to: Format.sectorBytes)
    }

    private static let magic = Array("DeskJrnl".utf8)
    private static let checksumOffset = 12

    var encoded: [UInt8] {
        var bytes = Self.magic + [UInt8](repeating: 0, count: Format.headerBytes - 8)
        Bytes.store(Format.version, in: &bytes, at: 8)
        Bytes.copy(identity.epoch.span, into: &bytes, at: 16)
        Bytes.copy(identity.digestKey.span, into: &bytes, at: 32)
        for (index, field) in [number, salt, first, UInt64(self.bytes), previousSalt].enumerated() {
            Bytes.store(field, in: &bytes, at: 48 + 8 * index)
        }
        Bytes.store(Self.checksum(bytes.span), in: &bytes, at: Self.checksumOffset)
        return bytes
    }

    enum Parsed {
        case header(SegmentHeader)
        case unknownVersion(UInt32)
        case damaged(String)
    }

    static func parse(_ bytes: Span<UInt8>) -> Parsed {
        guard bytes.count >= Format.headerBytes else { return .damaged("the file is shorter than its header") }
        guard magic.indices.allSatisfy({ bytes[$0] == magic[$0] }) else { return .damaged("the file does not begin like a segment") }
        let version = Bytes.uint32(bytes, at: 8)
        guard version == Format.version else { return .unknownVersion(version) }
        guard Bytes.uint32(bytes, at: checksumOffset) == checksum(bytes) else { return .damaged("the header's checksum is wrong") }
        let fields = (0..<5).map { Bytes.uint64(bytes, at: 48 + 8 * $0) }
        guard (1...Format.sequenceMax).contains(fields[2]), fields[3] >= UInt64(Format.preambleBytes),
            fields[3] <= UInt64(Format.segmentBytesMax)
        else {
            return .damaged("the header's sizes make no sense")
        }
        let identity = JournalIdentity(epoch: array(bytes, 16..<32), digestKey: array(bytes, 32..<48))
        return .header(
            SegmentHeader(
                identity: identity, number: fields[0], salt: fields[1], first: fields[2], bytes: Int(fields[3]), previousSalt: fields[4]))
    }

    private static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        let before = CRC32C.checksum(bytes.extracting(0..<checksumOffset))
        return Format.masked(CRC32C.checksum(bytes.extracting(16..<Format.headerBytes), continuing: before))
    }

    private static func array(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] { range.map { bytes[$0] } }
}

/// Written into a segment once its successor is durable: from then on a missing successor is noticed.
struct Seal: Equatable {
    let number: UInt64
    let salt: UInt64
    let first: UInt64

    /// What the place of the seal holds.
    enum State: Equatable {
        case none
        case sealed(Seal)
        /// Neither zeros nor a seal: the writing of it was torn, or it was damaged later.
        case unreadable
    }

    private static let magic: UInt32 = 0x4c41_5344  // "DSAL"
    private static let coveredBytes = 48

    init(naming header: SegmentHeader) {
        number = header.number
        salt = header.salt
        first = header.first
    }

    func encoded(epoch: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Format.sealBytes)
        Bytes.store(Self.magic, in: &bytes, at: 4)
        Bytes.store(number, in: &bytes, at: 8)
        Bytes.store(salt, in: &bytes, at: 16)
        Bytes.store(first, in: &bytes, at: 24)
        Bytes.copy(epoch.span, into: &bytes, at: 32)
        Bytes.store(Self.checksum(bytes.span), in: &bytes, at: 0)
        return bytes
    }

    /// - Parameter bytes: what stands at the seal's place.
    static func state(of bytes: Span<UInt8>, epoch: [UInt8]) -> State {
        if Bytes.areZero(bytes) { return .none }
        guard bytes.count == Format.sealBytes, Bytes.uint32(bytes, at: 4) == magic, Bytes.uint32(bytes, at: 0) == checksum(bytes) else {
            return .unreadable
        }
        guard epoch.indices.allSatisfy({ bytes[32 + $0] == epoch[$0] }) else { return .unreadable }
        return .sealed(Seal(bytes))
    }

    private init(_ bytes: Span<UInt8>) {
        number = Bytes.uint64(bytes, at: 8)
        salt = Bytes.uint64(bytes, at: 16)
        first = Bytes.uint64(bytes, at: 24)
    }

    private static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        Format.masked(CRC32C.checksum(bytes.extracting(4..<coveredBytes)))
    }
}
