/// Makes a new journal with a backup's entries under their numbers. It has an epoch of its own, so that whoever was told of what
/// the backup does not hold notices when they come back.
public struct JournalRestore {
    /// The directory within the target in which a restore is made. Where it is, what lies around it is not whole.
    public static let stageName = "restoring"

    /// Which of the segments in `place` a restore made that was interrupted while it moved them there from `stage`: those of
    /// the journal whose first segment, which goes last, is still in `stage`. Nobody else knows its epoch.
    public static func moved(to place: any Storage, from stage: any Storage) throws(StorageError) -> [String] {
        guard let epoch = try epoch(of: SegmentName.finished(1), in: stage) else { return [] }
        var moved: [String] = []
        for name in try place.names() where SegmentName.number(of: name) != nil {
            if try self.epoch(of: name, in: place) == epoch { moved.append(name) }
        }
        return moved
    }

    /// Nil where there is no such segment.
    private static func epoch(of name: String, in storage: any Storage) throws(StorageError) -> [UInt8]? {
        guard try storage.names().contains(name) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Format.headerBytes)
        guard try storage.open(name, for: .reading).read(at: 0, into: &bytes) == bytes.count,
            case .header(let header) = SegmentHeader.parse(bytes.span)
        else { return nil }
        return header.identity.epoch
    }

    private static let batchBytes = 4 << 20

    private var hands: CopyHands
    private let settings: JournalSettings
    private let randomness: () -> UInt64

    /// - Parameter target: a directory without a journal.
    public init(
        from source: any Storage, to target: any Storage, settings: JournalSettings = .standard, randomness: @escaping () -> UInt64,
        heed: @escaping (BackupProgress) -> Bool
    ) {
        self.settings = settings
        self.randomness = randomness
        hands = CopyHands(
            source: source, target: target, heed: heed, progress: BackupProgress(phase: .checking, bytes: 0, bytesTotal: 0))
    }

    /// Reads all of the backup first, and writes only then.
    public mutating func run() throws(BackupError) -> BackupResult {
        let survey = try hands.survey()
        guard survey.damages.isEmpty else { throw .damaged(survey.damages) }
        guard let identity = survey.segments.first?.header.identity else { throw .nothing }
        hands.progress.bytesTotal = survey.segments.reduce(0) { $0 + $1.size }
        let report = try hands.check(hands.source)
        guard report.isSound else { throw .damaged(report.damages) }
        hands.progress = BackupProgress(phase: .copying, bytes: 0, bytesTotal: hands.progress.bytes)
        do throws(JournalError) {
            let journal = try create(keeping: identity)
            try copy(to: journal)
        } catch {
            if case .replayRefused = error { throw .stopped }
            throw .restoring(error)
        }
        return try hands.verify(report.head)
    }

    /// The digest key stays: digests of keys that were used are within the entries.
    private func create(keeping old: JournalIdentity) throws(JournalError) -> Journal {
        let fresh = JournalIdentity.make(randomness)
        let identity = JournalIdentity(epoch: fresh.epoch, digestKey: old.digestKey)
        let header = SegmentHeader.initial(identity, salt: randomness(), settings: settings)
        try io { () throws(StorageError) in
            _ = try SegmentMaker.prepare(header, records: [], in: hands.target)
            try SegmentMaker.publish(header, in: hands.target)
        }
        return try Journal.open(hands.target, settings: settings, randomness: randomness) { _, _ in }
    }

    private mutating func copy(to journal: Journal) throws(JournalError) {
        var waiting = 0
        _ = try JournalReader.read(hands.source) { _, payload in
            try hands.advance(payload.count)
            _ = try journal.append(payload)
            waiting += payload.count
            guard waiting > Self.batchBytes else { return }
            try journal.commit()
            waiting = 0
        }
        try journal.commit()
        try journal.markIdle()
    }
}
