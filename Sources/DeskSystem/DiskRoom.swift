internal import Glibc

/// How much room the file system has that holds a path (statvfs(3)).
public struct DiskRoom: Sendable {
    /// What users other than root can still write.
    public let bytesFree: Int
    public let bytesTotal: Int
    /// Files that can still be made; nil where the file system does not count them.
    public let filesFree: Int?

    public init(at path: String) throws(SystemError) {
        var facts = statvfs()
        try checked("statvfs", path) { unsafe statvfs(path, &facts) }
        bytesFree = Int(facts.f_bavail) * Int(facts.f_frsize)
        bytesTotal = Int(facts.f_blocks) * Int(facts.f_frsize)
        filesFree = facts.f_files == 0 ? nil : Int(facts.f_favail)
    }
}
