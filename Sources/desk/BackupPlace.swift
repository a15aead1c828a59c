internal import DeskJournal
internal import DeskKit

/// What stands in the way of a copy, and what the command ends with.
struct PlaceTrouble: Error {
    let message: String
    let code: ExitCode

    init(_ message: String, _ code: ExitCode) {
        self.message = message
        self.code = code
    }

    /// What the kernel refuses, with what to do about it.
    static func kernel<Result>(_ hint: String, _ body: () throws(SystemError) -> Result) throws(PlaceTrouble) -> Result {
        do throws(SystemError) { return try body() } catch {
            throw PlaceTrouble("\(error); \(hint)", error.kind == .forbidden ? .notPermitted : .inputOutput)
        }
    }

    static func storage<Result>(_ body: () throws(StorageError) -> Result) throws(PlaceTrouble) -> Result {
        do throws(StorageError) { return try body() } catch { throw PlaceTrouble("\(error)", .inputOutput) }
    }

    /// A directory to read from, opened by somebody who may.
    static func readable(_ directory: String, _ hint: String) throws(PlaceTrouble) -> DiskStorage {
        _ = try kernel(hint) { () throws(SystemError) in try Directory(directory) }
        return try storage { () throws(StorageError) in try DiskStorage(directory: directory) }
    }
}

/// Where a backup is made: under a name that nobody takes for a backup until it is one.
final class BackupPlace {
    static let suffix = ".unfinished"

    let directory: String
    let storage: DiskStorage
    let unfinished: String

    /// - Throws: where something is there already, or another backup to the same place is being made.
    init(_ path: String) throws(PlaceTrouble) {
        directory = Self.trimmed(path)
        let unfinished = directory + Self.suffix
        self.unfinished = unfinished
        try Self.requireFree(directory)
        let storage = try PlaceTrouble.storage { () throws(StorageError) in try DiskStorage(creating: unfinished) }
        self.storage = storage
        guard try PlaceTrouble.storage({ () throws(StorageError) in try storage.lock() }) else {
            throw PlaceTrouble("another backup to \(directory) is being made; wait for it, or name another directory", .tryAgain)
        }
        try requireOurs()
        try clear()
    }

    /// In a directory that all may write to, somebody else may have been there first, to own what we copy.
    private func requireOurs() throws(PlaceTrouble) {
        let facts = PathFacts(at: unfinished)
        if let facts, facts.owner == PeerCredentials.ownUser, facts.permissions & 0o077 == 0 { return }
        throw PlaceTrouble(
            "\(unfinished) is there already, and others may reach into it; remove it, or name a place in a directory of your own",
            .notPermitted)
    }

    static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.utf8.last == 0x2F { path.removeLast() }
        return path
    }

    static func requireFree(_ directory: String) throws(PlaceTrouble) {
        guard let facts = PathFacts(at: directory) else { return }
        guard facts.kind == .directory else { throw PlaceTrouble("\(directory) is there and no directory; name another one", .usage) }
        let names = try PlaceTrouble.kernel("name another directory") { () throws(SystemError) in try Directory.names(in: directory) }
        guard names.isEmpty else { throw PlaceTrouble("\(directory) is not empty; each backup wants a directory of its own", .usage) }
    }

    /// Removes what an earlier run left that was killed.
    private func clear() throws(PlaceTrouble) {
        let hint = "remove \(unfinished), which is no backup, and try again"
        for name in try PlaceTrouble.storage({ () throws(StorageError) in try storage.names() }) {
            if name == BlobDirectory.name {
                Path.removeTree(unfinished + "/" + name)
                continue
            }
            guard name.hasSuffix(".journal") else { throw PlaceTrouble("there is \(name) in it; \(hint)", .usage) }
            try PlaceTrouble.kernel(hint) { () throws(SystemError) in try Path.remove(unfinished + "/" + name) }
        }
    }

    /// From now on it is a backup.
    func finish() throws(PlaceTrouble) {
        try PlaceTrouble.kernel("the backup is whole and called \(unfinished)") { () throws(SystemError) in
            try Path.rename(unfinished, to: directory)
            try Directory.parent(of: directory).sync()
        }
    }

    func abandon() { Path.removeTree(unfinished) }
}
