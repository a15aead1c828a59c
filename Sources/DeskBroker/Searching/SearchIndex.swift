internal import DeskCore
internal import DeskJournal

/// Which words were said where. It follows from the journal and is only there to be quick: what it lacks is looked up in the
/// journal itself, and what is damaged is made again.
///
/// A class because it belongs to its files. Everything it does for itself comes in steps of a millisecond or so, for whoever calls
/// ``Broker/attendToSearch()`` between turns.
final class SearchIndex {
    private let storage: any Storage
    private let epoch: [UInt8]
    private let tailNumbersMax: Int
    /// In the order of their entries; no entry is in two.
    private(set) var segments: [IndexSegment] = []
    /// What comes in. It is behind the journal by what nobody has had time for.
    private(set) var tail: IndexTail
    /// What is made again of entries whose segment was lost.
    private var repair: IndexTail?
    private var job: (any IndexJob)?
    /// Set where the disk refuses: nothing is written until then, in milliseconds of a clock that goes forward.
    private var restsUntil: Int64?
    private var troubles: [String] = []

    private static let entriesOfStep = 64
    private static let restMs: Int64 = 60_000
    /// So many segments of a size make one of the next.
    private static let mergedAtOnce = 8
    /// Larger ones are left as they are.
    private static let mergedNumbersMax: UInt64 = 4 << 20

    /// Takes over what is sound and belongs to this journal, and removes the rest.
    /// - Parameter anchor: the checksum of an entry's bytes; nil where there is none.
    init(_ storage: any Storage, epoch: [UInt8], tailNumbersMax: Int, anchor: (UInt64) -> UInt32?) {
        self.storage = storage
        self.epoch = epoch
        self.tailNumbersMax = tailNumbersMax
        tail = IndexTail(first: 1, numbersMax: tailNumbersMax)
        do throws(StorageError) {
            try open(anchor)
        } catch {
            troubles.append("the search index is made anew: \(error)")
            segments = []
        }
        tail = IndexTail(first: (segments.last?.range.upperBound ?? 0) + 1, numbersMax: tailNumbersMax)
    }

    private func open(_ anchor: (UInt64) -> UInt32?) throws(StorageError) {
        var found: [IndexSegment] = []
        for name in try storage.names() where name.hasSuffix(IndexFormat.suffix) || name.hasSuffix(IndexFormat.unfinishedSuffix) {
            let segment = name.hasSuffix(IndexFormat.suffix) ? try IndexSegment.open(name, in: storage) : nil
            if let segment, segment.header.epoch == epoch, anchor(segment.range.upperBound) == segment.header.anchor {
                found.append(segment)
            } else {
                try storage.remove(name)
            }
        }
        found.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
        for segment in found {
            // What was merged may still have its parts beside it.
            if segment.range.lowerBound > segments.last?.range.upperBound ?? 0 {
                segments.append(segment)
            } else {
                try storage.remove(segment.name)
            }
        }
    }

