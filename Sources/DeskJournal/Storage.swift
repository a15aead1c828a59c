/// Where a journal lives: one directory, whose files are known by name. The journal's only seam to the world; tests put a
/// disk behind it that fails, tears and forgets as told.
public protocol Storage: AnyObject {
    /// Takes the directory for this one user; false where somebody else has it.
    func lock() throws(StorageError) -> Bool
    /// The names in the directory, in byte order.
    func names() throws(StorageError) -> [String]
    /// A new, empty file. One of that name that was there is gone.
    func create(_ name: String) throws(StorageError) -> any StoredFile
    func open(_ name: String, for access: FileAccess) throws(StorageError) -> any StoredFile
    func rename(_ old: String, to new: String) throws(StorageError)
    func remove(_ name: String) throws(StorageError)
    /// Makes what was created, renamed and removed durable.
    func syncDirectory() throws(StorageError)
}

public enum FileAccess: Sendable {
    case reading
    case updating
}

/// An open file of a ``Storage``.
public protocol StoredFile: AnyObject {
    func size() throws(StorageError) -> Int
    /// Fills `buffer` from `offset` on and says how much was there; less than asked only at the end of the file.
    func read(at offset: Int, into buffer: inout [UInt8]) throws(StorageError) -> Int
    /// Writes some of `bytes`, at least one, and says how many.
    func write(_ bytes: Span<UInt8>, at offset: Int) throws(StorageError) -> Int
    /// Says that the bytes will be synced soon: a hint that promises nothing and cannot fail.
    func startWriting(at offset: Int, count: Int)
    /// Makes the file's bytes durable, and as much of its size as reading them needs.
    func sync() throws(StorageError)
    func truncate(to size: Int) throws(StorageError)
}

extension StoredFile {
    public func startWriting(at offset: Int, count: Int) {}

    /// Writes all of `bytes`. Some may have been written when it throws.
    public func writeAll(_ bytes: Span<UInt8>, at offset: Int) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let count = try write(bytes.extracting(done..<bytes.count), at: offset + done)
            guard count > 0 else { throw StorageError(.noSpace, "write: the file took nothing more") }
            done += count
        }
    }
}

/// What the storage refused.
public struct StorageError: Error, CustomStringConvertible, Equatable, Sendable {
    public enum Kind: Sendable {
        case noSpace
        case missing
        case other
    }

    public let kind: Kind
    /// The call, its subject and the reason, as the kernel words it.
    public let description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
