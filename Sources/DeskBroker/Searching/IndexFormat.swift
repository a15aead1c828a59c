internal import DeskJournal

/// How segments of the index lie on disk; Format.md of DeskJournal says it in words.
enum IndexFormat {
    static let magic: [UInt8] = Array("DeskFind".utf8)
    /// Also counts how words are folded: other folding is another index.
    static let version: UInt32 = 1
    static let headerBytes = 128
    static let blockHeaderBytes = 8
    /// A block is closed when it has grown to this.
    static let blockBytes = 8 << 10
    /// No block or directory is larger; what says so is damaged.
    static let blockBytesMax = 64 << 20

    static func name(_ range: ClosedRange<UInt64>) -> String { "\(padded(range.lowerBound))-\(padded(range.upperBound)).words" }

    private static func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
    }

    static let suffix = ".words"
    static let unfinishedSuffix = ".words.new"
}

struct IndexHeader: Equatable {
    /// The journal's.
    var epoch: [UInt8]
    /// The entries whose words are in it.
    var range: ClosedRange<UInt64>
    /// The checksum of the last of these entries: another history has another.
    var anchor: UInt32
    var numbers: UInt64 = 0
    var terms: UInt64 = 0
    var directoryOffset: UInt64 = 0
    var directoryBytes: UInt64 = 0
    var directoryChecksum: UInt32 = 0

    var encoded: [UInt8] {
        var bytes = IndexFormat.magic
        bytes.append(little: IndexFormat.version)
        bytes.append(little: UInt32(0))
        bytes += epoch
        bytes.append(little: range.lowerBound)
        bytes.append(little: range.upperBound)
        bytes.append(little: numbers)
        bytes.append(little: terms)
        bytes.append(little: directoryOffset)
        bytes.append(little: directoryBytes)
        bytes.append(little: directoryChecksum)
        bytes.append(little: anchor)
        bytes += [UInt8](repeating: 0, count: IndexFormat.headerBytes - bytes.count)
        var checksum: [UInt8] = []
        checksum.append(little: Checksum.of(bytes, from: 16))
        bytes.replaceSubrange(12..<16, with: checksum)
        return bytes
    }

    /// Nil where it is damaged, or no index of this version.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == IndexFormat.headerBytes, bytes[..<8].elementsEqual(IndexFormat.magic) else { return nil }
        var reader = IndexReader(bytes, from: 8)
        guard reader.uint32() == IndexFormat.version, reader.uint32() == Checksum.of(bytes, from: 16) else { return nil }
        epoch = Array(bytes[16..<32])
        reader.at = 32
        let (first, last) = (reader.uint64(), reader.uint64())
        guard first >= 1, first <= last else { return nil }
        range = first...last
        numbers = reader.uint64()
        terms = reader.uint64()
        directoryOffset = reader.uint64()
        directoryBytes = reader.uint64()
        directoryChecksum = reader.uint32()
        anchor = reader.uint32()
        guard directoryBytes <= UInt64(IndexFormat.blockBytesMax) else { return nil }
    }

    init(epoch: [UInt8], range: ClosedRange<UInt64>, anchor: UInt32) {
        self.epoch = epoch
        self.range = range
        self.anchor = anchor
    }
}

/// Reads numbers from bytes that were checked. What ends too early reads as zeros, and `isWhole` says so.
struct IndexReader {
    private let bytes: [UInt8]
    var at: Int
    private(set) var isWhole = true

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        at = start
    }

    var isAtEnd: Bool { at >= bytes.count || !isWhole }

    mutating func byte() -> UInt8 {
        guard at < bytes.count else {
            isWhole = false
            return 0
        }
        at += 1
        return bytes[at - 1]
    }

    mutating func uint32() -> UInt32 { (0..<4).reduce(UInt32(0)) { $0 | UInt32(byte()) << (8 * UInt32($1)) } }
    mutating func uint64() -> UInt64 { (0..<8).reduce(UInt64(0)) { $0 | UInt64(byte()) << (8 * UInt64($1)) } }

    /// Seven bits a byte, the lowest first.
    mutating func variable() -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while shift < 64 {
            let next = byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        isWhole = false
        return 0
    }

    mutating func slice(_ count: UInt64) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - min(at, bytes.count)) else {
            isWhole = false
            return []
        }
        at += Int(count)
        return bytes[at - Int(count)..<at]
    }

    /// Rising numbers, each as what it is above the one before.
    mutating func rising(_ count: UInt64) -> [UInt64] {
        guard count <= UInt64(bytes.count) else {
            isWhole = false
            return []
        }
        var numbers: [UInt64] = []
        numbers.reserveCapacity(Int(count))
        var last: UInt64 = 0
        for _ in 0..<count {
            last &+= variable()
            numbers.append(last)
        }
        return numbers
    }
}

extension [UInt8] {
    mutating func append(little value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func append(variable value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
