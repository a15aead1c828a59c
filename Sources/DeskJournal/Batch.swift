internal import DeskSystem

/// Records on their way to the disk, in one piece of memory, as they will lie there.
struct Batch {
    private(set) var bytes: [UInt8] = []
    /// Where each record begins.
    private(set) var positions: [UInt32] = []
    private let blankHead: [UInt8]

    /// What is kept for the next batch when this one is written.
    private static let keptCapacity = 4 << 20
    private static let zeros = [UInt8](repeating: 0, count: Format.sectorBytes)

    init(epoch: [UInt8]) {
        var head = [UInt8](repeating: 0, count: Format.recordHeaderBytes)
        Bytes.store(Record.magic, in: &head, at: 4)
        head[8] = UInt8(Format.version)
        Bytes.copy(epoch.span, into: &head, at: 40)
        blankHead = head
    }

    var isEmpty: Bool { positions.isEmpty }

    /// What the batch takes on disk, filled up to a whole sector.
    var bytesOnDisk: Int { Format.roundUp(bytes.count, to: Format.sectorBytes) }

    static func bytesNeeded(payloadBytes: Int) -> Int {
        Format.roundUp(Format.recordHeaderBytes + payloadBytes, to: Format.recordAlignment)
    }

    mutating func append(_ kind: Record.Kind, _ payload: Span<UInt8>, sequence: UInt64) {
        let start = bytes.count
        positions.append(UInt32(start))
        bytes.append(contentsOf: blankHead)
        bytes[start + 9] = kind.rawValue
        Bytes.store(UInt32(payload.count), in: &bytes, at: start + 12)
        Bytes.store(sequence, in: &bytes, at: start + 16)
        Bytes.append(payload, to: &bytes)
        fill(to: Format.recordAlignment)
    }

    /// Where the payload of the `index`-th record lies in `bytes`.
    func payload(_ index: Int) -> Range<Int> {
        let start = Int(positions[index]) + Format.recordHeaderBytes
        return start..<start + Int(Bytes.uint32(bytes.span, at: Int(positions[index]) + 12))
    }

    /// Gives the records what is known only now: the segment they go to and what was durable before them.
    mutating func finish(salt: UInt64, proven: UInt64) {
        fill(to: Format.sectorBytes)
        for index in positions.indices {
            let start = Int(positions[index])
            let isLast = index == positions.count - 1
            let end = isLast ? bytes.count : Int(positions[index + 1])
            bytes[start + 10] = isLast ? 1 : 0
            Bytes.store(proven, in: &bytes, at: start + 24)
            Bytes.store(salt, in: &bytes, at: start + 32)
            Bytes.store(UInt32(end - payload(index).upperBound), in: &bytes, at: start + 56)
            Bytes.store(Record.checksum(bytes.span.extracting(start + 4..<end), salt: salt), in: &bytes, at: start)
        }
    }

    /// An idle mark for `sequence`, as it lies on disk.
    static func mark(_ header: SegmentHeader, sequence: UInt64) -> [UInt8] {
        var batch = Batch(epoch: header.identity.epoch)
        let nothing: [UInt8] = []
        batch.append(.idleMark, nothing.span, sequence: sequence)
        batch.finish(salt: header.salt, proven: sequence)
        return batch.bytes
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        positions.removeAll(keepingCapacity: true)
    }

    private mutating func fill(to unit: Int) {
        let missing = Format.roundUp(bytes.count, to: unit) - bytes.count
        if missing > 0 { Bytes.append(Self.zeros.span.extracting(0..<missing), to: &bytes) }
    }
}
