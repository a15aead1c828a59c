import DeskJournal
import DeskTesting
import Testing

/// The disk refuses a call: once, or from then on.
struct FailureTests {
    @Test(
        "whichever call fails, nothing promised is lost, not even when the kernel calls clean what it never wrote",
        arguments: [StorageError.Kind.other, .noSpace], [true, false])
    func everyCall(_ failure: StorageError.Kind, _ forEver: Bool) throws {
        for preparesAhead in [false, true] { try everyCall(failure, forEver, preparesAhead) }
    }

    private func everyCall(_ failure: StorageError.Kind, _ forEver: Bool, _ preparesAhead: Bool) throws {
        for call in 1...Self.callsOfScript(preparesAhead) {
            let disk = SimulatedDisk(seed: UInt64(call))
            disk.faults.failingCall = call
            disk.faults.failsForEver = forEver
            disk.faults.failure = failure
            disk.faults.failedSyncForgets = call % 2 == 0
            var life = Life(disk, preparesAhead: preparesAhead)
            life.play()
            #expect(life.end != nil || failure == .noSpace || !forEver, "call \(call) failed and nobody noticed")
            disk.restart()
            try CrashTests.goOn(&life, "call \(call), \(failure), for ever: \(forEver), ahead: \(preparesAhead)")
        }
    }

    @Test("the first failure is final: every later call says so and nothing reaches the disk")
    func final() throws {
        let disk = SimulatedDisk()
        let journal = try Workshop.open(disk).journal
        _ = try journal.append([1].span)
        try journal.commit()
        _ = try journal.append([2].span)
        disk.faults.failingCall = 2  // the sync; the write before it succeeds
        let failure = JournalError.failed(StorageError(.other, "fdatasync 0000000001.new: simulated failure of call 2"))
        #expect(throws: failure) { try journal.commit() }
        disk.faults.failingCall = nil
        #expect(throws: failure) { try journal.commit() }
        #expect(throws: failure) { try journal.markIdle() }
        #expect(throws: failure) { _ = try journal.append([3].span) }
        #expect(throws: failure) { try journal.read(1) { _ in } }
        #expect(journal.durable == 1)
        #expect(disk.calls == 0)
    }

    @Test("a full disk refuses the next segment and loses nothing; when there is room it goes on")
    func noSpace() throws {
        let disk = SimulatedDisk()
        let journal = try Workshop.open(disk).journal
        let large = [UInt8](repeating: 1, count: 5_000)
        _ = try journal.append(large.span)
        for call in 1...3 {
            disk.faults.failingCall = call
            disk.faults.failsForEver = call == 1
            disk.faults.failure = .noSpace
            #expect(throws: JournalError.self) { try journal.commit() }
            #expect(try journal.read(1) { $0.count } == 5_000)
        }
        disk.faults = SimulatedDisk.Faults()
        try journal.commit()
        #expect(journal.durable == 1)
        #expect(try Workshop.open(disk.afterCrash(seed: 1)).entries == [large])
    }

    @Test("on a disk that is full to the brim the journal opens and can be read, and goes on when there is room")
    func opensWhenFull() throws {
        let image = try Workshop.image([[[1]], [[2], [3]]], marked: false)
        let disk = SimulatedDisk(image: image)
        disk.faults.capacityBytes = image.values.reduce(0) { $0 + $1.count } + 6_000
        let (journal, entries) = try Workshop.open(disk)
        #expect(entries == [[1], [2], [3]] && journal.recovery.rewrittenEntries == 2)
        #expect(try journal.read(3) { Array(copying: $0) } == [3])
        disk.faults.capacityBytes = 0
        _ = try journal.append([4].span)
        #expect { try journal.commit() } throws: { error in
            if case .noSpace? = error as? JournalError { true } else { false }
        }
        disk.faults.capacityBytes = .max
        try journal.commit()
        #expect(try Workshop.open(disk.afterCrash(seed: 4)).entries == [[1], [2], [3], [4]])
    }

    @Test("with nothing to say the disk is left alone: no empty commit, no second mark, none while a batch waits")
    func silence() throws {
        let disk = SimulatedDisk()
        let (journal, _) = try Workshop.open(disk)
        disk.faults = SimulatedDisk.Faults()
        try journal.commit()
        try journal.markIdle()
        _ = try journal.append([1].span)
        #expect(disk.calls == 0)
        try journal.commit()
        #expect(disk.calls == 2, "one write and one sync")
        _ = try journal.append([2].span)
        try journal.markIdle()
        #expect(disk.calls == 2)
        try journal.commit()
        try journal.markIdle()
        try journal.markIdle()
        #expect(disk.calls == 6)
    }

    @Test("what is too large is refused before it is taken, and the next is not the worse for it")
    func ceilings() throws {
        var settings = Workshop.settings
        settings.entryBytesMax = 100
        settings.batchBytesMax = 400
        let (journal, _) = try Workshop.open(SimulatedDisk(), settings: settings)
        let (large, fitting, empty) = ([UInt8](repeating: 1, count: 101), [UInt8](repeating: 2, count: 100), [UInt8]())
        #expect(throws: JournalError.entryTooLarge(bytes: 101, bytesMax: 100)) { _ = try journal.append(large.span) }
        for sequence in 1...2 { #expect(try journal.append(fitting.span) == UInt64(sequence)) }
        #expect(throws: JournalError.batchFull(bytesMax: 400)) { _ = try journal.append(fitting.span) }
        try journal.commit()
        #expect(try journal.append(empty.span) == 3)
    }

    private static func callsOfScript(_ preparesAhead: Bool) -> Int {
        let disk = SimulatedDisk()
        var life = Life(disk, preparesAhead: preparesAhead)
        life.play()
        return disk.calls
    }
}
