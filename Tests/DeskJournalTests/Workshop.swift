import DeskJournal
import DeskSystem
import DeskTesting

/// What the journal's tests share.
enum Workshop {
    /// Small segments, so that a handful of entries fills several.
    static let settings: JournalSettings = {
        var settings = JournalSettings.cramped
        settings.segmentBytes = preambleBytes + 4_096
        return settings
    }()

    static let preambleBytes = 4_096
    static let sectorBytes = 512
    static let recordHeadBytes = 64

    /// Opens the journal on `disk` and collects what it replays.
    static func open(
        _ disk: SimulatedDisk, settings: JournalSettings = settings, seed: UInt64 = 1
    ) throws(JournalError) -> (journal: Journal, entries: [[UInt8]]) {
        var random = SeededRandom(seed: seed)
        var entries: [[UInt8]] = []
        let journal = try Journal.open(disk.storage(), settings: settings, randomness: { random.next() }) { sequence, bytes in
            guard sequence.number == UInt64(entries.count + 1) else { throw OutOfOrder() }
            entries.append(Array(copying: bytes))
        }
        return (journal, entries)
    }

    struct OutOfOrder: Error {}

    /// A journal with these batches, each followed by an idle mark where `marked`, as files.
    static func image(
        _ batches: [[[UInt8]]], marked: Bool = true, settings: JournalSettings = settings, seed: UInt64 = 1
    ) throws -> [String: [UInt8]] {
        let disk = SimulatedDisk()
        let (journal, _) = try open(disk, settings: settings, seed: seed)
        for batch in batches {
            for entry in batch { _ = try journal.append(entry.span) }
            try journal.commit()
        }
        if marked { try journal.markIdle() }
        return disk.image
    }

    /// What opening these files gives.
    static func recover(_ image: [String: [UInt8]], settings: JournalSettings = settings) -> Outcome {
        let disk = SimulatedDisk(image: image)
        do throws(JournalError) {
            return .opened(try open(disk, settings: settings, seed: 2).entries)
        } catch {
            return .refused(error, isUntouched: disk.image == image)
        }
    }

    enum Outcome: Equatable {
        case opened([[UInt8]])
        case refused(JournalError, isUntouched: Bool)

        var damage: Damage? {
            if case .refused(.corrupt(let damage), isUntouched: true) = self { damage } else { nil }
        }
    }

    static func segment(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 10 - digits.count) + digits + ".journal"
    }

    /// Where the entries' records lie, as the reader reports them: file, offset and length with padding.
    static func places(_ image: [String: [UInt8]]) throws -> [Place] {
        var places: [Place] = []
        _ = try JournalReader.read(SimulatedDisk(image: image).storage()) { entry, payload in
            let bytes = image[entry.file] ?? []
            let padding = Int(Bytes.uint32(bytes.span, at: entry.offset + 56))
            let end = entry.offset + recordHeadBytes + payload.count + padding
            places.append(Place(sequence: entry.sequence.number, file: entry.file, bytes: entry.offset..<end))
        }
        return places
    }

    struct Place {
        let sequence: UInt64
        let file: String
        let bytes: Range<Int>
    }
}

extension [UInt8] {
    init(copying span: Span<UInt8>) {
        self = []
        Bytes.append(span, to: &self)
    }
}
