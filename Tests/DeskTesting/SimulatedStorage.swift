public import DeskJournal
internal import DeskSystem

/// One program's view of a ``SimulatedDisk``.
public final class SimulatedStorage: Storage {
    private let disk: SimulatedDisk
    private let life: Int

    init(_ disk: SimulatedDisk) {
        self.disk = disk
        life = disk.life
    }

    public func lock() throws(StorageError) -> Bool {
        try disk.begin("flock", isChange: false, of: life)
        if let holder = disk.lockHolder, holder !== self { return false }
        disk.lockHolder = self
        return true
    }

    public func names() throws(StorageError) -> [String] {
        try disk.begin("readdir", isChange: false, of: life)
        return disk.visible.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    public func create(_ name: String) throws(StorageError) -> any StoredFile {
        try disk.begin("open \(name)", isChange: true, of: life)
        let inode = Inode()
        disk.change(.created(name, inode))
        disk.end()
        return SimulatedFile(disk, life, name, inode)
    }

    public func open(_ name: String, for access: FileAccess) throws(StorageError) -> any StoredFile {
        try disk.begin("open \(name)", isChange: false, of: life)
        return SimulatedFile(disk, life, name, try inode(name), isWritable: access == .updating)
    }

    public func rename(_ old: String, to new: String) throws(StorageError) {
        try disk.begin("rename \(old)", isChange: true, of: life)
        disk.change(.renamed(old, to: new, try inode(old)))
        disk.end()
    }

    public func remove(_ name: String) throws(StorageError) {
        try disk.begin("unlink \(name)", isChange: true, of: life)
        _ = try inode(name)
        disk.change(.removed(name))
        disk.end()
    }

    public func syncDirectory() throws(StorageError) {
        try disk.begin("fsync", isChange: true, of: life)
        disk.syncDirectory()
        disk.end()
    }

    private func inode(_ name: String) throws(StorageError) -> Inode {
        guard let inode = disk.visible[name] else { throw StorageError(.missing, "open \(name): No such file or directory") }
        return inode
    }
}

final class SimulatedFile: StoredFile {
    private let disk: SimulatedDisk
    private let life: Int
    private let name: String
    private let inode: Inode
    private let isWritable: Bool

    init(_ disk: SimulatedDisk, _ life: Int, _ name: String, _ inode: Inode, isWritable: Bool = true) {
        self.disk = disk
        self.life = life
        self.name = name
        self.inode = inode
        self.isWritable = isWritable
    }

    func size() throws(StorageError) -> Int {
        try disk.begin("fstat \(name)", isChange: false, of: life)
        return inode.current.count
    }

    func read(at offset: Int, into buffer: inout [UInt8]) throws(StorageError) -> Int {
        try disk.begin("pread \(name)", isChange: false, of: life)
        let bytes = inode.current
        let count = max(0, min(buffer.count, bytes.count - offset))
        if count > 0 { Bytes.copy(bytes.span.extracting(offset..<offset + count), into: &buffer, at: 0) }
        return count
    }

    func write(_ bytes: Span<UInt8>, at offset: Int) throws(StorageError) -> Int {
        precondition(isWritable, "\(name) was opened for reading")
        var all: [UInt8] = []
        Bytes.append(bytes, to: &all)
        do throws(StorageError) {
            try disk.begin("pwrite \(name)", isChange: true, of: life)
            try disk.makeRoom("pwrite \(name)", for: offset + bytes.count - inode.current.count)
        } catch {
            // Where the power is on, a write that fails may have written a part.
            if disk.hasPower, life == disk.life { inode.write(all.prefix(Int.random(in: 0...all.count, using: &disk.random)), at: offset) }
            throw error
        }
        let count = disk.faults.writesShort ? Int.random(in: 1...all.count, using: &disk.random) : all.count
        inode.write(all.prefix(count), at: offset)
        disk.end()
        return count
    }

    func sync() throws(StorageError) {
        do throws(StorageError) {
            try disk.begin("fdatasync \(name)", isChange: true, of: life)
        } catch {
            if disk.hasPower, life == disk.life { inode.failSync(&disk.random, forgets: disk.faults.failedSyncForgets) }
            throw error
        }
        inode.sync()
        disk.end()
    }

    func truncate(to size: Int) throws(StorageError) {
        precondition(isWritable, "\(name) was opened for reading")
        try disk.begin("ftruncate \(name)", isChange: true, of: life)
        inode.truncate(to: size)
        disk.end()
    }
}
