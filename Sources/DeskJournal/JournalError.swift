/// Why a journal cannot be opened, read or written. Each says what happened, why, and what to do.
public enum JournalError: Error, CustomStringConvertible, Equatable, Sendable {
    /// Another process has the directory.
    case locked
    /// Entries that were durable cannot be read any more.
    case corrupt(Damage)
    /// Written by a version that this one does not know.
    case unknownVersion(file: String, what: String)
    /// No room for the next segment. Nothing was written, nothing staged is lost; commit again later.
    case noSpace(StorageError)
    /// The entry is larger than ``JournalSettings/entryBytesMax``.
    case entryTooLarge(bytes: Int, bytesMax: Int)
    /// As much is staged as one commit takes.
    case batchFull(bytesMax: Int)
    /// No entry has this sequence.
    case noSuchEntry(EntrySequence, head: UInt64)
    /// The journal's first failure to write or sync; it is final.
    case failed(StorageError)
    /// Opening or reading failed.
    case io(StorageError)
    /// Whoever replays could not take this entry.
    case replayRefused(EntrySequence, String)

    public var description: String {
        switch self {
        case .locked:
            "The journal is in use: another process holds the lock of its directory. Stop that process, or give another directory."
        case .corrupt(let damage):
            "The journal is corrupt: \(damage). Entries that were stored safely are lost or changed there, so nothing is served; restore the file from a backup, or see what can be read with `desk journal check`."
        case .unknownVersion(let file, let what):
            "The journal cannot be read: \(file) has \(what), and this program knows version \(Format.version). Nothing was touched; use the program that wrote it, or a newer one."
        case .noSpace(let error):
            "The journal has no room for its next segment (\(error)). Nothing is lost; make room on the disk and try again."
        case .entryTooLarge(let bytes, let bytesMax):
            "The entry is too large: \(bytes) bytes, and the journal takes \(bytesMax). Make it smaller."
        case .batchFull(let bytesMax):
            "The batch is full: one commit takes \(bytesMax) bytes. Commit what is staged, then append again."
        case .noSuchEntry(let sequence, let head):
            "The journal has no entry \(sequence): it ends with \(head). Ask for one from 1 to \(head)."
        case .failed(let error):
            "The journal stopped at its first failure (\(error)), because after it nobody knows what the disk holds. Nothing staged since was acknowledged; see to the disk and start again."
        case .io(let error):
            "The journal's files cannot be reached (\(error)). See to the directory, its owner and the disk, then try again."
        case .replayRefused(let sequence, let reason):
            "Entry \(sequence) of the journal is whole but cannot be applied: \(reason). Nothing was touched; use the program that wrote it, or a newer one."
        }
    }
}

/// Where entries that were durable are lost or changed.
public struct Damage: Equatable, Sendable, CustomStringConvertible {
    public let file: String
    /// The first entry that cannot be vouched for; nil where it cannot be said.
    public let first: UInt64?
    /// The last such entry; nil where nobody knows how many there were.
    public let last: UInt64?
    public let reason: String

    public init(_ file: String, first: UInt64?, last: UInt64?, _ reason: String) {
        self.file = file
        self.first = first
        self.last = last
        self.reason = reason
    }

    public var description: String { "\(file)\(which): \(reason)" }

    private var which: String {
        switch (first, last) {
        case (let first?, let last?): first == last ? ", entry \(first)" : ", entries \(first) to \(last)"
        case (let first?, nil): ", entries from \(first) on"
        case (nil, let last?): ", entries up to \(last)"
        case (nil, nil): ""
        }
    }
}
