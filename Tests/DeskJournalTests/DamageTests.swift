import DeskJournal
import DeskSystem
import DeskTesting
import Testing

/// The damage table: what must survive, and what must be refused and named.
struct DamageTests {
    /// Three segments; the last batch of each has several entries.
    static let batches: [[[UInt8]]] = {
        var random = SeededRandom(seed: 7)
        return [[0, 1], [300], [511, 512, 513], [900, 700], [40], [1_200, 3], [64, 65, 66], [9]].map { sizes in
            sizes.map { random.bytes($0) }
        }
    }()
    static let entries = batches.flatMap { $0 }

    @Test("a flipped byte in an entry is refused and the entry is named; anywhere else nothing is lost")
    func flippedBytes() throws {
        let image = try Workshop.image(Self.batches)
        let places = try Workshop.places(image)
        #expect(image.count == 3 && places.count == Self.entries.count)
        for (file, bytes) in image {
            for offset in bytes.indices where Self.isWorthIt(offset, of: bytes.count) {
                var changed = image
                changed[file]?[offset] ^= 1 << (offset % 8)
                let outcome = Workshop.recover(changed)
                if let hit = places.first(where: { $0.file == file && $0.bytes.contains(offset) }) {
                    #expect(outcome.damage?.first == hit.sequence && outcome.damage?.last == hit.sequence, "\(file) \(offset)")
                    #expect(outcome.damage?.file == file)
                } else if offset < 128 || (file == Workshop.segment(3) && (512..<576).contains(offset)) {
                    // A header; or where the last segment's seal would tell that there is another.
                    guard case .refused(_, isUntouched: true) = outcome else {
                        Issue.record("\(file) \(offset) was not refused")
                        continue
                    }
                } else {
                    #expect(outcome == .opened(Self.entries), "\(file) \(offset)")
                }
            }
        }
    }

    /// All but the empty part of the preamble, of which every 97th byte will do.
    private static func isWorthIt(_ offset: Int, of count: Int) -> Bool { !(600..<4_090).contains(offset) || offset % 97 == 0 }

    @Test("a lost sector is refused and its first entry named; where nothing was written nothing is lost")
    func lostSectors() throws {
        let image = try Workshop.image(Self.batches)
        let places = try Workshop.places(image)
        for (file, bytes) in image {
            for start in stride(from: Workshop.preambleBytes, to: bytes.count, by: Workshop.sectorBytes) {
                var changed = image
                let sector = start..<min(start + Workshop.sectorBytes, bytes.count)
                changed[file]?.replaceSubrange(sector, with: repeatElement(0, count: sector.count))
                let outcome = Workshop.recover(changed)
                if let hit = places.first(where: { $0.file == file && $0.bytes.overlaps(sector) }) {
                    #expect(outcome.damage?.first == hit.sequence && outcome.damage?.file == file, "\(file) \(start)")
                } else {
                    #expect(outcome == .opened(Self.entries), "\(file) \(start)")
                }
            }
        }
    }

    @Test("a segment cut short at any place is refused and named")
    func cutSegments() throws {
        let image = try Workshop.image(Self.batches)
        for (file, bytes) in image {
            for size in stride(from: 0, to: bytes.count, by: 37) {
                var changed = image
                changed[file]?.removeLast(bytes.count - size)
                let damage = try #require(Workshop.recover(changed).damage, "\(file) cut to \(size)")
                #expect(damage.file == file, "\(file) cut to \(size): \(damage)")
            }
        }
    }

    @Test("missing, copied and swapped segments are named")
    func misplacedSegments() throws {
        let image = try Workshop.image(Self.batches)
        let other = try Workshop.image(Self.batches, seed: 99)
        let (one, two, three, four) = (Workshop.segment(1), Workshop.segment(2), Workshop.segment(3), Workshop.segment(4))
        func file(_ change: (inout [String: [UInt8]]) -> Void) -> String? {
            var changed = image
            change(&changed)
            return Workshop.recover(changed).damage?.file
        }
        #expect(file { $0[one] = nil } == one)
        #expect(file { $0[two] = nil } == two)
        #expect(file { $0[three] = nil } == three)
        #expect(file { $0[four] = $0[three] } == four)
        #expect(file { $0[three] = $0[two] } == three)
        #expect(file { ($0[two], $0[three]) = ($0[three], $0[two]) } == two)
        #expect(file { $0[two] = other[two] } == two)
        #expect(file { $0[three] = other[three] } == three)
        #expect(file { $0[one] = other[one] } == two)
        #expect(file { $0[two] = [] } == two)
    }

    @Test("the range of a missing segment's entries is known from its neighbours")
    func missingRange() throws {
        var image = try Workshop.image(Self.batches)
        let places = try Workshop.places(image)
        let lost = places.filter { $0.file == Workshop.segment(2) }.map(\.sequence)
        image[Workshop.segment(2)] = nil
        let damage = try #require(Workshop.recover(image).damage)
        #expect(damage.first == lost.first && damage.last == lost.last)
    }

    @Test("every version but ours is refused, and nothing is touched", arguments: [8, 9, 10, 11])
    func versions(_ offset: Int) throws {
        let image = try Workshop.image(Self.batches)
        let last = Workshop.segment(3)
        for version in 0...UInt8.max where image[last]?[offset] != version {
            var changed = image
            changed[last]?[offset] = version
            guard case .refused(.unknownVersion(let file, _), isUntouched: true) = Workshop.recover(changed) else {
                Issue.record("byte \(offset) = \(version) was not refused as an unknown version")
                continue
            }
            #expect(file == last)
        }
    }

