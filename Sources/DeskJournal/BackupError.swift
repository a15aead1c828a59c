/// Why there is no backup, or nothing was restored. Nothing that looks whole is left behind.
public enum BackupError: Error, CustomStringConvertible, Sendable {
    /// Whoever asked for it wants it no more.
    case stopped
    /// The files are not those of the broker that was asked.
    case otherJournal
    /// There is no journal in the directory.
    case nothing
    /// What was durable cannot be read.
    case damaged([Damage])
    /// The files end before what the broker says is durable.
    case behind(reached: UInt64, durable: UInt64)
    /// What was written reads back as something else.
    case differs(String)
    case source(JournalError)
    case target(StorageError)
    /// The new journal failed.
    case restoring(JournalError)

    public var description: String {
        switch self {
        case .stopped: "It was stopped as asked; nothing is left of it."
        case .otherJournal:
            "The directory holds another journal than the broker's; give the data directory of the broker that was asked."
        case .nothing: "There is no journal in that directory; name the one that deskd has as --data."
        case .damaged(let damages):
            "The journal is damaged: \(damages.first.map { "\($0)" } ?? "it cannot be read"). Keep earlier backups; `desk journal check` says what is left."
        case .behind(let reached, let durable):
            "The files end with entry \(reached), and the broker has told of entry \(durable). Look whether another disk was mounted there."
        case .differs(let what): "What was written reads back as something else (\(what)). Do not trust that disk; use another."
        case .source(let error): "\(error)"
        case .target(let error): "It cannot be written (\(error)). Make room or choose another place, then try again."
        case .restoring(let error): "\(error)"
        }
    }
}

/// How far a backup or its like has come.
public struct BackupProgress: Sendable {
    public enum Phase: String, Sendable {
        case checking
        case copying
        /// What was written is read back.
        case verifying
    }

    public var phase: Phase
    public var bytes: Int
    /// How many there are as far as is known now; a journal grows.
    public var bytesTotal: Int

    public init(phase: Phase, bytes: Int, bytesTotal: Int) {
        self.phase = phase
        self.bytes = bytes
        self.bytesTotal = bytesTotal
    }
}

/// What is whole now.
public struct BackupResult: Sendable {
    public let entries: Int
    /// What the entries are long together.
    public let bytes: Int
    /// The last entry's sequence.
    public let head: UInt64
    public let epoch: [UInt8]
}
