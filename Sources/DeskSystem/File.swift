internal import CLinux
internal import Glibc

/// How a file is opened. See open(2).
public struct OpenMode: Sendable {
    let flags: CInt

    /// Must exist; read only.
    public static let read = OpenMode(flags: O_RDONLY)
    /// Must exist; read and write.
    public static let update = OpenMode(flags: O_RDWR)
    /// Must not exist.
    public static let create = OpenMode(flags: O_RDWR | O_CREAT | O_EXCL)
    /// Exists or is created; what was there stays.
    public static let createOrUpdate = OpenMode(flags: O_RDWR | O_CREAT)
    /// Exists or is created; what was there goes.
    public static let replace = OpenMode(flags: O_RDWR | O_CREAT | O_TRUNC)
    /// Every write goes to the end.
    public static let append = OpenMode(flags: O_WRONLY | O_CREAT | O_APPEND)
}

/// A plain file, read and written at positions. Symbolic links in the last component are refused.
public final class File {
    public let descriptor: Descriptor

    public init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// - Parameter permissions: for a file that is created, further cut by the umask.
    public convenience init(_ path: String, _ mode: OpenMode, permissions: UInt32 = 0o600) throws(SystemError) {
        let number = try checked("open", path) { unsafe clinux_open(AT_FDCWD, path, mode.flags | O_NOFOLLOW, permissions) }
        self.init(owning: Descriptor(adopting: number))
    }

    public func size() throws(SystemError) -> Int {
        var facts = stat()
        try checked("fstat") { unsafe fstat(descriptor.number, &facts) }
        return Int(facts.st_size)
    }

    /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
    public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = try transferred("pread") {
                unsafe bytes.withUnsafeMutableBytes {
                    unsafe pread(descriptor.number, $0.baseAddress.map { unsafe $0 + done }, count - done, off_t(offset + done))
                }
            }
            guard let got, got > 0 else { break }
            done += got
        }
        if done < count { bytes.removeLast(count - done) }
        return bytes
    }

    /// Fills `buffer` from `offset` on and says how much was there; less than asked only at the end of the file.
    public func read(at offset: Int, into buffer: inout [UInt8]) throws(SystemError) -> Int {
        var done = 0
        let wanted = buffer.count
        while done < wanted {
            let got = try transferred("pread") {
                unsafe buffer.withUnsafeMutableBytes {
                    unsafe pread(descriptor.number, $0.baseAddress.map { unsafe $0 + done }, wanted - done, off_t(offset + done))
                }
            }
            guard let got, got > 0 else { break }
            done += got
        }
        return done
    }

    /// Writes all of `bytes` at `offset`. Some may have been written when it throws.
    public func write(_ bytes: Span<UInt8>, at offset: Int) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let put = try transferred("pwrite") {
                unsafe bytes.withUnsafeBytes {
                    unsafe pwrite(descriptor.number, $0.baseAddress.map { unsafe $0 + done }, bytes.count - done, off_t(offset + done))
                }
            }
            guard let put, put > 0 else { throw SystemError("pwrite", code: ENOSPC) }
            done += put
        }
    }

    /// Asks the kernel to begin writing what is dirty of the range (sync_file_range(2)): a hint that promises nothing.
    public func startWriteback(at offset: Int, count: Int) {
        _ = clinux_start_writeback(descriptor.number, Int64(offset), Int64(count))
    }

    /// fdatasync(2). A failure is final: the kernel may forget what it could not write.
    public func syncData() throws(SystemError) {
        // Not retried on EINTR either: Linux does not interrupt it, and a second call could lie.
        guard fdatasync(descriptor.number) == 0 else { throw SystemError("fdatasync") }
    }

    public func truncate(to size: Int) throws(SystemError) {
        try checked("ftruncate") { ftruncate(descriptor.number, off_t(size)) }
    }

    /// Takes the exclusive lock of the open file (flock(2)); false where somebody else holds it.
    public func lock() throws(SystemError) -> Bool {
        while true {
            if flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 { return true }
            switch errno {
            case EWOULDBLOCK: return false
            case EINTR: continue
            default: throw SystemError("flock")
            }
        }
    }
}

/// A directory, held open so that it can be locked and synced.
public final class Directory {
    public let path: String
    private let file: File

    /// Opens `path`, which must be a directory and no symbolic link.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        let number = try checked("open", path) { unsafe clinux_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) }
        file = File(owning: Descriptor(adopting: number))
    }

    /// The directory that `path` is in, itself or by way of a link.
    public static func parent(of path: String) throws(SystemError) -> Directory { try Directory(Path.parent(of: path) + "/.") }

    /// Makes what was created, renamed or removed in the directory durable.
    public func sync() throws(SystemError) {
        guard fsync(file.descriptor.number) == 0 else { throw SystemError("fsync", path) }
    }

    public func lock() throws(SystemError) -> Bool { try file.lock() }

    /// The names in the directory, in byte order, without `.` and `..`.
    public func names() throws(SystemError) -> [String] { try Self.names(in: path) }

    public static func names(in path: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw SystemError("opendir", path) }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Creates `path` with `permissions`, exactly, whatever the umask; parents must exist.
    public static func create(_ path: String, permissions: UInt32 = 0o700) throws(SystemError) {
        try checked("mkdir", path) { unsafe mkdir(path, permissions) }
        try checked("chmod", path) { unsafe chmod(path, permissions) }
    }

    /// Creates a directory of mode 0700 that did not exist, named `prefix` and six random characters.
    public static func createPrivate(prefix: String) throws(SystemError) -> String {
        var template = (prefix + "XXXXXX").utf8CString
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
        }
        guard let made else { throw SystemError("mkdtemp", prefix) }
        return made
    }
}

