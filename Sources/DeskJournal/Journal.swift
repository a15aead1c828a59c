internal import DeskSystem

/// An ordered, checksummed, durable list of entries. What an entry means is nobody's business here.
///
/// For one thread. Entries are appended to a batch in memory; ``commit()`` makes the batch durable with one write and one
/// sync. The first failure of either is final: what the disk holds is then unknown, and only opening anew finds out.
public final class Journal {
    /// Sixteen random bytes that tell this journal from every other, made with it.
    public let epoch: [UInt8]
    /// Sixteen random bytes, kept with the journal and told to nobody, for digests of keys.
    public let digestKey: [UInt8]
    /// What opening found and mended.
    public let recovery: RecoveryReport
    /// The last entry's sequence, durable or not; 0 where there is none.
    public private(set) var head: UInt64
    /// The last durable entry's sequence; 0 where there is none.
    public private(set) var durable: UInt64

    private let storage: any Storage
    private let settings: JournalSettings
    private let randomness: () -> UInt64
    private var segments: [Segment]
    private var files: SegmentFiles
    /// The last segment's file, and where the next batch goes.
    private var tail: any StoredFile
    private var tailOffset: Int
    private var tailHeader: SegmentHeader
    private var batch: Batch
    private var spare: SpareSegment?
    private var hasNoRoomAhead = false
    private var isMarkDue = false
    private var failure: StorageError?
    private var isViewed = false

    /// Opens the journal in `storage`, or makes one where there is none, and hands every entry to `replay`, in order.
    /// - Parameter randomness: numbers that nobody can guess; kept for the segments to come.
    /// - Parameter prepare: is told the ``digestKey`` once, before the first entry.
    /// - Parameter progress: is told now and then how many bytes of how many were read.
    public static func open(
        _ storage: any Storage, settings: JournalSettings = .standard, randomness: @escaping () -> UInt64,
        prepare: (_ digestKey: [UInt8]) -> Void = { _ in }, progress: @escaping (_ done: Int, _ of: Int) -> Void = { _, _ in },
        replay: (EntrySequence, Span<UInt8>) throws -> Void
    ) throws(JournalError) -> Journal {
        precondition(max(settings.segmentBytes, settings.batchBytesMax) <= Format.segmentBytesMax / 2, "segments would be too large")
        guard try io({ () throws(StorageError) in try storage.lock() }) else { throw .locked }
        var recovery = try Recovery(storage, settings, randomness)
        let digestKey = recovery.digestKey
        if let digestKey { prepare(digestKey) }
        try recovery.replay(replay, progress)
        let journal = Journal(storage, settings, randomness, try recovery.finish())
        if digestKey == nil { prepare(journal.digestKey) }
        return journal
    }

    private init(_ storage: any Storage, _ settings: JournalSettings, _ randomness: @escaping () -> UInt64, _ start: Recovery.Result) {
        let header = start.segments[start.segments.count - 1].header
        epoch = header.identity.epoch
        digestKey = header.identity.digestKey
        recovery = start.report
        head = start.head
        durable = start.head
        self.storage = storage
        self.settings = settings
        self.randomness = randomness
        segments = start.segments
        files = SegmentFiles(storage, openMax: settings.openSegmentsMax)
        tail = start.tail
        tailOffset = start.tailOffset
        tailHeader = header
        batch = Batch(epoch: header.identity.epoch)
    }

    /// For reading only: whoever appends is refused.
    convenience init(viewing storage: any Storage, _ start: Recovery.Result) {
        self.init(storage, .standard, { 0 }, start)
        failure = StorageError(.other, "the journal was opened for reading only")
        isViewed = true
    }

    /// What the segments take on disk, zeros ahead included.
    public var bytesOnDisk: Int { segments.dropLast().reduce(tailHeader.bytes) { $0 + $1.endOfEntries } }

    /// Puts `entry` into the batch in memory and says which sequence it has.
    public func append(_ entry: Span<UInt8>) throws(JournalError) -> UInt64 {
        try requireLife()
        guard entry.count <= settings.entryBytesMax else { throw .entryTooLarge(bytes: entry.count, bytesMax: settings.entryBytesMax) }
        guard batch.bytes.count + Batch.bytesNeeded(payloadBytes: entry.count) <= settings.batchBytesMax else {
            throw .batchFull(bytesMax: settings.batchBytesMax)
        }
        head += 1
        batch.append(.entry, entry, sequence: head)
        return head
    }

    /// Makes everything appended durable. Without anything appended it does nothing.
    /// - Throws: ``JournalError/noSpace(_:)`` where a new segment does not fit: nothing is lost, commit again later.
    ///   ``JournalError/failed(_:)`` once and for all.
    public func commit() throws(JournalError) {
        if isViewed { return }
        try requireLife()
        guard !batch.isEmpty else { return }
        // A mark must always fit behind the batch.
        if tailOffset + batch.bytesOnDisk + Format.sectorBytes > tailHeader.bytes { try roll() }
        batch.finish(salt: tailHeader.salt, proven: durable)
        try writeDurably(batch.bytes)
        note(batch)
        durable = head
        isMarkDue = true
        let written = batch.bytesOnDisk
        batch.clear()
        if settings.preparesAhead { try prepareAhead(written) }
    }

