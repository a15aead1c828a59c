import DeskJournal
import DeskTesting
import Testing

/// The power goes, anywhere; and again while the journal is mended.
struct CrashTests {
    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]

    @Test("the script fills several segments and is played to its end on a disk that behaves")
    func script() throws {
        let disk = SimulatedDisk()
        var life = Life(disk)
        life.play()
        #expect(life.end == nil)
        #expect(disk.image.count >= 5)
        let (journal, entries) = try Workshop.open(disk.afterCrash(seed: 1))
        #expect(entries == life.promised)
        for index in entries.indices {
            #expect(try journal.read(UInt64(index + 1)) { Array(copying: $0) } == entries[index])
        }
    }

    @Test("a power cut after any change keeps what was promised and invents nothing", arguments: seeds, [false, true])
    func cutAnywhere(_ seed: UInt64, preparingAhead preparesAhead: Bool) throws {
        for change in 1...Self.changesOfScript(preparesAhead: preparesAhead) {
            let disk = SimulatedDisk(seed: seed)
            disk.faults.lastChange = change
            disk.faults.writesShort = seed % 2 == 0
            var life = Life(disk, preparesAhead: preparesAhead)
            life.play()
            disk.crash(seed: seed &* 1_000 &+ UInt64(change))
            try Self.goOn(&life, "seed \(seed), change \(change)")
        }
    }

    @Test("power cuts while a power cut is mended, one after every change, end in the same entries", arguments: seeds)
    func cutInRecovery(_ seed: UInt64) throws {
        for change in stride(from: Int(seed), through: Self.changesOfScript(), by: 5) {
            let disk = SimulatedDisk(seed: seed)
            disk.faults.lastChange = change
            var life = Life(disk)
            life.play()
            disk.crash(seed: seed &* 1_000 &+ UInt64(change))
            for cut in 1...12 {
                disk.faults.lastChange = cut
                _ = try? Workshop.open(disk, seed: UInt64(cut))
                disk.crash(seed: seed &* 100_000 &+ UInt64(change * 100 + cut))
            }
            try Self.goOn(&life, "seed \(seed), change \(change)")
        }
    }

    /// The journal opens, holds what it must, can be used, and is the same when opened again.
    static func goOn(_ life: inout Life, _ where: String) throws {
        do {
            let journal = try life.reopened(seed: 77)
            _ = try journal.append([1, 2, 3].span)
            try journal.commit()
        } catch {
            Issue.record("\(`where`): \(error)")
            return
        }
        let expected = life.promised + [[1, 2, 3]]
        #expect(try Workshop.open(life.disk.afterCrash(seed: 9)).entries == expected, "\(`where`)")
        let once = life.disk.image
        #expect(try Workshop.open(life.disk.afterCrash(seed: 10)).entries == expected, "\(`where`)")
        let changed = Self.difference(once, life.disk.image)
        #expect(changed.isEmpty, "\(`where`): opening twice changes the files")
    }

    /// The files that differ, and from where on.
    static func difference(_ left: [String: [UInt8]], _ right: [String: [UInt8]]) -> [String: Int] {
        var difference: [String: Int] = [:]
        for name in Set(left.keys).union(right.keys) where left[name] != right[name] {
            difference[name] = Array(zip(left[name] ?? [], right[name] ?? []).prefix { $0 == $1 }).count
        }
        return difference
    }

    static func changesOfScript(preparesAhead: Bool = false) -> Int {
        let disk = SimulatedDisk()
        var life = Life(disk, preparesAhead: preparesAhead)
        life.play()
        return disk.changes
    }
}

extension SimulatedDisk {
    func afterCrash(seed: UInt64) -> SimulatedDisk {
        crash(seed: seed)
        return self
    }
}
