internal import DeskSystem

/// Reads a segment's records in order and stops at the first that does not belong there. The bytes are lent to each call.
struct SegmentScan {
    let header: SegmentHeader
    let name: String
    /// Where the next record should begin.
    private(set) var offset = Format.preambleBytes
    /// The sequence that the next entry should have.
    private(set) var next: UInt64
    /// The highest sequence that a record, or the segment's being there, proves to have been durable.
    private(set) var proven: UInt64
    /// Behind the last entry, whatever marks follow it.
    private(set) var endOfEntries = Format.preambleBytes
    /// Where the last record is an idle mark, its place.
    private(set) var finalMark: Int?
    /// What the unfinished batch says was durable before it; nil between batches.
    private var batchProven: UInt64?

    init(_ header: SegmentHeader, name: String) {
        self.header = header
        self.name = name
        next = header.first
        proven = header.first - 1
    }

    struct Entry {
        let sequence: EntrySequence
        /// The whole record, padding included.
        let place: Range<Int>
        let payload: Range<Int>
        /// The highest sequence proven durable by the entry and what stands before it.
        let proven: UInt64
        let isLastOfBatch: Bool
    }

    /// The next entry, marks passed over; nil where the chain of records ends.
    mutating func nextEntry(in bytes: Span<UInt8>) throws(JournalError) -> Entry? {
        while let record = try acceptable(in: bytes) {
            let start = offset
            take(record)
            if record.kind == .entry {
                let payload = start + Format.recordHeaderBytes
                return Entry(
                    sequence: EntrySequence(record.sequence), place: start..<offset, payload: payload..<payload + record.payloadBytes,
                    proven: proven, isLastOfBatch: record.isLastOfBatch)
            }
        }
        return nil
    }

    private mutating func take(_ record: Record) {
        finalMark = record.kind == .idleMark ? offset : nil
        offset += record.extent
        proven = max(proven, record.proven)
        batchProven = record.isLastOfBatch ? nil : record.proven
        if record.kind == .entry {
            next = record.sequence + 1
            endOfEntries = offset
        }
    }

    private func acceptable(in bytes: Span<UInt8>) throws(JournalError) -> Record? {
        switch Record.decode(bytes, at: offset, of: header) {
        case .none: return nil
        case .unknown(let what): throw .unknownVersion(file: name, what: what)
        case .record(let record): return follows(record) ? record : nil
        }
    }

    /// A record that is whole may still be one of a batch that failed and was cut off: such a one cannot name
    /// as durable what stands right before it.
    private func follows(_ record: Record) -> Bool {
        let inItsPlace =
            switch record.kind {
            case .entry: record.sequence == next
            case .idleMark: record.sequence == next - 1 && record.payloadBytes == 0 && record.isLastOfBatch
            }
        guard inItsPlace, isPaddedRight(record) else { return false }
        if let batchProven { return record.proven == batchProven }
        return record.proven == next - 1 && offset % Format.sectorBytes == 0
    }

    /// No more than the next record's place asks for.
    private func isPaddedRight(_ record: Record) -> Bool {
        let unit = record.isLastOfBatch ? Format.sectorBytes : Format.recordAlignment
        return record.paddingBytes < unit && (offset + record.extent) % unit == 0
    }

    /// What lies behind the point where the chain ends.
    struct Rest {
        /// The highest sequence that any whole record there proves to have been durable; 0 where there is none.
        var proven: UInt64 = 0
        /// The first record there from which one could read on.
        var resume: (offset: Int, record: Record)?
    }

    /// Looks at every place where a record could begin. Only what carries the segment's salt counts.
    func rest(of bytes: Span<UInt8>) -> Rest {
        var rest = Rest()
        var place = offset
        while place <= bytes.count - Format.recordHeaderBytes {
            if case .record(let record) = Record.decode(bytes, at: place, of: header) {
                rest.proven = max(rest.proven, record.proven)
                if rest.resume == nil && record.sequence >= next { rest.resume = (place, record) }
            }
            place += Format.recordAlignment
        }
        return rest
    }

    /// Goes on behind a damaged stretch, for whoever only wants to see what is left.
    mutating func resume(at rest: Rest) -> Bool {
        guard let (place, record) = rest.resume else { return false }
        offset = place
        next = record.kind == .entry ? record.sequence : record.sequence + 1
        batchProven = record.proven == next - 1 && place % Format.sectorBytes == 0 ? nil : record.proven
        return follows(record)
    }
}
