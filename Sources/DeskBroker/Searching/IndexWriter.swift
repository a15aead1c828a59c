internal import DeskJournal

/// Writes a segment of the index, term after term in order. It is not synced: a segment that a crash has harmed is noticed and
/// made again, and no commit waits for it.
final class IndexWriter {
    private let storage: any Storage
    private let file: any StoredFile
    private let name: String
    private var header: IndexHeader
    private var block: [UInt8] = []
    private var blockTerm: [UInt8] = []
    private var last: [UInt8] = []
    private var directory: [UInt8] = []
    private var ready: [UInt8] = []
    private var offset = IndexFormat.headerBytes

    init(_ header: IndexHeader, in storage: any Storage) throws(StorageError) {
        self.header = header
        self.storage = storage
        name = IndexFormat.name(header.range)
        file = try storage.create(name + ".new")
    }

    /// - Parameter numbers: rising, at least one.
    func add(_ term: [UInt8], _ numbers: [UInt64]) throws(StorageError) {
        var coded: [UInt8] = []
        coded.reserveCapacity(numbers.count * 2)
        var before: UInt64 = 0
        for number in numbers {
            coded.append(variable: number - before)
            before = number
        }
        // What is long has a block of its own, so that looking for its neighbors does not read it.
        if coded.count > IndexFormat.blockBytes / 2 { try finishBlock() }
        if block.isEmpty {
            blockTerm = term
            last = []
        }
        let shared = zip(last, term).prefix { $0 == $1 }.count
        block.append(variable: UInt64(shared))
        block.append(variable: UInt64(term.count - shared))
        block.append(contentsOf: term[shared...])
        block.append(variable: UInt64(numbers.count))
        block.append(variable: UInt64(coded.count))
        block.append(contentsOf: coded)
        last = term
        header.terms += 1
        header.numbers += UInt64(numbers.count)
        if block.count >= IndexFormat.blockBytes { try finishBlock() }
    }

    private func finishBlock() throws(StorageError) {
        guard !block.isEmpty else { return }
        directory.append(variable: UInt64(blockTerm.count))
        directory.append(contentsOf: blockTerm)
        directory.append(variable: UInt64(offset + ready.count))
        directory.append(variable: UInt64(block.count))
        ready.append(little: UInt32(block.count))
        ready.append(little: Checksum.of(block))
        ready.append(contentsOf: block)
        block.removeAll(keepingCapacity: true)
        if ready.count >= 32 << 10 { try flush() }
    }

    private func flush() throws(StorageError) {
        let bytes = ready
        try file.writeAll(bytes.span, at: offset)
        file.startWriting(at: offset, count: ready.count)
        offset += ready.count
        ready.removeAll(keepingCapacity: true)
    }

    /// Gives the segment its header and its name.
    func finish() throws(StorageError) -> IndexSegment {
        try finishBlock()
        header.directoryOffset = UInt64(offset + ready.count)
        header.directoryBytes = UInt64(directory.count)
        header.directoryChecksum = Checksum.of(directory)
        ready += directory
        try flush()
        let start = header.encoded
        try file.writeAll(start.span, at: 0)
        try storage.rename(name + ".new", to: name)
        guard let segment = IndexSegment(header, directory, file, name) else {
            throw StorageError(.other, "\(name): the index was not written as it was meant")
        }
        return segment
    }

    func abandon() { try? storage.remove(name + ".new") }
}
