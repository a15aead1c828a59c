public import DeskCore
internal import DeskWire

/// What replay has made of a journal.
public struct Replay {
    public private(set) var desk: Desk
    private(set) var audit = AuditIndex()
    private(set) var blobs = BlobIndex()
    private(set) var lastWall = Timestamp(milliseconds: 0)
    private var hasGap = false

    /// - Parameter digestKey: the journal's 16 secret bytes.
    public init(digestKey: [UInt8]) {
        let halves = stride(from: 0, to: 16, by: 8).map { start in
            digestKey[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        desk = Desk(secret: Digest(high: halves[0], low: halves[1]))
    }

    /// Applies one entry.
    public mutating func apply(_ bytes: Span<UInt8>, sequence: UInt64) throws(UnreadableEntry) {
        let entry = try read(bytes, sequence)
        desk.apply(entry.events, in: SequenceNumber(sequence), at: entry.at)
    }

    /// Applies one entry where some before it may be lost.
    public mutating func applyAcrossGaps(_ bytes: Span<UInt8>, sequence: UInt64) throws(UnreadableEntry) {
        let entry = try read(bytes, sequence)
        hasGap = hasGap || sequence != desk.head.number + 1
        if hasGap {
            desk.applyAcrossGaps(entry.events, in: SequenceNumber(sequence), at: entry.at)
        } else {
            desk.apply(entry.events, in: SequenceNumber(sequence), at: entry.at)
        }
    }

    private mutating func read(_ bytes: Span<UInt8>, _ sequence: UInt64) throws(UnreadableEntry) -> Entry {
        let entry = try EntryReader(sequence: sequence, isStrict: true).entry([UInt8](copying: bytes))
        lastWall = max(lastWall, entry.at)
        audit.note(entry.events, in: SequenceNumber(sequence), by: entry.by)
        blobs.note(entry.events, in: SequenceNumber(sequence))
        return entry
    }
}
