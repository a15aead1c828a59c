internal import DeskSystem

/// Reads whole segments into one buffer, which is used again for the next.
struct SegmentReader {
    let storage: any Storage
    private var buffer: [UInt8] = []

    init(_ storage: any Storage) { self.storage = storage }

    /// Reads the segment's entries and says where and why it stopped.
    /// - Parameter end: the sequence with which the next segment begins; nil for the last segment.
    mutating func read(
        _ segment: SegmentFile, until end: UInt64?, _ body: (SegmentScan.Entry, Span<UInt8>) throws(JournalError) -> Void
    ) throws(JournalError) -> SegmentReading {
        let count = try load(segment)
        let bytes = buffer.span.extracting(0..<count)
        var reading = SegmentReading(scan: SegmentScan(segment.header, name: segment.name))
        try reading.readOn(bytes, until: end, body)
        reading.judge(bytes, until: end)
        return reading
    }

    /// Like ``read(_:until:_:)``, and goes on behind damage. Somebody may be writing to the last segment.
    mutating func readAll(
        _ segment: SegmentFile, until end: UInt64?, _ body: (SegmentScan.Entry, Span<UInt8>) throws(JournalError) -> Void
    ) throws(JournalError) -> (reading: SegmentReading, damages: [Damage]) {
        let count = end == nil ? try loadSettled(segment) : try load(segment)
        let bytes = buffer.span.extracting(0..<count)
        var reading = SegmentReading(scan: SegmentScan(segment.header, name: segment.name))
        var damages: [Damage] = []
        repeat {
            try reading.readOn(bytes, until: end, body)
            reading.judge(bytes, until: end)
            if let damage = reading.damage { damages.append(damage) }
        } while reading.skipDamage(bytes)
        return (reading, damages)
    }

    /// Reading is not one step: a batch written meanwhile may be seen without the one before it. Real damage stays.
    private mutating func loadSettled(_ segment: SegmentFile) throws(JournalError) -> Int {
        for _ in 1..<JournalReader.attemptsMax {
            let count = try load(segment)
            let bytes = buffer.span.extracting(0..<count)
            var reading = SegmentReading(scan: SegmentScan(segment.header, name: segment.name))
            try reading.readOn(bytes, until: nil) { (_, _) throws(JournalError) in }
            reading.judge(bytes, until: nil)
            if reading.damage == nil { return count }
        }
        return try load(segment)
    }

    private mutating func load(_ segment: SegmentFile) throws(JournalError) -> Int {
        let wanted = min(segment.header.bytes, segment.size)
        if buffer.count < wanted { buffer = [UInt8](repeating: 0, count: wanted) }
        do throws(StorageError) {
            return min(wanted, try storage.open(segment.name, for: .reading).read(at: 0, into: &buffer))
        } catch {
            throw .io(error)
        }
    }
}

/// How far a segment could be read, and what that means.
struct SegmentReading {
    var scan: SegmentScan
    /// Entries that were durable and cannot be read.
    private(set) var damage: Damage?
    /// True where nothing but zeros follows.
    private(set) var endsInZeros = true
    /// Bytes from the end of the chain to the last one that is not zero.
    private(set) var tornBytes = 0

    init(scan: SegmentScan) { self.scan = scan }

    mutating func readOn(
        _ bytes: Span<UInt8>, until end: UInt64?, _ body: (SegmentScan.Entry, Span<UInt8>) throws(JournalError) -> Void
    ) throws(JournalError) {
        while end.map({ scan.next < $0 }) ?? true, let entry = try scan.nextEntry(in: bytes) {
            try body(entry, bytes.extracting(entry.payload))
        }
    }

    /// Tells a torn tail, which was never acknowledged, from the loss of what was.
    mutating func judge(_ bytes: Span<UInt8>, until end: UInt64?) {
        damage = nil
        if let end {
            if scan.next < end { damage = damaged(upTo: end - 1, scan.rest(of: bytes)) }
            return
        }
        measureTail(bytes)
        guard !endsInZeros else { return }
        let rest = scan.rest(of: bytes)
        if rest.proven >= scan.next { damage = damaged(upTo: rest.proven, rest) }
    }

    private func damaged(upTo proven: UInt64, _ rest: SegmentScan.Rest) -> Damage {
        let readable = rest.resume.map { $0.record.kind == .entry ? $0.record.sequence - 1 : $0.record.sequence } ?? proven
        let last = max(scan.next, min(readable, proven))
        return Damage(scan.name, first: scan.next, last: last, "the bytes from offset \(scan.offset) on are not what was written")
    }

    mutating func skipDamage(_ bytes: Span<UInt8>) -> Bool {
        damage != nil && scan.resume(at: scan.rest(of: bytes))
    }

    private mutating func measureTail(_ bytes: Span<UInt8>) {
        let start = min(scan.offset, bytes.count)
        endsInZeros = Bytes.areZero(bytes.extracting(start..<bytes.count))
        guard !endsInZeros else { return }
        var last = bytes.count - 1
        while bytes[last] == 0 { last -= 1 }
        tornBytes = last + 1 - start
    }
}
