internal import DeskSystem

/// The directory of a store of blobs: what has a whole name lies in a directory of its first two digits, everything else at the top.
/// A directory with a hundred thousand names helps nobody.
public final class BlobDirectory: Storage {
    /// Within the broker's data directory.
    public static let name = "blobs"

    private let path: String
    /// Directories whose names are not durable yet.
    private var unsynced: Set<String> = []

    /// Nothing is made before there is something to keep.
    /// - Parameter data: the broker's data directory.
    public init(in data: String) { path = data + "/" + Self.name }

    /// Whoever has the data directory has this one.
    public func lock() -> Bool { true }

    public func names() throws(StorageError) -> [String] {
        guard PathFacts(at: path) != nil else { return [] }
        var names: [String] = []
        for name in try translated({ () throws(SystemError) in try Directory.names(in: path) }) {
            if PathFacts(at: path + "/" + name)?.kind == .directory {
                let within = try translated { () throws(SystemError) in try Directory.names(in: path + "/" + name) }
                names += within.filter { Self.shelf(of: $0) == name }
            } else {
                names.append(name)
            }
        }
        return names
    }

    public func create(_ name: String) throws(StorageError) -> any StoredFile {
        try makeDirectories(for: name)
        let place = place(of: name)
        if PathFacts(at: place) != nil { try remove(name) }
        return try DiskFile(place, .create)
    }

    public func open(_ name: String, for access: FileAccess) throws(StorageError) -> any StoredFile {
        try DiskFile(place(of: name), access == .reading ? .read : .update)
    }

    public func rename(_ old: String, to new: String) throws(StorageError) {
        try makeDirectories(for: new)
        try translated { () throws(SystemError) in try Path.rename(place(of: old), to: place(of: new)) }
        unsynced.formUnion([directory(of: old), directory(of: new)])
    }

    public func remove(_ name: String) throws(StorageError) {
        try translated { () throws(SystemError) in try Path.remove(place(of: name)) }
        unsynced.insert(directory(of: name))
    }

    public func syncDirectory() throws(StorageError) {
        for directory in unsynced.sorted(by: { $0.utf8.count < $1.utf8.count }) {
            try translated { () throws(SystemError) in try Directory(directory).sync() }
        }
        unsynced = []
    }

    private func makeDirectories(for name: String) throws(StorageError) {
        let directory = directory(of: name)
        for place in Set([path, directory]).sorted(by: { $0.utf8.count < $1.utf8.count }) where PathFacts(at: place) == nil {
            try translated { () throws(SystemError) in
                try Directory.create(place)
                try Directory.parent(of: place).sync()
            }
        }
        unsynced.insert(directory)
    }

    private func place(of name: String) -> String { directory(of: name) + "/" + name }

    private func directory(of name: String) -> String { Self.shelf(of: name).map { path + "/" + $0 } ?? path }

    /// Nil for what is at the top.
    private static func shelf(of name: String) -> String? {
        BlobName.digest(of: name) == nil ? nil : String(decoding: name.utf8.prefix(2), as: UTF8.self)
    }
}

/// A blob's name: 64 hexadecimal digits in lower case, its SHA-256. While it is being written, a number and `.new`.
enum BlobName {
    static let unfinished = ".new"

    static func finished(_ digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil where the name is no blob's.
    static func digest(of name: String) -> [UInt8]? {
        let bytes = Array(name.utf8)
        guard bytes.count == 2 * SHA256.byteCount else { return nil }
        let values = bytes.compactMap(value)
        guard values.count == bytes.count else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
