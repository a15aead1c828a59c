internal import DeskJournal

enum IndexTrouble: Error {
    case storage(StorageError)
    case damage(IndexDamage)
}

/// The making of a segment, a little at a time.
protocol IndexJob: AnyObject {
    /// The segment when it is there, nil where there is more to do.
    /// - Parameter isOver: whether it has been long enough.
    func step(_ isOver: () -> Bool) throws(IndexTrouble) -> IndexSegment?
    func abandon()
}

/// Writes what memory has.
final class IndexFlush: IndexJob {
    let tail: IndexTail
    private let writer: IndexWriter
    /// Terms by their first bytes, sorted one heap at a time.
    private var heaps: [[UInt32]] = []
    private var numbers: [[UInt64]] = []

    private static let termsOfStep = 400

    init(_ tail: IndexTail, _ writer: IndexWriter) {
        self.tail = tail
        self.writer = writer
    }

    func step(_ isOver: () -> Bool) throws(IndexTrouble) -> IndexSegment? {
        if numbers.isEmpty { prepare() }
        do throws(StorageError) {
            var terms = 0
            while terms < Self.termsOfStep, let heap = heaps.popLast() {
                try write(heap)
                terms += heap.count
                if isOver() { break }
            }
            return heaps.isEmpty ? try writer.finish() : nil
        } catch {
            throw .storage(error)
        }
    }

    private func prepare() {
        numbers = [[UInt64]](repeating: [], count: tail.terms.count)
        for (index, owner) in tail.owners.enumerated() { numbers[Int(owner)].append(tail.numbers[index]) }
        var byStart: [UInt32: [UInt32]] = [:]
        for (place, term) in tail.terms.enumerated() { byStart[Self.start(term.bytes), default: []].append(UInt32(place)) }
        heaps = byStart.sorted { $0.key > $1.key }.map(\.value)
    }

    /// In the order of the bytes, where what is shorter comes first.
    private static func start(_ bytes: [UInt8]) -> UInt32 {
        (0..<3).reduce(0) { $0 << 8 | ($1 < bytes.count ? UInt32(bytes[$1]) : 0) }
    }

    private func write(_ heap: [UInt32]) throws(StorageError) {
        let sorted = heap.sorted { IndexedTerm.precedes(tail.terms[Int($0)].bytes, tail.terms[Int($1)].bytes) }
        for place in sorted {
            let term = tail.terms[Int(place)]
            try writer.add(term.bytes, term.isUnordered ? IndexMerge.rising(numbers[Int(place)]) : numbers[Int(place)])
        }
    }

    func abandon() { writer.abandon() }
}

/// Makes one segment of several that follow each other.
final class IndexMerge: IndexJob {
    let segments: [IndexSegment]
    private let writer: IndexWriter
    private var cursors: [Cursor]

    private static let termsOfStep = 300
    private static let numbersOfStep = 20_000

    private struct Cursor {
        let segment: IndexSegment
        var next = 0
        var block: IndexBlock?
        var term: [UInt8]?

        mutating func advance() throws(IndexDamage) {
            term = block?.nextTerm()
            while term == nil, next < segment.blockCount {
                block = try segment.block(next)
                next += 1
                term = block?.nextTerm()
            }
        }
    }

    init(_ segments: [IndexSegment], _ writer: IndexWriter) throws(IndexTrouble) {
        self.segments = segments
        self.writer = writer
        cursors = segments.map { Cursor(segment: $0) }
        do throws(IndexDamage) {
            for index in cursors.indices { try cursors[index].advance() }
        } catch {
            throw .damage(error)
        }
    }

    func step(_ isOver: () -> Bool) throws(IndexTrouble) -> IndexSegment? {
        var (terms, numbers) = (0, 0)
        while terms < Self.termsOfStep, numbers < Self.numbersOfStep {
            guard let (term, found) = try gather() else {
                do throws(StorageError) { return try writer.finish() } catch { throw .storage(error) }
            }
            do throws(StorageError) { try writer.add(term, found) } catch { throw .storage(error) }
            terms += 1
            numbers += found.count
            if isOver() { break }
        }
        return nil
    }

    /// The least term that is left, and all its numbers.
    private func gather() throws(IndexTrouble) -> ([UInt8], [UInt64])? {
        var least: [UInt8]?
        for cursor in cursors {
            guard let term = cursor.term else { continue }
            if least.map({ IndexedTerm.precedes(term, $0) }) ?? true { least = term }
        }
        guard let least else { return nil }
        var numbers: [UInt64] = []
        for index in cursors.indices where cursors[index].term == least {
            numbers += cursors[index].block?.numbers() ?? []
            do throws(IndexDamage) { try cursors[index].advance() } catch { throw .damage(error) }
        }
        return (least, IndexedTerm(bytes: least).isUnordered ? Self.rising(numbers) : numbers)
    }

    /// Each once, in order.
    static func rising(_ numbers: [UInt64]) -> [UInt64] {
        var rising: [UInt64] = []
        rising.reserveCapacity(numbers.count)
        for number in numbers.sorted() where rising.last != number { rising.append(number) }
        return rising
    }

    func abandon() { writer.abandon() }
}
