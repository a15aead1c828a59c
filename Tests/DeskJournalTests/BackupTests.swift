import DeskJournal
import DeskSystem
import DeskTesting
import Testing

struct BackupTests {
    /// Batches of several entries, over several segments.
    static let batches = (1...12).map { batch in (1...(batch % 4 + 1)).map { [UInt8](repeating: UInt8(batch), count: 90 * $0 * batch) } }
    static var entries: [[UInt8]] { batches.flatMap(\.self) }

    private static func back(
        up image: [String: [UInt8]], durable: UInt64?, epoch: [UInt8]? = nil, onto disk: SimulatedDisk, stopAfter: Int = .max
    ) throws(BackupError) -> BackupResult {
        var steps = 0
        var backup = JournalBackup(
            from: SimulatedDisk(image: image).storage(), to: disk.storage(), durable: durable, epoch: epoch,
            heed: { _ in
                steps += 1
                return steps <= stopAfter
            })
        return try backup.run()
    }

    @Test("whatever the broker has told of is in it, whole batches only, and it opens", arguments: 0...UInt64(entries.count))
    func prefix(_ durable: UInt64) throws {
        // Unproven, as the last batch is while the broker works.
        let image = try Workshop.image(Self.batches, marked: false)
        let disk = SimulatedDisk()
        let result = try Self.back(up: image, durable: durable, onto: disk)
        #expect(result.head >= durable)
        // The files prove all but the last batch; that one comes when the broker has told of any of it.
        let last = UInt64(Self.batches[Self.batches.count - 1].count)
        let all = UInt64(Self.entries.count)
        #expect(result.head == (durable > all - last ? all : all - last))
        guard case .opened(let entries) = Workshop.recover(disk.image) else {
            Issue.record("it does not open")
            return
        }
        #expect(entries == Array(Self.entries.prefix(Int(result.head))))
    }

    @Test("sealed segments are the same byte for byte")
    func sealed() throws {
        let image = try Workshop.image(Self.batches)
        let disk = SimulatedDisk()
        _ = try Self.back(up: image, durable: UInt64(Self.entries.count), onto: disk)
        let names = image.keys.filter { $0.hasSuffix(".journal") }.sorted()
        #expect(names.count > 3)
        for name in names { #expect(disk.image[name] == image[name], "\(name)") }
    }

    @Test("without a broker it is everything that is whole")
    func offline() throws {
        let image = try Workshop.image(Self.batches, marked: false)
        #expect(try Self.back(up: image, durable: nil, onto: SimulatedDisk()).head == UInt64(Self.entries.count))
    }

    @Test("a journal of another epoch, one that ends too early, one that is damaged: none is copied")
    func refused() throws {
        let image = try Workshop.image(Self.batches)
        #expect(throws: BackupError.self) { try Self.back(up: image, durable: UInt64(Self.entries.count + 1), onto: SimulatedDisk()) }
        #expect(throws: BackupError.self) {
            try Self.back(up: image, durable: 1, epoch: [UInt8](repeating: 7, count: 16), onto: SimulatedDisk())
        }
        #expect(throws: BackupError.self) { try Self.back(up: [:], durable: 0, onto: SimulatedDisk()) }
        for place in try Workshop.places(image) {
            var damaged = image
            damaged[place.file]?[place.bytes.lowerBound + 70] ^= 1
            #expect(throws: BackupError.self, "entry \(place.sequence)") { try Self.back(up: damaged, durable: nil, onto: SimulatedDisk()) }
        }
    }

    @Test("each call to the disk that fails ends it, and so does whoever wants it stopped")
    func failures() throws {
        let image = try Workshop.image(Self.batches)
        var failing = 1
        var isDone = false
        while !isDone {
            let disk = SimulatedDisk()
            disk.faults.failingCall = failing
            disk.faults.failsForEver = true
            do {
                _ = try Self.back(up: image, durable: 5, onto: disk)
                isDone = true
            } catch {
                failing += 1
            }
        }
        #expect(failing > 20)
        for steps in 0..<10 {
            #expect(throws: BackupError.self) { try Self.back(up: image, durable: 5, onto: SimulatedDisk(), stopAfter: steps) }
        }
    }

    @Test("restored, it has the same entries under the same numbers, the same digest key, and an epoch of its own")
    func restored() throws {
        let image = try Workshop.image(Self.batches)
        let original = try Workshop.open(SimulatedDisk(image: image)).journal
        let disk = SimulatedDisk()
        var random = SeededRandom(seed: 99)
        var restore = JournalRestore(
            from: SimulatedDisk(image: image).storage(), to: disk.storage(), settings: Workshop.settings, randomness: { random.next() },
            heed: { _ in true })
        let result = try restore.run()
        #expect(result.head == UInt64(Self.entries.count))
        disk.restart()
        let (journal, entries) = try Workshop.open(disk)
        #expect(entries == Self.entries)
        #expect(journal.digestKey == original.digestKey)
        #expect(journal.epoch != original.epoch)
    }
}
