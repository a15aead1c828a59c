import DeskJournal
import DeskSystem
import Testing

/// The journal on the real file system, in a private directory.
struct DiskStorageTests {
    @Test("entries written are there after reopening, and a second opener is told who is first")
    func reopening() throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskjournal-")
        defer { Path.removeTree(directory) }
        let entries = (0..<300).map { index in [UInt8](repeating: UInt8(index % 251), count: index * 7) }
        var settings = JournalSettings.standard
        settings.segmentBytes = 64 << 10
        do {
            let storage = try DiskStorage(directory: directory)
            let journal = try Journal.open(storage, settings: settings, randomness: SystemRandom.integer) { _, _ in }
            for (index, entry) in entries.enumerated() {
                #expect(try journal.append(entry.span) == UInt64(index + 1))
                if index % 10 == 9 { try journal.commit() }
            }
            try journal.markIdle()
            #expect(throws: JournalError.locked) {
                _ = try Journal.open(DiskStorage(directory: directory), randomness: SystemRandom.integer) { _, _ in }
            }
            #expect(try journal.read(300) { Array(copying: $0) } == entries[299])
            #expect(try journal.read(1) { Array(copying: $0) } == entries[0])
        }
        var replayed: [[UInt8]] = []
        let storage = try DiskStorage(directory: directory)
        let journal = try Journal.open(storage, settings: settings, randomness: SystemRandom.integer) { sequence, bytes in
            #expect(sequence.number == UInt64(replayed.count + 1))
            replayed.append(Array(copying: bytes))
        }
        #expect(replayed == entries)
        #expect(journal.durable == 300)
        #expect(journal.recovery == RecoveryReport())
    }
}