    @Test("a whole record of another version or type is refused, and nothing is touched", arguments: [8, 9])
    func recordVersions(_ field: Int) throws {
        let image = try Workshop.image(Self.batches)
        let place = try #require(try Workshop.places(image).last)
        var bytes = try #require(image[place.file])
        bytes[place.bytes.lowerBound + field] = 3
        Surgery.seal(&bytes, place.bytes)
        var changed = image
        changed[place.file] = bytes
        guard case .refused(.unknownVersion, isUntouched: true) = Workshop.recover(changed) else {
            Issue.record("not refused")
            return
        }
    }

    @Test("an entry that rots while the journal is open is refused when it is read, and the others are not")
    func rot() throws {
        let disk = SimulatedDisk(image: try Workshop.image(Self.batches))
        let places = try Workshop.places(disk.image)
        let (journal, _) = try Workshop.open(disk)
        for victim in [0, 5, places.count - 1] {
            disk.flipBit(of: places[victim].file, at: places[victim].bytes.lowerBound + 20)
            let sequence = UInt64(victim + 1)
            let damage = Damage(places[victim].file, first: sequence, last: sequence, "its bytes are not what was written")
            #expect(throws: JournalError.corrupt(damage)) { try journal.read(sequence) { _ in } }
        }
        for index in [1, 4, 6] { #expect(try journal.read(UInt64(index + 1)) { Array(copying: $0) } == Self.entries[index]) }
        #expect(throws: JournalError.noSuchEntry(EntrySequence(0), head: journal.head)) { try journal.read(0) { _ in } }
    }

    @Test("what lies behind the last entry is never believed", arguments: Debris.allCases)
    func debris(_ debris: Debris) throws {
        let image = try Workshop.image(Self.batches)
        let last = Workshop.segment(3)
        let places = try Workshop.places(image)
        let free = try #require(places.last).bytes.upperBound + Workshop.sectorBytes  // the idle mark
        for start in [free, free + 8, free + 512] {
            var changed = image
            let bytes = try debris.bytes(image, places)
            changed[last]?.replaceSubrange(start..<start + bytes.count, with: bytes)
            #expect(Workshop.recover(changed) == .opened(Self.entries), "at \(start)")
            changed[last] = (image[last] ?? []) + bytes
            #expect(Workshop.recover(changed) == .opened(Self.entries), "behind the file")
        }
    }

    enum Debris: CaseIterable {
        case noise, oldRecord, lastRecord, otherSegment, otherJournal, idleMark, forgery, failedBatch

        func bytes(_ image: [String: [UInt8]], _ places: [Workshop.Place]) throws -> [UInt8] {
            func record(_ place: Workshop.Place?, in image: [String: [UInt8]]) throws -> [UInt8] {
                let place = try #require(place)
                return Array(try #require(image[place.file])[place.bytes].prefix(512))
            }
            switch self {
            case .noise:
                var random = SeededRandom(seed: 3)
                return random.bytes(300)
            case .oldRecord: return try record(places.first { $0.file == Workshop.segment(3) }, in: image)
            case .lastRecord: return try record(places.last, in: image)
            case .otherSegment: return try record(places.first { $0.file == Workshop.segment(2) }, in: image)
            case .forgery:
                // All that a stranger can know, and half of the salt besides.
                let bytes = try record(places.last, in: image)
                let salt = Bytes.uint64(bytes.span, at: 32)
                return Surgery.next(bytes, sequence: places.count + 1, proven: places.count, salt: salt ^ 1 << 63)
            case .failedBatch:
                // From when the entry before it had not been written either.
                let bytes = try record(places.last, in: image)
                let salt = Bytes.uint64(bytes.span, at: 32)
                return Surgery.next(bytes, sequence: places.count + 1, proven: places.count - 1, salt: salt)
            case .otherJournal:
                let other = try Workshop.image(DamageTests.batches + [[[1]], [[2]]], seed: 99)
                return try record(try Workshop.places(other).last, in: other)
            case .idleMark:
                let end = try #require(places.last).bytes.upperBound
                return Array(try #require(image[Workshop.segment(3)])[end..<end + 512])
            }
        }
    }
}

/// Changes of files that leave checksums right, written from `Format.md` and not from the code.
enum Surgery {
    /// Computes a record's checksum anew.
    static func seal(_ bytes: inout [UInt8], _ record: Range<Int>) {
        let salt = UInt32(truncatingIfNeeded: Bytes.uint64(bytes.span, at: record.lowerBound + 32))
        let plain = CRC32C.checksum(bytes.span.extracting(record.lowerBound + 4..<record.upperBound), continuing: salt)
        Bytes.store((plain >> 15 | plain << 17) &+ 0xa282_ead8, in: &bytes, at: record.lowerBound)
    }

    /// The same record with another place in the journal.
    static func next(_ record: [UInt8], sequence: Int, proven: Int, salt: UInt64) -> [UInt8] {
        var bytes = record
        Bytes.store(UInt64(sequence), in: &bytes, at: 16)
        Bytes.store(UInt64(proven), in: &bytes, at: 24)
        Bytes.store(salt, in: &bytes, at: 32)
        seal(&bytes, bytes.indices)
        return bytes
    }
}
