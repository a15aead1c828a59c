internal import DeskJournal
internal import DeskKit

/// The files of messages beside a journal: copied along with it, and looked at.
enum FileCopies {
    /// Copies those that lie in the data directory or backup `from` into the one at `to`.
    static func copy(from: String, to: String, _ progress: CopyProgress) throws(BackupError) -> Int {
        let store: BlobStore
        do throws(StorageError) {
            store = try BlobStore(BlobDirectory(in: from), isViewed: true)
        } catch { throw .source(.io(error)) }
        var copy = BlobCopy(from: store, to: BlobDirectory(in: to), heed: progress.heed)
        return try copy.run()
    }
}

/// Which files entries name, and which of them are not there or are not what they were.
struct FileCheck {
    /// So many are named; the rest are counted.
    static let shownMax = 20
    private static let mark = Array(#""blob":""#.utf8)
    private static let blanks = ["\"contact_forgotten\"", "\"ticket_purged\""].map { Array($0.utf8) }
    private static let digits = 64

    private(set) var named: [String: UInt64] = [:]
    /// Files of what was forgotten are gone for good, and that is as it should be.
    private(set) var mayBeGone = false
    private(set) var missing: [(blob: String, entry: UInt64)] = []
    private(set) var damaged: [(blob: String, entry: UInt64)] = []

    /// Within a string a quote is escaped, so that the mark is never somebody's words.
    mutating func note(_ entry: UInt64, _ payload: Span<UInt8>) {
        var at = 0
        while at < payload.count {
            if payload[at] == Self.mark[0] {
                if Self.begins(payload, at, Self.mark), at + Self.mark.count + Self.digits <= payload.count {
                    let start = at + Self.mark.count
                    let name = (start..<start + Self.digits).map { payload[$0] }
                    named[String(decoding: name, as: UTF8.self)] = entry
                    at = start + Self.digits
                } else if Self.blanks.contains(where: { Self.begins(payload, at, $0) }) {
                    mayBeGone = true
                }
            }
            at += 1
        }
    }

    private static func begins(_ payload: Span<UInt8>, _ at: Int, _ word: [UInt8]) -> Bool {
        guard at + word.count <= payload.count else { return false }
        for index in word.indices where payload[at + index] != word[index] { return false }
        return true
    }

    /// Reads every file that an entry names.
    mutating func look(in directory: String) throws(StorageError) {
        let store = try BlobStore(BlobDirectory(in: directory), isViewed: true)
        for (blob, entry) in named.sorted(by: { $0.key < $1.key }) {
            let digest = Hexadecimal.bytes(blob)
            if store.size(of: digest) == nil {
                missing.append((blob, entry))
            } else if try !store.isWhole(digest) {
                damaged.append((blob, entry))
            }
        }
    }

    var isSound: Bool { damaged.isEmpty && (missing.isEmpty || mayBeGone) }

    var lines: [String] {
        guard !named.isEmpty else { return [] }
        var lines = ["\(named.count) \(named.count == 1 ? "file" : "files"), \(missing.count) missing, \(damaged.count) damaged"]
        if mayBeGone, !missing.isEmpty { lines[0] += "; those of forgotten messages are gone for good" }
        for (blob, entry) in damaged.prefix(Self.shownMax) { lines.append("DAMAGED: file \(blob), which entry \(entry) names") }
        if !mayBeGone {
            for (blob, entry) in missing.prefix(Self.shownMax) { lines.append("MISSING: file \(blob), which entry \(entry) names") }
        }
        if !isSound { lines.append("restore the files from a backup, into \(BlobDirectory.name) of the data directory") }
        return lines
    }

    func write(to writer: inout JSONWriter) {
        writer.field("files", named.count)
        writer.field("filesMissing", missing.count)
        writer.field("filesDamaged", damaged.count)
    }
}
