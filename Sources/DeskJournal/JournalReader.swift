internal import DeskSystem

/// Reads a journal without its lock and without touching anything, also while a broker writes to it.
public enum JournalReader {
    /// An entry and where it stands.
    public struct Entry: Sendable {
        public let sequence: EntrySequence
        public let file: String
        /// Where its record begins in the file.
        public let offset: Int
    }

    /// Hands every entry that can be read to `body`, in order, and says what cannot.
    public static func read(
        _ storage: any Storage, _ body: (Entry, Span<UInt8>) throws -> Void = { _, _ in }
    ) throws(JournalError) -> JournalReport {
        try read(storage, last: .max, body)
    }

    /// The same of the last segments only, for those who look at how a journal ends; the report counts no other entries.
    public static func readTail(
        _ storage: any Storage, segments: Int = 2, _ body: (Entry, Span<UInt8>) throws -> Void = { _, _ in }
    ) throws(JournalError) -> JournalReport {
        try read(storage, last: segments, body)
    }

    private static func read(
        _ storage: any Storage, last count: Int, _ body: (Entry, Span<UInt8>) throws -> Void
    ) throws(JournalError) -> JournalReport {
        let survey = try settled(storage)
        var report = JournalReport(survey)
        var reader = SegmentReader(storage)
        for (index, file) in survey.segments.enumerated().suffix(count) {
            let end = index + 1 < survey.segments.count ? survey.segments[index + 1].header.first : nil
            let (reading, damages) = try reader.readAll(file, until: end) { (entry, payload) throws(JournalError) in
                report.entries += 1
                do {
                    try body(Entry(sequence: entry.sequence, file: file.name, offset: entry.place.lowerBound), payload)
                } catch {
                    throw .replayRefused(entry.sequence, "\(error)")
                }
            }
            report.damages += damages
            report.head = max(report.head, reading.scan.next - 1)
            report.proven = max(report.proven, reading.scan.proven)
            if end == nil && damages.isEmpty && reading.tornBytes > 0 {
                report.tornTail = JournalReport.TornTail(file: file.name, offset: reading.scan.offset, bytes: reading.tornBytes)
            }
        }
        return report
    }

    /// A segment that begins or ends just now can look like damage; real damage stays.
    private static func settled(_ storage: any Storage) throws(JournalError) -> Survey {
        for _ in 1..<attemptsMax {
            let survey = try Survey(storage)
            if survey.damages.isEmpty { return survey }
        }
        return try Survey(storage)
    }

    static let attemptsMax = 3
}

/// What can be said of a journal's files.
public struct JournalReport: Equatable, Sendable {
    /// A batch that was never acknowledged as a whole; opening the journal cuts it. A broker at work looks like this too.
    public struct TornTail: Equatable, Sendable {
        public let file: String
        public let offset: Int
        public let bytes: Int
    }

    public let epoch: [UInt8]?
    public let segments: Int
    public let bytes: Int
    /// Entries that could be read.
    public internal(set) var entries = 0
    /// The last entry's sequence; 0 where there is none.
    public internal(set) var head: UInt64 = 0
    /// The last entry that the files prove to have been durable.
    public internal(set) var proven: UInt64 = 0
    public internal(set) var tornTail: TornTail?
    public internal(set) var damages: [Damage]

    init(_ survey: Survey) {
        epoch = survey.segments.first?.header.identity.epoch
        segments = survey.segments.count
        bytes = survey.segments.reduce(0) { $0 + $1.size }
        damages = survey.damages
    }

    public var isSound: Bool { damages.isEmpty }
}