    /// Those that can be asked, in the order of their entries.
    var sources: [any IndexSource] {
        var sources: [any IndexSource] = segments
        if let flush = job as? IndexFlush { sources.append(flush.tail) }
        if let repair, !repair.isEmpty { sources.append(repair) }
        if !tail.isEmpty { sources.append(tail) }
        return sources.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The first entries without an index that have one behind them, if there are such.
    private var gap: ClosedRange<UInt64>? {
        var next: UInt64 = 1
        for source in sources {
            if source.range.lowerBound > next { return next...(source.range.lowerBound - 1) }
            next = source.range.upperBound + 1
        }
        return tail.first > next ? next...(tail.first - 1) : nil
    }

    /// - Parameter head: the last entry that may be read.
    func hasWork(through head: UInt64, at clock: Int64) -> Bool {
        if let restsUntil, clock < restsUntil { return false }
        return job != nil || tail.next <= head || repair != nil || tail.isFull || gap != nil || mergeable != nil
    }

    /// A little of what is to be done.
    /// - Parameter isOver: whether it has been long enough.
    func step(
        through head: UInt64, at clock: Int64, isOver: () -> Bool, _ entry: (UInt64) -> Entry, _ anchor: (UInt64) -> UInt32?
    ) {
        do throws(IndexTrouble) {
            if job != nil { return try work(isOver) }
            if tail.isFull { return try flush(tail, anchor) }
            if tail.next <= head { return read(into: tail, through: head, isOver, entry) }
            if try mend(isOver, entry, anchor) { return }
            if let mergeable { try merge(mergeable) }
        } catch {
            take(error, at: clock)
        }
    }

    /// Puts what is new into memory at once, where that is soon done.
    func catchUp(through head: UInt64, atMost count: UInt64, _ entry: (UInt64) -> Entry) {
        guard tail.next <= head, head - tail.next < count, !tail.isFull else { return }
        while tail.next <= head { tail.add(entry) }
    }

    private func read(into tail: IndexTail, through last: UInt64, _ isOver: () -> Bool, _ entry: (UInt64) -> Entry) {
        for _ in 0..<Self.entriesOfStep where tail.next <= last && !tail.isFull {
            tail.add(entry)
            if isOver() { return }
        }
    }

    private func flush(_ full: IndexTail, _ anchor: (UInt64) -> UInt32?) throws(IndexTrouble) {
        guard let anchor = anchor(full.range.upperBound) else { return }
        let header = IndexHeader(epoch: epoch, range: full.range, anchor: anchor)
        do throws(StorageError) {
            job = IndexFlush(full, try IndexWriter(header, in: storage))
        } catch {
            throw .storage(error)
        }
        if full === tail { tail = IndexTail(first: full.next, numbersMax: tailNumbersMax) } else { repair = nil }
    }

    /// False where nothing was lost.
    private func mend(_ isOver: () -> Bool, _ entry: (UInt64) -> Entry, _ anchor: (UInt64) -> UInt32?) throws(IndexTrouble) -> Bool {
        if repair == nil, let gap { repair = IndexTail(first: gap.lowerBound, numbersMax: tailNumbersMax) }
        guard let repair else { return false }
        let end = sources.first { $0 !== repair && $0.range.lowerBound >= repair.first }?.range.lowerBound ?? tail.first
        if repair.isFull || repair.next >= end {
            if repair.isEmpty { self.repair = nil } else { try flush(repair, anchor) }
        } else {
            read(into: repair, through: end - 1, isOver, entry)
        }
        return true
    }

    private func work(_ isOver: () -> Bool) throws(IndexTrouble) {
        guard let job, let segment = try job.step(isOver) else { return }
        self.job = nil
        if let merge = job as? IndexMerge {
            segments.removeAll { old in merge.segments.contains { $0 === old } }
            for old in merge.segments { try? storage.remove(old.name) }
        }
        segments.append(segment)
        segments.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    // MARK: Merging

    /// Powers of the number that are merged at once.
    private func size(_ segment: IndexSegment) -> Int {
        var (size, numbers) = (0, segment.header.numbers / UInt64(tailNumbersMax * 2))
        while numbers > 0 {
            size += 1
            numbers /= UInt64(Self.mergedAtOnce)
        }
        return size
    }

    private var mergeable: Range<Int>? {
        var start = 0
        while start + Self.mergedAtOnce <= segments.count {
            var end = start + 1
            while end < segments.count, segments[end].range.lowerBound == segments[end - 1].range.upperBound + 1,
                size(segments[end]) <= size(segments[start])
            { end += 1 }
            let numbers = segments[start..<end].prefix(Self.mergedAtOnce).reduce(0) { $0 + $1.header.numbers }
            if end - start >= Self.mergedAtOnce, numbers <= Self.mergedNumbersMax { return start..<start + Self.mergedAtOnce }
            start += 1
        }
        return nil
    }

    private func merge(_ range: Range<Int>) throws(IndexTrouble) {
        let parts = Array(segments[range])
        let entries = parts[0].range.lowerBound...parts[parts.count - 1].range.upperBound
        let header = IndexHeader(epoch: epoch, range: entries, anchor: parts[parts.count - 1].header.anchor)
        let writer: IndexWriter
        do throws(StorageError) { writer = try IndexWriter(header, in: storage) } catch { throw .storage(error) }
        job = try IndexMerge(parts, writer)
    }

    // MARK: Trouble

    private func take(_ trouble: IndexTrouble, at clock: Int64) {
        // What memory had stays there, and is written when the disk takes it.
        if let flush = job as? IndexFlush { lose(flush.tail) }
        job?.abandon()
        job = nil
        switch trouble {
        case .damage(let damage): lose(damage)
        case .storage(let error):
            restsUntil = clock + Self.restMs
            troubles.append("the search index cannot be written and is tried again in a minute; searching is slower until then: \(error)")
        }
    }

    /// It was not written: where the next tail is still empty it is that again, and else it is made anew.
    private func lose(_ old: IndexTail) {
        if tail.isEmpty, tail.first == old.next { tail = old }
    }

    /// The segment is gone; its entries are read again.
    func lose(_ damage: IndexDamage) {
        guard let index = segments.firstIndex(where: { $0.name == damage.name }) else { return }
        troubles.append("a part of the search index is damaged and made again: \(damage.name): \(damage.reason)")
        if let merge = job as? IndexMerge, merge.segments.contains(where: { $0 === segments[index] }) {
            merge.abandon()
            job = nil
        }
        segments.remove(at: index)
        try? storage.remove(damage.name)
    }

    func takeTroubles() -> [String] {
        defer { troubles = [] }
        return troubles
    }

    /// Through which entry everything is in it.
    var complete: UInt64 { (gap?.lowerBound ?? tail.next) - 1 }

    /// About what it takes in memory.
    var memoryBytes: Int {
        segments.reduce(tail.memoryBytes + (repair?.memoryBytes ?? 0) + ((job as? IndexFlush)?.tail.memoryBytes ?? 0)) {
            $0 + $1.memoryBytes
        }
    }
}
