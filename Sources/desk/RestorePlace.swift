internal import DeskJournal
internal import DeskKit

/// The data directory that a backup is restored into. Its owner and mode stay; the segments are made in a directory within, and
/// the first of them moves last, so that a broker refuses whatever is not whole.
final class RestorePlace {
    static let stage = "restoring"

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
        guard try PlaceTrouble.storage({ () throws(StorageError) in try whole.names() }).isEmpty else {
            throw PlaceTrouble("\(directory) is not empty; move what is there away, or name another directory", .usage)
        }
        storage = try PlaceTrouble.storage { () throws(StorageError) in try DiskStorage(creating: directory + "/" + Self.stage) }
    }

    /// From now on it is a data directory.
    func finish() throws(PlaceTrouble) {
        let names = try PlaceTrouble.storage { () throws(StorageError) in try storage.names() }
        try PlaceTrouble.kernel("empty \(directory) and restore again") { () throws(SystemError) in try move(names) }
    }

    private func move(_ names: [String]) throws(SystemError) {
        let stage = directory + "/" + Self.stage
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
        Path.removeTree(directory + "/" + Self.stage)
        if isOurs { try? Path.removeDirectory(directory) }
    }
}
