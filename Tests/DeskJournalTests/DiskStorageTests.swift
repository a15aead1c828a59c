import DeskSystem
import Testing

@testable import DeskJournal

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

    @Test("a directory that is missing is made for its owner only; one whose parent is missing is refused", arguments: ["new", "new//"])
    func creating(_ name: String) throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskjournal-")
        defer { Path.removeTree(directory) }
        _ = try DiskStorage(creating: directory + "/" + name)
        _ = try DiskStorage(creating: directory + "/" + name)
        #expect(PathFacts(at: directory + "/new")?.permissions == 0o700)
        #expect(throws: StorageError.self) { _ = try DiskStorage(creating: directory + "/no/new") }
        #expect(throws: StorageError.self) { _ = try DiskStorage(directory: directory + "/other") }
    }

    // From a review: a file that was there was emptied and written to, whatever else it was called and wherever a link led.
    @Test("a file that is made anew is another one than that of its name before", arguments: [true, false])
    func anew(_ isLink: Bool) throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskjournal-")
        defer { Path.removeTree(directory) }
        let storage = try DiskStorage(directory: directory)
        try storage.create("kept").writeAll([1, 2, 3].span, at: 0)
        if isLink { try Path.link(directory + "/x", to: "kept") } else { try Path.name(directory + "/kept", also: directory + "/x") }
        try storage.create("x").writeAll([4].span, at: 0)
        #expect(try storage.open("kept", for: .reading).size() == 3)
        #expect(try storage.open("x", for: .reading).size() == 1)
        #expect(PathFacts(at: directory + "/x")?.kind == .file)
    }

    @Test("files are their owner's only, and a full disk is told from other trouble")
    func files() throws {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskjournal-")
        defer { Path.removeTree(directory) }
        let storage = try DiskStorage(directory: directory)
        let file = try storage.create("x")
        #expect(PathFacts(at: directory + "/x")?.permissions == 0o600)
        #expect(try file.write([1, 2, 3].span, at: 5) == 3)
        #expect(try file.size() == 8)
        var buffer = [UInt8](repeating: 9, count: 10)
        #expect(try file.read(at: 4, into: &buffer) == 4)
        #expect(buffer.prefix(4) == [0, 1, 2, 3])
        #expect(StorageError(SystemError("pwrite", code: 28)).kind == .noSpace)
        #expect(throws: StorageError.self) { _ = try storage.open("y", for: .reading) }
    }
}
