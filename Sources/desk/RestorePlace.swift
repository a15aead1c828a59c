internal import DeskJournal
internal import DeskKit

/// The data directory that a backup is restored into. Its owner and mode stay; the segments are made in a directory within, and
/// as long as that is there, a broker refuses to serve what is not whole.
final class RestorePlace {
    let directory: String
    let storage: DiskStorage
    /// Where it is made.
    let stage: String
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
        let stage = directory + "/" + JournalRestore.stageName
        self.stage = stage
        storage = try PlaceTrouble.storage { () throws(StorageError) in try DiskStorage(creating: stage) }
    }

    /// Removes what a restore left that was killed: its stage, and the segments that it had moved out of there. What else there
    /// is was somebody's before, and stays.
    private static func clear(_ directory: String, _ whole: DiskStorage) throws(PlaceTrouble) {
        let names = try PlaceTrouble.storage { () throws(StorageError) in try whole.names() }
        guard names.contains(JournalRestore.stageName) else { return }
        let stage = directory + "/" + JournalRestore.stageName
        let staged = try PlaceTrouble.storage { () throws(StorageError) in try DiskStorage(directory: stage) }
        let moved = try PlaceTrouble.storage { () throws(StorageError) in try JournalRestore.moved(to: whole, from: staged) }
        let segments = try PlaceTrouble.storage { () throws(StorageError) in try staged.names() }
        // Files of messages are moved before the first segment is.
        let ours = moved + [JournalRestore.stageName, BlobDirectory.name]
        try requireOurs(directory, names.filter { !ours.contains($0) }, segments)
        try PlaceTrouble.kernel("empty \(directory) and restore again") { () throws(SystemError) in
            // The mark of an unfinished restore goes last, and with it what shows whose the others are.
            for name in moved { try Path.remove(directory + "/" + name) }
            for place in [directory, stage] { Path.removeTree(place + "/" + BlobDirectory.name) }
            for name in segments.reversed() where name != BlobDirectory.name { try Path.remove(stage + "/" + name) }
            try Path.removeDirectory(stage)
        }
    }

    private static func requireOurs(_ directory: String, _ others: [String], _ staged: [String]) throws(PlaceTrouble) {
        if let strange = staged.first(where: { !$0.hasSuffix(".journal") && !$0.hasSuffix(".new") && $0 != BlobDirectory.name }) {
            throw PlaceTrouble(
                "\(directory)/\(JournalRestore.stageName) holds \(strange), which is no restore's; move it away, or name another directory",
                .usage)
        }
        guard let other = others.first else { return }
        guard !staged.isEmpty else {
            throw PlaceTrouble(
                "\(directory) holds \(other) beside an empty \(JournalRestore.stageName)/: rmdir that, if the journal is a whole one, or name another directory",
                .usage)
        }
        throw PlaceTrouble(
            "\(directory) is not empty: no unfinished restore has made \(other); move it away, or name another directory", .usage)
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
        if now.kind == .directory {
            for name in try Directory.names(in: path) { try giveToOwner(path + "/" + name) }
        }
        try Path.give(path, to: owner.owner, owner.group)
    }

    func abandon() {
        Path.removeTree(directory + "/" + JournalRestore.stageName)
        if isOurs { try? Path.removeDirectory(directory) }
    }
}
