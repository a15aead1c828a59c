import DeskJournal
import DeskTesting
import Testing

/// Looking at a journal without its lock, as `desk journal cat` and `check` do.
struct ReaderTests {
    @Test("a journal in use is read without its lock, as far as it is on disk")
    func inUse() throws {
        let disk = SimulatedDisk()
        let (journal, _) = try Workshop.open(disk)
        _ = try journal.append([1].span)
        try journal.commit()
        _ = try journal.append([2].span)
        try journal.commit()
        _ = try journal.append([3].span)
        let before = disk.image
        var entries: [[UInt8]] = []
        let report = try JournalReader.read(disk.storage()) { entry, bytes in
            #expect(entry.sequence.number == UInt64(entries.count + 1))
            entries.append(Array(copying: bytes))
        }
        #expect(entries == [[1], [2]])
        #expect(report.isSound && report.tornTail == nil)
        #expect(report.entries == 2 && report.head == 2 && report.proven == 1 && report.segments == 1)
        #expect(report.epoch == journal.epoch)
        #expect(disk.image == before)
    }

    @Test("every damaged stretch is named, and what lies between is read")
    func damage() throws {
        var image = try Workshop.image(DamageTests.batches)
        let places = try Workshop.places(image)
        for victim in [1, 4, 5, 9] { image[places[victim].file]?[places[victim].bytes.lowerBound + 20] ^= 4 }
        var sequences: [UInt64] = []
        let report = try JournalReader.read(SimulatedDisk(image: image).storage()) { entry, _ in sequences.append(entry.sequence.number) }
        #expect(sequences == (1...UInt64(places.count)).filter { ![2, 5, 6, 10].contains($0) })
        #expect(report.damages.map { [$0.first, $0.last] } == [[2, 2], [5, 6], [10, 10]])
        #expect(report.damages.map(\.file) == [1, 4, 9].map { places[$0].file })
    }

    @Test("a torn tail is reported and left alone")
    func tornTail() throws {
        let image = try Workshop.image([[[1]], [[2], [3]]], marked: false)
        let place = try #require(try Workshop.places(image).last)
        var torn = image
        torn[place.file]?[place.bytes.lowerBound] ^= 1
        let disk = SimulatedDisk(image: torn)
        let report = try JournalReader.read(disk.storage())
        #expect(report.isSound && report.head == 2)
        #expect(report.tornTail?.offset == place.bytes.lowerBound && report.tornTail?.file == place.file)
        #expect(disk.image == torn)
    }

    @Test("an empty directory is an empty journal")
    func nothing() throws {
        let report = try JournalReader.read(SimulatedDisk().storage())
        #expect(report.isSound && report.entries == 0 && report.epoch == nil)
    }
}
