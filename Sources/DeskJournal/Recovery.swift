internal import DeskSystem

/// What opening a journal found and mended.
public struct RecoveryReport: Equatable, Sendable {
    /// Entries above the proven-synced mark, which were written and synced anew.
    public var rewrittenEntries = 0
    /// Bytes of a batch that was being written when the power went, cut off.
    public var tornBytes = 0

    public init(rewrittenEntries: Int = 0, tornBytes: Int = 0) {
        self.rewrittenEntries = rewrittenEntries
        self.tornBytes = tornBytes
    }
}

/// The way from files to a journal: survey, replay, judge the tail, and only then write.
///
/// Nothing is touched before everything has been read and found good.
struct Recovery {
    let storage: any Storage
    let settings: JournalSettings
    let randomness: () -> UInt64
    private let survey: Survey
    private var segments: [Segment] = []
    private var last: SegmentReading?
    /// The entries of the last segment above its proven-synced mark.
    private var unproven: Batch
    private var unprovenAfter: UInt64 = 0
    /// Behind the last entry that is not among them.
    private var endOfProven = Format.preambleBytes
    private var endOfEntries = Format.preambleBytes

    /// What a journal starts from.
    struct Result {
        let segments: [Segment]
        let tail: any StoredFile
        let tailOffset: Int
        let head: UInt64
        let report: RecoveryReport
    }

    init(_ storage: any Storage, _ settings: JournalSettings, _ randomness: @escaping () -> UInt64) throws(JournalError) {
        self.storage = storage
        self.settings = settings
        self.randomness = randomness
        survey = try Survey(storage)
        if let damage = survey.damages.first { throw .corrupt(damage) }
        unproven = Batch(epoch: survey.segments.first?.header.identity.epoch ?? [UInt8](repeating: 0, count: 16))
    }

    /// The secret of the journal that is there; nil where there is none yet.
    var digestKey: [UInt8]? { survey.segments.first?.header.identity.digestKey }

    /// Hands every entry to `replay`, in order.
    mutating func replay(
        _ replay: (EntrySequence, Span<UInt8>) throws -> Void, _ progress: @escaping (Int, Int) -> Void
    ) throws(JournalError) {
        var reader = SegmentReader(storage)
        var pace = Pace(total: survey.segments.reduce(0) { $0 + $1.size }, tell: progress)
        for (index, file) in survey.segments.enumerated() {
            let isLast = index + 1 == survey.segments.count
            let end = isLast ? nil : survey.segments[index + 1].header.first
            var segment = Segment(file.header)
            let reading = try reader.read(file, until: end) { (entry, payload) throws(JournalError) in
                segment.positions.append(UInt32(entry.place.lowerBound))
                pace.reached(entry.place.lowerBound)
                if isLast { keep(entry, payload) }
                do { try replay(entry.sequence, payload) } catch { throw .replayRefused(entry.sequence, "\(error)") }
            }
            if let damage = reading.damage { throw .corrupt(damage) }
            pace.finished(file.size)
            segment.endOfEntries = reading.scan.endOfEntries
            segments.append(segment)
            last = reading
        }
    }

    /// Each batch proves the one before it, so what is unproven is never more than one batch.
    private mutating func keep(_ entry: SegmentScan.Entry, _ payload: Span<UInt8>) {
        if entry.proven != unprovenAfter {
            unproven.clear()
            unprovenAfter = entry.proven
            endOfProven = endOfEntries
        }
        unproven.append(.entry, payload, sequence: entry.sequence.number)
        endOfEntries = entry.place.upperBound
    }

    /// Leaves the disk as a journal needs it. Doing it twice, or half and then again, ends in the same.
    mutating func finish() throws(JournalError) -> Result {
        do throws(StorageError) {
            for name in survey.unfinished { try storage.remove(name) }
            // A name that is only in the kernel's memory is no evidence either.
            try storage.syncDirectory()
            try sealAll()
            guard let reading = last, let segment = segments.last else { return try begin() }
            return try isWhole(reading) ? resume(segment, reading) : rewrite(segment, reading)
        } catch {
            throw error.kind == .noSpace ? .noSpace(error) : .io(error)
        }
    }

