/// A journal that is looked at: not a byte of it is written, and what is damaged is left out.
extension Journal {
    /// Opens the journal for reading, damaged or not, and hands every entry that can be read to `replay`, in order.
    /// - Parameter prepare: is told the ``digestKey`` once, before the first entry.
    /// - Throws: ``JournalError/corrupt(_:)`` where no segment can be read at all, ``JournalError/locked`` where a broker has it.
    public static func view(
        _ storage: any Storage, prepare: (_ digestKey: [UInt8]) -> Void, replay: (EntrySequence, Span<UInt8>) throws -> Void
    ) throws(JournalError) -> (journal: Journal, damages: [Damage]) {
        guard try io({ () throws(StorageError) in try storage.lock() }) else { throw .locked }
        let survey = try Survey(storage)
        let files = Self.related(survey.segments)
        guard let last = files.last else { throw survey.damages.first.map(JournalError.corrupt) ?? .io(Self.nothing) }
        prepare(last.header.identity.digestKey)
        var damages = survey.damages
        var segments: [Segment] = []
        var head: UInt64 = 0
        var reader = SegmentReader(storage)
        for (index, file) in files.enumerated() {
            let end = index + 1 < files.count ? files[index + 1].header.first : nil
            var segment = Segment(file.header)
            let found = try reader.readAll(file, until: end) { (entry, payload) throws(JournalError) in
                segment.place(entry)
                head = entry.sequence.number
                do { try replay(entry.sequence, payload) } catch { throw .replayRefused(entry.sequence, "\(error)") }
            }
            // A segment that is missing was named already, with all that was in it.
            damages += found.damages.filter { _ in index + 1 == files.count || files[index + 1].header.number == file.header.number + 1 }
            segment.endOfEntries = max(segment.endOfEntries, found.reading.scan.endOfEntries)
            segments.append(segment)
        }
        let tail = try io { () throws(StorageError) in try storage.open(last.name, for: .reading) }
        let start = Recovery.Result(segments: segments, tail: tail, tailOffset: last.size, head: head, report: RecoveryReport())
        return (Journal(viewing: storage, start), damages)
    }

    private static let nothing = StorageError(.missing, "there is no journal in the directory")

    /// Those of one journal, the first's, in ascending order.
    private static func related(_ files: [SegmentFile]) -> [SegmentFile] {
        var related: [SegmentFile] = []
        for file in files where related.first.map({ $0.header.identity == file.header.identity }) ?? true {
            if file.header.first >= related.last?.header.first ?? 0 { related.append(file) }
        }
        return related
    }
}

extension Segment {
    /// Notes where an entry is; 0 is the place of those that cannot be read.
    fileprivate mutating func place(_ entry: SegmentScan.Entry) {
        let index = Int(entry.sequence.number - header.first)
        while positions.count < index { positions.append(0) }
        positions.append(UInt32(entry.place.lowerBound))
        endOfEntries = entry.place.upperBound
    }
}