    /// The same, for whoever should not mind when a thread of its own does the syncing: `whenDurable` hears up to which
    /// sequence everything is durable. For now it does before this returns.
    public func commit(_ whenDurable: (UInt64) -> Void) throws(JournalError) {
        try commit()
        whenDurable(durable)
    }

    /// Records that everything durable is. Called soon after the last batch, it lets recovery know a torn tail from damage.
    /// With entries waiting, or nothing new to say, it does nothing: the next batch says it too.
    public func markIdle() throws(JournalError) {
        if isViewed { return }
        try requireLife()
        guard isMarkDue, batch.isEmpty else { return }
        try writeDurably(Batch.mark(tailHeader, sequence: durable))
        isMarkDue = false
    }

    /// Lends an entry's bytes to `body`, those of entries not yet durable too.
    public func read<Result>(_ sequence: UInt64, _ body: (Span<UInt8>) -> Result) throws(JournalError) -> Result {
        if !isViewed { try requireLife() }
        guard sequence >= 1, sequence <= head else { throw .noSuchEntry(EntrySequence(sequence), head: head) }
        guard sequence <= durable else {
            let bytes = batch.bytes
            return body(bytes.span.extracting(batch.payload(Int(sequence - durable - 1))))
        }
        let (bytes, payload) = try record(sequence)
        return body(bytes.span.extracting(payload))
    }

    private func record(_ sequence: UInt64) throws(JournalError) -> ([UInt8], Range<Int>) {
        let segment = segments[segmentIndex(of: sequence)]
        guard let place = segment.place(of: sequence) else { throw .noSuchEntry(EntrySequence(sequence), head: head) }
        let bytes = try io { () throws(StorageError) in
            let file = segment.header.number == tailHeader.number ? tail : try files.file(segment.header.number)
            var bytes = [UInt8](repeating: 0, count: place.count)
            _ = try file.read(at: place.lowerBound, into: &bytes)
            return bytes
        }
        guard case .record(let record) = Record.decode(bytes.span, at: 0, of: segment.header), record.sequence == sequence else {
            throw .corrupt(Damage(segment.name, first: sequence, last: sequence, "its bytes are not what was written"))
        }
        return (bytes, Format.recordHeaderBytes..<Format.recordHeaderBytes + record.payloadBytes)
    }

    /// The last segment that begins at or before the sequence.
    private func segmentIndex(of sequence: UInt64) -> Int {
        var low = 0
        var high = segments.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if segments[middle].header.first <= sequence { low = middle } else { high = middle }
        }
        return low
    }

    private func note(_ written: Batch) {
        let base = UInt32(tailOffset - written.bytes.count)
        let last = segments.count - 1
        segments[last].positions.append(contentsOf: written.positions.lazy.map { $0 + base })
        segments[last].endOfEntries = tailOffset
    }

    /// Makes the next segment for the batch that waits, and seals this one.
    private func roll() throws(JournalError) {
        let header = tailHeader.successor(
            first: durable + 1, salt: randomness(), recordBytes: batch.bytesOnDisk, settings: settings)
        let next = try prepare(header)
        try orFail { () throws(StorageError) in
            try SegmentMaker.publish(header, in: storage)
            try SegmentMaker.seal(tail, segments[segments.count - 1], successor: header)
        }
        segments.append(Segment(header))
        tail = next
        tailHeader = header
        tailOffset = Format.preambleBytes
    }

    /// From the middle of a segment on the next one is filled, twice as fast as this one. Where there is no room for it, the
    /// roll meets that and says so.
    private func prepareAhead(_ written: Int) throws(JournalError) {
        guard tailOffset > tailHeader.bytes / 2, !hasNoRoomAhead else { return }
        do throws(StorageError) {
            if spare == nil {
                let bytes = Format.roundUp(settings.segmentBytes, to: Format.sectorBytes)
                spare = try SpareSegment(tailHeader.number + 1, bytes: bytes, in: storage)
            }
            try spare?.fill(2 * written)
        } catch {
            guard error.kind == .noSpace else {
                failure = error
                throw .failed(error)
            }
            spare = nil
            hasNoRoomAhead = true
            try? storage.remove(SegmentName.unfinished(tailHeader.number + 1))
        }
    }

    private func prepare(_ header: SegmentHeader) throws(JournalError) -> any StoredFile {
        defer {
            spare = nil
            hasNoRoomAhead = false
        }
        do throws(StorageError) {
            // A batch that is larger than a segment gets one of its own size instead.
            if spare?.number == header.number, spare?.bytes == header.bytes, let file = try spare?.finish(header) { return file }
            return try SegmentMaker.prepare(header, records: [], in: storage)
        } catch {
            if error.kind == .noSpace { throw .noSpace(error) }
            failure = error
            throw .failed(error)
        }
    }

    private func writeDurably(_ bytes: [UInt8]) throws(JournalError) {
        try orFail { () throws(StorageError) in
            try tail.writeAll(bytes.span, at: tailOffset)
            try tail.sync()
        }
        tailOffset += bytes.count
    }

    private func orFail(_ body: () throws(StorageError) -> Void) throws(JournalError) {
        do throws(StorageError) {
            try body()
        } catch {
            failure = error
            throw .failed(error)
        }
    }

    private func requireLife() throws(JournalError) {
        if let failure { throw .failed(failure) }
    }
}