    /// Finishes what a crash between making a segment and sealing the one before it left undone.
    private func sealAll() throws(StorageError) {
        for (index, segment) in segments.dropLast().enumerated() {
            let successor = segments[index + 1].header
            let file = survey.segments[index]
            guard file.seal != .sealed(Seal(naming: successor)) || file.size > segment.endOfEntries else { continue }
            try SegmentMaker.seal(try storage.open(file.name, for: .updating), segment, successor: successor)
        }
    }

    private func begin() throws(StorageError) -> Result {
        let header = SegmentHeader.initial(JournalIdentity.make(randomness), salt: randomness(), settings: settings)
        let tail = try SegmentMaker.prepare(header, records: [], in: storage)
        try SegmentMaker.publish(header, in: storage)
        return Result(
            segments: [Segment(header)], tail: tail, tailOffset: Format.preambleBytes, head: 0, report: RecoveryReport())
    }

    private func isWhole(_ reading: SegmentReading) -> Bool {
        reading.endsInZeros && reading.scan.proven == reading.scan.next - 1
    }

    /// Goes on in the last segment, where everything is proven and nothing follows.
    private func resume(_ segment: Segment, _ reading: SegmentReading) throws(StorageError) -> Result {
        let tail = try storage.open(segment.name, for: .updating)
        if let place = reading.scan.finalMark {
            // The mark may be in the kernel's memory only, and then it would be a hole before the next batch.
            let mark = Batch.mark(segment.header, sequence: reading.scan.proven)
            try tail.writeAll(mark.span, at: place)
            try tail.sync()
        }
        return Result(
            segments: segments, tail: tail, tailOffset: reading.scan.offset, head: reading.scan.next - 1, report: RecoveryReport())
    }

    /// Moves what is not proven to a new segment, which is whole and synced before it has a name. The torn tail stays behind
    /// and is given back when the old segment is sealed.
    private mutating func rewrite(_ segment: Segment, _ reading: SegmentReading) throws(StorageError) -> Result {
        let head = reading.scan.next - 1
        let proven = reading.scan.proven
        if proven == head { unproven.clear() }
        var header = segment.header.successor(
            first: proven + 1, salt: randomness(), recordBytes: unproven.bytesOnDisk, settings: settings)
        let records = recordsOfUnproven(in: header, head: head)
        let tail = try prepare(&header, records)
        try SegmentMaker.publish(header, in: storage)
        try retire(segment, to: header)
        segments.append(segmentOfUnproven(header))
        return Result(
            segments: segments, tail: tail, tailOffset: Format.preambleBytes + records.count, head: head,
            report: RecoveryReport(rewrittenEntries: unproven.positions.count, tornBytes: reading.tornBytes))
    }

    /// On a full disk a segment that holds just what is there will do: then the journal can be read, and goes on when there is room.
    private func prepare(_ header: inout SegmentHeader, _ records: [UInt8]) throws(StorageError) -> any StoredFile {
        do throws(StorageError) {
            return try SegmentMaker.prepare(header, records: records, in: storage)
        } catch {
            guard error.kind == .noSpace else { throw error }
            header.shrink(toHold: records.count)
            return try SegmentMaker.prepare(header, records: records, in: storage)
        }
    }

    /// One batch and an idle mark. The mark is true as soon as it can be read: the segment has its name when all of it is synced.
    private mutating func recordsOfUnproven(in header: SegmentHeader, head: UInt64) -> [UInt8] {
        guard !unproven.isEmpty else { return [] }
        unproven.finish(salt: header.salt, proven: header.first - 1)
        return unproven.bytes + Batch.mark(header, sequence: head)
    }

    private func segmentOfUnproven(_ header: SegmentHeader) -> Segment {
        var segment = Segment(header)
        segment.positions = unproven.positions.map { $0 + UInt32(Format.preambleBytes) }
        segment.endOfEntries += unproven.bytes.count
        return segment
    }

    /// The old last segment keeps what is proven.
    private mutating func retire(_ segment: Segment, to successor: SegmentHeader) throws(StorageError) {
        var kept = segment
        kept.positions.removeLast(unproven.positions.count)
        if !unproven.isEmpty { kept.endOfEntries = endOfProven }
        segments[segments.count - 1] = kept
        try SegmentMaker.seal(try storage.open(kept.name, for: .updating), kept, successor: successor)
    }
}
