import DeskJournal
import DeskSystem
import DeskTesting
import Testing

/// A batch that was being written when the power went. It was never acknowledged: it is there or it is not.
struct TornTailTests {
    /// What stands where the batch's end did not arrive.
    enum Fill: CaseIterable {
        case zeros, noise, recordBefore, recordOfAnotherSegment

        func bytes(_ count: Int, before: [UInt8], other: [UInt8]) -> [UInt8] {
            switch self {
            case .zeros: return [UInt8](repeating: 0, count: count)
            case .noise:
                var random = SeededRandom(seed: 5)
                return random.bytes(count)
            case .recordBefore: return Array((before + [UInt8](repeating: 0, count: count)).prefix(count))
            case .recordOfAnotherSegment: return Array((other + [UInt8](repeating: 0, count: count)).prefix(count))
            }
        }
    }

    static let sizes = [0, 1, 300, 511, 512, 513, 4_095, 4_096, 4_097, 65_536, 262_144]
    static let settled: [[UInt8]] = [[1, 2, 3], [UInt8](repeating: 9, count: 700), []]

    @Test("a record torn at any byte costs itself and nothing else", arguments: sizes, Fill.allCases)
    func torn(_ size: Int, _ fill: Fill) throws {
        var settings = Workshop.settings
        settings.segmentBytes = 8_192 + size + 1_024
        var random = SeededRandom(seed: UInt64(size))
        let entry = random.bytes(size)
        let image = try Workshop.image([Self.settled, [entry]], marked: false, settings: settings)
        let other = try Workshop.image([Self.settled, [entry]], marked: false, settings: settings, seed: 8)
        let name = Workshop.segment(1)
        let whole = try #require(image[name])
        let places = try Workshop.places(image)
        let place = try #require(places.last).bytes
        let before = Array(whole[places[0].bytes])
        for kept in Self.cuts(place.count, size) {
            let missing = place.lowerBound + kept..<place.upperBound
            var torn = whole
            torn.replaceSubrange(missing, with: fill.bytes(missing.count, before: before, other: Array(try #require(other[name])[place])))
            let expected = torn == whole ? Self.settled + [entry] : Self.settled
            #expect(Workshop.recover([name: torn], settings: settings) == .opened(expected), "\(size) bytes torn at \(kept)")
        }
    }

    /// Every byte of the record's head, and of the rest what is interesting or a sample.
    private static func cuts(_ extent: Int, _ size: Int) -> [Int] {
        let edges = [64 + size - 1, 64 + size, 64 + size + 1, extent - 1, extent]
        let samples = (0..<12).map { extent * $0 / 12 } + [511, 512, 513, 4_096]
        return Set(Array(0...66) + edges + samples).filter { $0 <= extent && (extent < 10_000 || $0 > 62) }.sorted()
    }

    @Test("of a torn batch of ten the whole records before the tear survive, in order and without gap")
    func tornBatch() throws {
        let batch = (0..<10).map { [UInt8](repeating: UInt8($0), count: 30 * $0) }
        let image = try Workshop.image([Self.settled, batch], marked: false)
        let name = Workshop.segment(1)
        let whole = try #require(image[name])
        let places = try Workshop.places(image)
        let end = try #require(places.last).bytes.upperBound
        for cut in stride(from: places[3].bytes.lowerBound, to: end, by: 13) {
            let torn = whole[..<cut] + [UInt8](repeating: 0xee, count: whole.count - cut)
            let survivors = places.filter { $0.bytes.upperBound <= cut }.count
            #expect(Workshop.recover([name: Array(torn)]) == .opened(Array((Self.settled + batch).prefix(survivors))), "cut at \(cut)")
        }
    }

    @Test("what survives above the proven mark is written anew, and the file left behind cannot bring back what was cut")
    func rewritten() throws {
        let image = try Workshop.image([Self.settled, [[7], [8]]], marked: false)
        let place = try #require(try Workshop.places(image).last)
        var torn = image
        torn[place.file]?[place.bytes.lowerBound + 64] ^= 1
        let disk = SimulatedDisk(image: torn)
        let (journal, entries) = try Workshop.open(disk)
        #expect(entries == Self.settled + [[7]])
        #expect(journal.recovery.rewrittenEntries == 1)
        #expect(try journal.append([9].span) == 5)
        try journal.commit()
        #expect(try journal.read(4) { Array(copying: $0) } == [7])
        disk.crash(seed: 1)
        #expect(try Workshop.open(disk).entries == Self.settled + [[7], [9]])
    }

    @Test("a mark with more padding than it needs proves nothing, and opening twice changes nothing (found by fuzz-journal)")
    func overlongMark() throws {
        var image = try Workshop.image([Self.settled, [[7]]])
        let place = try #require(try Workshop.places(image).last)
        let mark = place.bytes.upperBound..<place.bytes.upperBound + Workshop.sectorBytes + 16
        var bytes = try #require(image[place.file])
        Bytes.store(UInt32(mark.count - Workshop.recordHeadBytes), in: &bytes, at: mark.lowerBound + 56)
        Surgery.seal(&bytes, mark)
        image[place.file] = bytes
        let disk = SimulatedDisk(image: image)
        #expect(try Workshop.open(disk).journal.recovery.rewrittenEntries == 1)
        let once = disk.image
        #expect(try Workshop.open(disk.afterCrash(seed: 1)).entries == Self.settled + [[7]])
        #expect(disk.image == once)
    }

    @Test("opening twice leaves the same bytes as opening once", arguments: [true, false])
    func openingTwice(_ marked: Bool) throws {
        let disk = SimulatedDisk(image: try Workshop.image([Self.settled, [[7]], [[8], [9]]], marked: marked))
        _ = try Workshop.open(disk)
        let once = disk.image
        disk.crash(seed: 2)
        #expect(disk.image == once)
        _ = try Workshop.open(disk, seed: 3)
        #expect(disk.image == once)
    }
}
