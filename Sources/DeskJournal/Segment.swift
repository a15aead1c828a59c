internal import DeskSystem

/// What is kept in memory of a segment.
struct Segment {
    let header: SegmentHeader
    /// Where each entry's record begins, 4 bytes an entry.
    var positions: [UInt32] = []
    /// Behind the last entry's record.
    var endOfEntries = Format.preambleBytes

    init(_ header: SegmentHeader) { self.header = header }

    var name: String { SegmentName.finished(header.number) }

    /// Where the entry's record lies.
    func place(of sequence: UInt64) -> Range<Int>? {
        guard sequence >= header.first, sequence - header.first < UInt64(positions.count) else { return nil }
        let index = Int(sequence - header.first)
        let start = Int(positions[index])
        let end = index + 1 < positions.count ? Int(positions[index + 1]) : endOfEntries
        // Where entries could not be read, there is no place of them: see `Journal.view`.
        if start == 0 { return nil }
        return start..<(end > start ? end : endOfEntries)
    }
}

/// The making of segments. A segment gets its name when it is whole and durable, never before.
enum SegmentMaker {
    /// Zeros are written in steps of this size.
    private static let stepBytes = 1 << 20

    /// Writes and syncs a segment under its unfinished name: header, `records`, zeros to its full size.
    /// What cannot be finished is removed again.
    static func prepare(_ header: SegmentHeader, records: [UInt8], in storage: any Storage) throws(StorageError) -> any StoredFile {
        let name = SegmentName.unfinished(header.number)
        let file = try storage.create(name)
        do throws(StorageError) {
            try fill(file, header, records)
            try file.sync()
            return file
        } catch {
            try? storage.remove(name)
            throw error
        }
    }

    private static func fill(_ file: any StoredFile, _ header: SegmentHeader, _ records: [UInt8]) throws(StorageError) {
        var start = header.encoded
        start += [UInt8](repeating: 0, count: Format.preambleBytes - start.count)
        start += records
        try file.writeAll(start.span, at: 0)
        let zeros = [UInt8](repeating: 0, count: min(stepBytes, header.bytes))
        var offset = start.count
        while offset < header.bytes {
            let count = min(zeros.count, header.bytes - offset)
            try file.writeAll(zeros.span.extracting(0..<count), at: offset)
            offset += count
        }
    }

    /// Gives a prepared segment its name, durably.
    static func publish(_ header: SegmentHeader, in storage: any Storage) throws(StorageError) {
        try storage.rename(SegmentName.unfinished(header.number), to: SegmentName.finished(header.number))
        try storage.syncDirectory()
    }

    /// Notes in a segment that its successor exists, and gives back the room behind its last entry.
    static func seal(_ file: any StoredFile, _ segment: Segment, successor: SegmentHeader) throws(StorageError) {
        let seal = Seal(naming: successor).encoded(epoch: segment.header.identity.epoch)
        try file.writeAll(seal.span, at: Format.sealOffset)
        try file.sync()
        try file.truncate(to: segment.endOfEntries)
    }
}

extension SegmentHeader {
    /// The header of the segment after this one.
    /// - Parameter recordBytes: what is to be written to it at once; room for a mark is added.
    func successor(first: UInt64, salt: UInt64, recordBytes: Int, settings: JournalSettings) -> SegmentHeader {
        SegmentHeader(
            identity: identity, number: number + 1, salt: salt, first: first,
            bytes: Self.size(holding: recordBytes, settings), previousSalt: self.salt)
    }

    static func initial(_ identity: JournalIdentity, salt: UInt64, settings: JournalSettings) -> SegmentHeader {
        SegmentHeader(identity: identity, number: 1, salt: salt, first: 1, bytes: size(holding: 0, settings), previousSalt: 0)
    }

    private static func size(holding recordBytes: Int, _ settings: JournalSettings) -> Int {
        let needed = Format.preambleBytes + recordBytes + Format.sectorBytes
        return Format.roundUp(max(settings.segmentBytes, needed), to: Format.sectorBytes)
    }
}
