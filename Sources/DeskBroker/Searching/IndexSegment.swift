internal import DeskJournal

/// Where numbers are found by terms.
protocol IndexSource: AnyObject {
    /// The entries whose words are in it.
    var range: ClosedRange<UInt64> { get }
    /// Rising. Nothing where the term is not there.
    func numbers(of term: [UInt8]) throws(IndexDamage) -> [UInt64]
    /// Those of all terms that begin so, in any order, some several times.
    func numbers(beginningWith term: [UInt8]) throws(IndexDamage) -> [UInt64]
}

/// A segment is not what was written.
struct IndexDamage: Error {
    let name: String
    let reason: String
}

/// A segment on disk. Memory has where its blocks begin.
final class IndexSegment: IndexSource {
    let header: IndexHeader
    let name: String
    private let file: any StoredFile
    private var terms: [[UInt8]] = []
    private var places: [(offset: Int, bytes: Int)] = []

    var range: ClosedRange<UInt64> { header.range }

    init?(_ header: IndexHeader, _ directory: [UInt8], _ file: any StoredFile, _ name: String) {
        self.header = header
        self.file = file
        self.name = name
        var reader = IndexReader(directory)
        while !reader.isAtEnd {
            terms.append(Array(reader.slice(reader.variable())))
            let (offset, bytes) = (reader.variable(), reader.variable())
            guard reader.isWhole, offset < 1 << 40, bytes <= UInt64(IndexFormat.blockBytesMax) else { return nil }
            places.append((Int(offset), Int(bytes)))
        }
    }

    /// Nil where it is no sound segment.
    static func open(_ name: String, in storage: any Storage) throws(StorageError) -> IndexSegment? {
        let file = try storage.open(name, for: .reading)
        var bytes = [UInt8](repeating: 0, count: IndexFormat.headerBytes)
        guard try file.read(at: 0, into: &bytes) == bytes.count, let header = IndexHeader(bytes) else { return nil }
        guard name == IndexFormat.name(header.range) else { return nil }
        let size = try file.size()
        guard header.directoryOffset <= UInt64(size), header.directoryBytes == UInt64(size) - header.directoryOffset else { return nil }
        var directory = [UInt8](repeating: 0, count: Int(header.directoryBytes))
        guard try file.read(at: Int(header.directoryOffset), into: &directory) == directory.count,
            Checksum.of(directory) == header.directoryChecksum
        else { return nil }
        return IndexSegment(header, directory, file, name)
    }

    /// About what it takes in memory.
    var memoryBytes: Int { terms.reduce(0) { $0 + $1.count + 32 + 16 + 16 } }

    var blockCount: Int { places.count }

    /// The block that has the term, if any has.
    private func block(of term: [UInt8]) -> Int? {
        var (low, high) = (0, terms.count)
        while low < high {
            let middle = (low + high) / 2
            if IndexedTerm.precedes(term, terms[middle]) { high = middle } else { low = middle + 1 }
        }
        return low == 0 ? nil : low - 1
    }

    func block(_ index: Int) throws(IndexDamage) -> IndexBlock {
        let place = places[index]
        var bytes = [UInt8](repeating: 0, count: place.bytes + IndexFormat.blockHeaderBytes)
        let count: Int
        do throws(StorageError) {
            count = try file.read(at: place.offset, into: &bytes)
        } catch {
            throw IndexDamage(name: name, reason: "\(error)")
        }
        guard count == bytes.count else { throw IndexDamage(name: name, reason: "the block at \(place.offset) is cut off") }
        var reader = IndexReader(bytes)
        guard reader.uint32() == UInt32(place.bytes), reader.uint32() == Checksum.of(bytes, from: IndexFormat.blockHeaderBytes) else {
            throw IndexDamage(name: name, reason: "the block at \(place.offset) is not what was written")
        }
        return IndexBlock(bytes)
    }

    func numbers(of term: [UInt8]) throws(IndexDamage) -> [UInt64] {
        guard let index = block(of: term) else { return [] }
        var block = try block(index)
        while let next = block.nextTerm() {
            if next == term { return block.numbers() }
            if IndexedTerm.precedes(term, next) { return [] }
        }
        return []
    }

    func numbers(beginningWith term: [UInt8]) throws(IndexDamage) -> [UInt64] {
        var found: [UInt64] = []
        var index = block(of: term) ?? 0
        while index < terms.count, !IndexedTerm.precedes(term, terms[index]) || terms[index].starts(with: term) {
            var block = try block(index)
            while let next = block.nextTerm() {
                if next.starts(with: term) { found += block.numbers() }
            }
            index += 1
        }
        return found
    }
}

/// The terms of a block, one after the other.
struct IndexBlock {
    private var reader: IndexReader
    private var term: [UInt8] = []
    /// Of the present term.
    private var count: UInt64 = 0
    private var end = 0

    init(_ bytes: [UInt8]) {
        reader = IndexReader(bytes, from: IndexFormat.blockHeaderBytes)
        end = reader.at
    }

    mutating func nextTerm() -> [UInt8]? {
        reader.at = end
        guard !reader.isAtEnd else { return nil }
        let shared = Int(clamping: reader.variable())
        let rest = reader.slice(reader.variable())
        guard shared <= term.count else { return nil }
        term.removeLast(term.count - shared)
        term += rest
        count = reader.variable()
        let bytes = reader.variable()
        guard reader.isWhole else { return nil }
        end = reader.at + Int(clamping: bytes)
        return term
    }

    mutating func numbers() -> [UInt64] { reader.rising(count) }
}
