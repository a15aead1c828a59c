internal import DeskSystem

/// A segment as its preamble describes it.
struct SegmentFile {
    let name: String
    let header: SegmentHeader
    let seal: Seal.State
    /// The file's size as found.
    let size: Int
}

/// What the preambles of a directory's segments say, and whether they are the segments of one journal.
struct Survey {
    private(set) var segments: [SegmentFile] = []
    /// What is wrong between segments. What is wrong within one is found by reading it.
    private(set) var damages: [Damage] = []
    /// Files of segments that were never finished.
    private(set) var unfinished: [String] = []

    init(_ storage: any Storage) throws(JournalError) {
        let names = try io { () throws(StorageError) in try storage.names() }
        unfinished = names.filter(SegmentName.isUnfinished)
        let numbers = names.compactMap(SegmentName.number(of:)).sorted()
        for number in numbers { try read(number, from: storage) }
        checkNumbers(numbers)
        checkOrder()
        checkEnd(isLastReadable: numbers.last == segments.last?.header.number)
    }

    private mutating func read(_ number: UInt64, from storage: any Storage) throws(JournalError) {
        let name = SegmentName.finished(number)
        let (bytes, size) = try io { () throws(StorageError) in try Self.preamble(of: name, in: storage) }
        switch SegmentHeader.parse(bytes.span) {
        case .unknownVersion(let version): throw .unknownVersion(file: name, what: "format version \(version)")
        case .damaged(let reason): damages.append(Damage(name, first: firstAfterLast, last: nil, reason))
        case .header(let header):
            guard header.number == number else {
                let reason = "the file is a copy of segment \(header.number)"
                return damages.append(Damage(name, first: firstAfterLast, last: nil, reason))
            }
            let end = min(bytes.count, Format.sealOffset + Format.sealBytes)
            let place = bytes.span.extracting(min(Format.sealOffset, end)..<end)
            let seal = Seal.state(of: place, epoch: header.identity.epoch)
            segments.append(SegmentFile(name: name, header: header, seal: seal, size: size))
        }
    }

    private static func preamble(of name: String, in storage: any Storage) throws(StorageError) -> ([UInt8], Int) {
        let file = try storage.open(name, for: .reading)
        var bytes = [UInt8](repeating: 0, count: Format.sealOffset + Format.sealBytes)
        let count = try file.read(at: 0, into: &bytes)
        bytes.removeLast(bytes.count - count)
        return (bytes, try file.size())
    }

    /// The first entry that the segment after the last readable one holds, as that one's seal says.
    private var firstAfterLast: UInt64? {
        guard case .sealed(let seal)? = segments.last?.seal else { return nil }
        return seal.first
    }

    private mutating func checkNumbers(_ numbers: [UInt64]) {
        for (index, number) in numbers.enumerated() where number != UInt64(index + 1) {
            let missing = SegmentName.finished(UInt64(index + 1))
            let before = segments.last { $0.header.number <= index }
            let after = segments.first { $0.header.number >= number }
            let first = before.flatMap { segment in
                if case .sealed(let seal) = segment.seal { seal.first } else { nil }
            }
            damages.append(
                Damage(missing, first: index == 0 ? 1 : first, last: after.map { $0.header.first - 1 }, "the segment is missing"))
            return
        }
    }

    private mutating func checkOrder() {
        guard let identity = segments.first?.header.identity else { return }
        for (before, after) in zip(segments, segments.dropFirst()) {
            if after.header.identity != identity {
                damages.append(Damage(after.name, first: after.header.first, last: nil, "the segment belongs to another journal"))
            } else if after.header.number == before.header.number + 1, !Self.follows(after, before) {
                let reason = "the segment is not the one that followed \(before.name)"
                damages.append(Damage(after.name, first: after.header.first, last: nil, reason))
            }
        }
    }

    private static func follows(_ after: SegmentFile, _ before: SegmentFile) -> Bool {
        guard after.header.previousSalt == before.header.salt, after.header.first >= before.header.first else { return false }
        // A seal that cannot be read was torn while it was written, and its successor is here: no harm.
        guard case .sealed(let seal) = before.seal else { return true }
        return seal == Seal(naming: after.header)
    }

    private mutating func checkEnd(isLastReadable: Bool) {
        guard isLastReadable, let last = segments.last else { return }
        switch last.seal {
        case .none: break
        case .sealed(let seal):
            damages.append(Damage(SegmentName.finished(seal.number), first: seal.first, last: nil, "the segment is missing"))
        case .unreadable:
            let reason = "something stands where the seal goes that is none, so that a later segment may be missing"
            damages.append(Damage(last.name, first: nil, last: nil, reason))
        }
        if last.size < last.header.bytes {
            let reason = "the file was cut to \(last.size) bytes from \(last.header.bytes)"
            damages.append(Damage(last.name, first: nil, last: nil, reason))
        }
    }
}

/// What the storage refuses while nothing is being written.
func io<Result>(_ body: () throws(StorageError) -> Result) throws(JournalError) -> Result {
    do throws(StorageError) { return try body() } catch { throw .io(error) }
}
