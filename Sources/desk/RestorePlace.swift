internal import DeskJournal
internal import DeskKit

/// The data directory that a backup is restored into. Its owner and mode stay; the segments are made in a directory within, and
/// as long as that is there, a broker refuses to serve what is not whole.
final class RestorePlace {
    let directory: String
    let storage: DiskStorage
    private let whole: DiskStorage
    private let isOurs: Bool

    /// - Throws: where the directory is a broker's, or not empty.
    init(_ path: String) throws(PlaceTrouble) {
        let directory = BackupPlace.trimmed(path)
        self.directory = directory
        isOurs = PathFacts(at: directory) == nil
        let whole = try PlaceTrouble.storage { () throws(StorageError) in try DiskStorage(creating: directory) }
        self.whole = whole
        guard try PlaceTrouble.storage({ () throws(StorageError) in try whole.lock() }) else {
            throw PlaceTrouble("a broker holds \(directory); stop it first", .tryAgain)
        }
        try Self.clear(directory, whole)
        guard try PlaceTrouble.storage({ () throws(StorageError) in try whole.names() }).isEmpty else {
            throw PlaceTrouble("\(directory) is not empty; move what is there away, or name another directory", .usage)
        }
        storage = try PlaceTrouble.storage { () throws(StorageError) in
            try DiskStorage(creating: directory + "/" + JournalRestore.stageName)
        }
    }

    /// Removes what a restore left that was killed: nothing but it can be there, since it begins with an empty directory, and no
    /// broker has served it since.
    private static func clear(_ directory: String, _ whole: DiskStorage) throws(PlaceTrouble) {
        let names = try PlaceTrouble.storage { () throws(StorageError) in try whole.names() }
        guard names.contains(JournalRestore.stageName), names.allSatisfy({ $0 == JournalRestore.stageName || $0.hasSuffix(".journal") })
        else { return }
        try PlaceTrouble.kernel("empty \(directory) and restore again") { () throws(SystemError) in
            // The mark of an unfinished restore goes last.
            for name in names where name != JournalRestore.stageName { try Path.remove(directory + "/" + name) }
        }
        Path.removeTree(directory + "/" + JournalRestore.stageName)
    }

    /// From now on it is a data directory.
    func finish() throws(PlaceTrouble) {
        let names = try PlaceTrouble.storage { () throws(StorageError) in try storage.names() }
        try PlaceTrouble.kernel("empty \(directory) and restore again") { () throws(SystemError) in try move(names) }
    }

    private func move(_ names: [String]) throws(SystemError) {
        let stage = directory + "/" + JournalRestore.stageName
        let own = try Directory(directory)
        for name in names { try giveToOwner(stage + "/" + name) }
        for name in names.dropFirst().reversed() { try Path.rename(stage + "/" + name, to: directory + "/" + name) }
        try own.sync()
        for name in names.prefix(1) { try Path.rename(stage + "/" + name, to: directory + "/" + name) }
        try Path.removeDirectory(stage)
        try own.sync()
    }

    /// Restored by root, it is still whose the directory is.
    private func giveToOwner(_ path: String) throws(SystemError) {
        guard let owner = PathFacts(at: directory), let now = PathFacts(at: path), owner.owner != now.owner else { return }
        try Path.give(path, to: owner.owner, owner.group)
    }

    func abandon() {
        Path.removeTree(directory + "/" + JournalRestore.stageName)
        if isOurs { try? Path.removeDirectory(directory) }
    }
}