/// What lies at a path.
public struct PathFacts: Sendable, Equatable {
    public enum Kind: Sendable { case file, directory, socket, link, other }
    public let kind: Kind
    /// Permission bits, 0…0o7777.
    public let permissions: UInt32
    public let owner: UInt32
    public let group: UInt32
    public let size: Int

    /// Facts of the path itself, links not followed; nil where nothing is there.
    public init?(at path: String) {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0 else { return nil }
        self.init(facts)
    }

    /// Facts of an open file, whatever its path says by now.
    public init(of file: File) throws(SystemError) {
        var facts = stat()
        try checked("fstat") { unsafe fstat(file.descriptor.number, &facts) }
        self.init(facts)
    }

    private init(_ facts: stat) {
        kind =
            switch facts.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFSOCK: .socket
            case S_IFLNK: .link
            default: .other
            }
        permissions = facts.st_mode & 0o7777
        owner = facts.st_uid
        group = facts.st_gid
        size = Int(facts.st_size)
    }
}

/// Single operations on paths.
public enum Path {
    public static func rename(_ old: String, to new: String) throws(SystemError) {
        try checked("rename", old) { unsafe Glibc.rename(old, new) }
    }

    /// Gives what is at `path` away; nil leaves it whose it is.
    public static func give(_ path: String, user: UInt32? = nil, group: UInt32?) throws(SystemError) {
        guard user != nil || group != nil else { return }
        try checked("chown", path) { unsafe lchown(path, user ?? .max, group ?? .max) }
    }

    /// Gives what is at `path` to `group` and sets its permissions, in this order: nobody gets in between.
    public static func give(_ path: String, to group: UInt32?, permissions: UInt32) throws(SystemError) {
        try give(path, group: group)
        try checked("chmod", path) { unsafe chmod(path, permissions) }
    }

    /// Whether this process may execute the file at `path`, links followed.
    public static func isExecutable(_ path: String) -> Bool {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }

    public static func remove(_ path: String) throws(SystemError) {
        try checked("unlink", path) { unsafe unlink(path) }
    }

    /// Makes a symbolic link at `path` that says `target`.
    public static func link(_ path: String, to target: String) throws(SystemError) {
        try checked("symlink", path) { unsafe symlink(target, path) }
    }

    /// Gives the file at `path` another name beside its own (link(2)).
    public static func name(_ path: String, also other: String) throws(SystemError) {
        try checked("link", other) { unsafe Glibc.link(path, other) }
    }

    /// The path up to its last component, read as bytes; `.` where it has one component only.
    public static func parent(of path: String) -> String {
        let slash = UInt8(ascii: "/")
        let bytes = Array(path.utf8)
        let end = (bytes.lastIndex { $0 != slash } ?? 0) + 1
        guard let last = bytes[..<end].lastIndex(of: slash) else { return "." }
        return last == 0 ? "/" : String(decoding: bytes[..<last], as: UTF8.self)
    }

    /// The one spelling of where `path` is or would be: links in what exists of its directories resolved, and dots taken out of
    /// the rest. What it names itself is not looked at.
    public static func place(of path: String) -> String {
        let whole = (try? absolute(path)) ?? path
        let parent = parent(of: whole)
        let name = String(decoding: Array(whole.utf8).split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
        let directory = (try? resolved(parent)) ?? (parent == whole ? parent : place(of: withoutDots(parent)))
        return directory == "/" ? "/" + name : directory + "/" + name
    }

    /// As it reads: what a `..` takes back is no link, since it does not exist.
    private static func withoutDots(_ path: String) -> String {
        var names: [ArraySlice<UInt8>] = []
        for name in Array(path.utf8).split(separator: UInt8(ascii: "/")) where !name.elementsEqual(".".utf8) {
            if name.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    /// The absolute path of what is there, links resolved (realpath(3)).
    public static func resolved(_ path: String) throws(SystemError) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw SystemError("realpath", path) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Gives what is there to another owner (lchown(2)).
    public static func give(_ path: String, to owner: UInt32, _ group: UInt32) throws(SystemError) {
        try checked("lchown", path) { unsafe lchown(path, owner, group) }
    }

    public static func removeDirectory(_ path: String) throws(SystemError) {
        try checked("rmdir", path) { unsafe rmdir(path) }
    }

    /// Removes a tree without following links. What cannot be removed stays.
    public static func removeTree(_ path: String) {
        guard let facts = PathFacts(at: path) else { return }
        guard facts.kind == .directory else {
            try? remove(path)
            return
        }
        for name in (try? Directory.names(in: path)) ?? [] { removeTree(path + "/" + name) }
        try? removeDirectory(path)
    }

    /// `path` from the root on, as the working directory is now.
    public static func absolute(_ path: String) throws(SystemError) -> String {
        if path.utf8.first == UInt8(ascii: "/") { return path }
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = buffer.count
        guard unsafe getcwd(&buffer, count) != nil else { throw SystemError("getcwd") }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/" + path
    }

    /// Where this program's executable lies, links resolved.
    public static func ownExecutable() throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw SystemError("readlink", "/proc/self/exe") }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
