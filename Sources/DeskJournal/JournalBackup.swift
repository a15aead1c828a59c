internal import DeskSystem

/// Copies a journal into another directory, without its lock and also while a broker writes to it, as far as it is durable.
///
/// Sealed segments are copied byte for byte. The last one is cut behind the last batch that is known to be durable, so that the
/// copy is a sound journal of its own, with the same epoch.
public struct JournalBackup {
    private static let attemptsMax = 5

    /// What the broker has told somebody, so that it is on disk; nil where there is no broker, and whatever is whole is taken.
    private let durable: UInt64?
    private let epoch: [UInt8]?
    private var hands: CopyHands
    private var sealed: Set<UInt64> = []

    /// - Parameter epoch: the broker's, by which its files are known; nil where there is no broker.
    public init(
        from source: any Storage, to target: any Storage, durable: UInt64?, epoch: [UInt8]?, heed: @escaping (BackupProgress) -> Bool
    ) {
        self.durable = durable
        self.epoch = epoch
        hands = CopyHands(
            source: source, target: target, heed: heed, progress: BackupProgress(phase: .copying, bytes: 0, bytesTotal: 0))
    }

    /// Copies, syncs, and reads back what it has written.
    public mutating func run() throws(BackupError) -> BackupResult {
        let head = try copyAll()
        do throws(StorageError) { try hands.target.syncDirectory() } catch { throw .target(error) }
        return try hands.verify(head)
    }

    /// Segments may be added and the last one sealed meanwhile; a broker that was started again may have moved its last entries on.
    private mutating func copyAll() throws(BackupError) -> UInt64 {
        var reached: UInt64 = 0
        for _ in 0..<Self.attemptsMax {
            let survey = try settled()
            guard let last = survey.segments.last else { throw .nothing }
            hands.progress.bytesTotal = max(hands.progress.bytes, survey.segments.reduce(0) { $0 + $1.size })
            for (segment, next) in zip(survey.segments, survey.segments.dropFirst()) where !sealed.contains(segment.header.number) {
                try copy(segment, before: next.header)
            }
            let tail = try cut(last)
            reached = tail.head
            guard reached < durable ?? 0 else {
                try copy(tail, of: last)
                return reached
            }
        }
        throw .behind(reached: reached, durable: durable ?? 0)
    }

    /// A segment that begins or ends just now can look like damage; real damage stays.
    private func settled() throws(BackupError) -> Survey {
        var survey = try hands.survey()
        for _ in 1..<Self.attemptsMax where !survey.damages.isEmpty { survey = try hands.survey() }
        guard survey.damages.isEmpty else { throw .damaged(survey.damages) }
        guard epoch == nil || survey.segments.first?.header.identity.epoch == epoch else { throw .otherJournal }
        return survey
    }

    /// A segment as it lies on disk once it is sealed, or as it will.
    private mutating func copy(_ segment: SegmentFile, before next: SegmentHeader) throws(BackupError) {
        var bytes = try hands.load(segment.name, count: min(segment.header.bytes, segment.size))
        let reading = try read(segment, bytes, until: next.first) { _ in }
        if let damage = reading.damage { throw .damaged([damage]) }
        bytes.removeLast(bytes.count - reading.scan.endOfEntries)
        let seal = Seal(naming: next).encoded(epoch: next.identity.epoch)
        Bytes.copy(seal.span, into: &bytes, at: Format.sealOffset)
        try hands.store(bytes, size: bytes.count, as: segment.name)
        sealed.insert(segment.header.number)
    }

    /// The beginning of the last segment that the copy gets.
    private struct Tail {
        var bytes: [UInt8]
        var head: UInt64
    }

    /// A batch is durable as a whole: where one of its entries is, all are.
    private mutating func cut(_ segment: SegmentFile) throws(BackupError) -> Tail {
        let bytes = try hands.load(segment.name, count: min(segment.header.bytes, segment.size))
        var batches: [(first: UInt64, last: UInt64, end: Int)] = []
        var first = segment.header.first
        let reading = try read(segment, bytes, until: nil) { entry in
            guard entry.isLastOfBatch else { return }
            batches.append((first, entry.sequence.number, entry.place.upperBound))
            first = entry.sequence.number + 1
        }
        // While a broker writes, what lies behind may be half of a batch; what it has told of must be there all the same.
        if durable == nil, let damage = reading.damage { throw .damaged([damage]) }
        let through = durable.map { max($0, reading.scan.proven) } ?? .max
        let last = batches.last { $0.first <= through }
        let end = last?.end ?? Format.preambleBytes
        return Tail(bytes: Array(bytes[..<end]), head: last?.last ?? segment.header.first - 1)
    }

    /// With a mark behind it, so that what is cut off or damaged later is noticed.
    private mutating func copy(_ tail: Tail, of segment: SegmentFile) throws(BackupError) {
        var bytes = tail.bytes
        let noSeal = [UInt8](repeating: 0, count: Format.sealBytes)
        Bytes.copy(noSeal.span, into: &bytes, at: Format.sealOffset)
        if tail.head >= segment.header.first { bytes += Batch.mark(segment.header, sequence: tail.head) }
        try hands.store(bytes, size: segment.header.bytes, as: segment.name)
    }

    private func read(
        _ segment: SegmentFile, _ bytes: [UInt8], until end: UInt64?, _ body: (SegmentScan.Entry) -> Void
    ) throws(BackupError) -> SegmentReading {
        guard bytes.count >= Format.preambleBytes else {
            throw .damaged([Damage(segment.name, first: segment.header.first, last: nil, "the file was cut to \(bytes.count) bytes")])
        }
        do throws(JournalError) {
            var reading = SegmentReading(scan: SegmentScan(segment.header, name: segment.name))
            try reading.readOn(bytes.span, until: end) { (entry, _) throws(JournalError) in body(entry) }
            reading.judge(bytes.span, until: end)
            return reading
        } catch {
            throw .source(error)
        }
    }
}
