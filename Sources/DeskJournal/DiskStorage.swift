internal import DeskSystem

/// A directory of the real file system.
public final class DiskStorage: Storage {
    private let directory: Directory

    /// - Parameter directory: must exist and be no symbolic link.
    public init(directory: String) throws(StorageError) {
        self.directory = try translated { () throws(SystemError) in try Directory(directory) }
    }

    /// Makes the directory, for its owner only, where it is missing. Its own name is made durable too: a journal that is safe in
    /// a directory that is gone helps nobody.
    public convenience init(creating directory: String) throws(StorageError) {
        if PathFacts(at: directory) == nil {
            try translated { () throws(SystemError) in
                try Self.create(directory)
                try Directory.parent(of: directory).sync()
            }
        }
        try self.init(directory: directory)
    }

    /// Another broker that starts at the same moment may be quicker: who of them serves is what the lock decides.
    private static func create(_ directory: String) throws(SystemError) {
        do throws(SystemError) {
            try Directory.create(directory)
        } catch {
            guard error.kind == .present else { throw error }
        }
    }

    public func lock() throws(StorageError) -> Bool { try translated { () throws(SystemError) in try directory.lock() } }

    public func names() throws(StorageError) -> [String] { try translated { () throws(SystemError) in try directory.names() } }

    /// What lies there under this name goes and is not emptied: it may have other names, or be a link to something else.
    public func create(_ name: String) throws(StorageError) -> any StoredFile {
        if PathFacts(at: path(name)) != nil { try remove(name) }
        return try DiskFile(path(name), .create)
    }

    public func open(_ name: String, for access: FileAccess) throws(StorageError) -> any StoredFile {
        try DiskFile(path(name), access == .reading ? .read : .update)
    }

    public func rename(_ old: String, to new: String) throws(StorageError) {
        try translated { () throws(SystemError) in try Path.rename(path(old), to: path(new)) }
    }

    public func remove(_ name: String) throws(StorageError) {
        try translated { () throws(SystemError) in try Path.remove(path(name)) }
    }

    public func syncDirectory() throws(StorageError) { try translated { () throws(SystemError) in try directory.sync() } }

    private func path(_ name: String) -> String { directory.path + "/" + name }
}

final class DiskFile: StoredFile {
    private let file: File

    init(_ path: String, _ mode: OpenMode) throws(StorageError) {
        file = try translated { () throws(SystemError) in try File(path, mode) }
    }

    func size() throws(StorageError) -> Int { try translated { () throws(SystemError) in try file.size() } }

    func read(at offset: Int, into buffer: inout [UInt8]) throws(StorageError) -> Int {
        do throws(SystemError) { return try file.read(at: offset, into: &buffer) } catch { throw StorageError(error) }
    }

    func write(_ bytes: Span<UInt8>, at offset: Int) throws(StorageError) -> Int {
        do throws(SystemError) { try file.write(bytes, at: offset) } catch { throw StorageError(error) }
        return bytes.count
    }

    func startWriting(at offset: Int, count: Int) { file.startWriteback(at: offset, count: count) }

    func sync() throws(StorageError) { try translated { () throws(SystemError) in try file.syncData() } }

    func truncate(to size: Int) throws(StorageError) { try translated { () throws(SystemError) in try file.truncate(to: size) } }
}

extension StorageError {
    init(_ error: SystemError) {
        self.init(error.isNoSpace ? .noSpace : error.isMissing ? .missing : .other, error.description)
    }
}

func translated<Result>(_ body: () throws(SystemError) -> Result) throws(StorageError) -> Result {
    do throws(SystemError) { return try body() } catch { throw StorageError(error) }
}
