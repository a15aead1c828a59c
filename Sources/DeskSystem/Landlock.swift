internal import CLinux
internal import Glibc

/// Takes away from this process, for good, what it does not need of the file system (landlock(7)). What is open already stays open;
/// ports and sockets are left alone.
public enum Landlock {
    /// What may still be done with a path and whatever lies under it.
    public struct Leave: Sendable {
        let access: UInt64

        public static let toRead = Leave(access: readFile | readDirectory)
        /// With making, renaming and removing what is in it.
        public static let toWrite = Leave(access: (everything & ~execute) | truncate | refer)
        public static let toExecute = Leave(access: execute | readFile | readDirectory)
    }

    private static let execute: UInt64 = 1 << 0
    private static let writeFile: UInt64 = 1 << 1
    private static let readFile: UInt64 = 1 << 2
    private static let readDirectory: UInt64 = 1 << 3
    /// What the first kernel with Landlock could take away.
    private static let everything: UInt64 = (1 << 13) - 1
    private static let refer: UInt64 = 1 << 13
    private static let truncate: UInt64 = 1 << 14
    private static let deviceControl: UInt64 = 1 << 15
    /// What makes sense of a file that is no directory.
    private static let ofFiles = execute | writeFile | readFile | truncate | deviceControl
    /// No signal and no abstract socket reaches a process that is not restricted in the same way.
    private static let scoped: UInt64 = 0b11

    /// What the kernel knows of it; 0 where it has none, or we may not use it.
    public static var version: Int { max(0, Int(clinux_landlock_version())) }

    /// From here on the process has these paths and no other. A path that is not there is no trouble.
    /// - Returns: false where the kernel cannot do it; nothing has changed then.
    public static func keep(_ paths: [(path: String, leave: Leave)]) throws(SystemError) -> Bool {
        let version = version
        guard version > 0 else { return false }
        let handled = handled(by: version)
        let number = clinux_landlock_create(handled, 0, version >= 6 ? scoped : 0, version >= 6 ? 24 : version >= 4 ? 16 : 8)
        guard number >= 0 else { throw SystemError("landlock_create_ruleset") }
        let rules = Descriptor(adopting: number)
        for (path, leave) in paths { try allow(path, leave.access & handled, in: rules) }
        try Privileges.forbidNew()
        let fd = rules.number
        try checked("landlock_restrict_self") { clinux_landlock_restrict(fd) }
        return true
    }

    /// An older kernel refuses what it does not know.
    private static func handled(by version: Int) -> UInt64 {
        everything | (version >= 2 ? refer : 0) | (version >= 3 ? truncate : 0) | (version >= 5 ? deviceControl : 0)
    }

    private static func allow(_ path: String, _ access: UInt64, in rules: borrowing Descriptor) throws(SystemError) {
        let number = unsafe clinux_open_place(path)
        guard number >= 0 else { return }
        let place = Descriptor(adopting: number)
        var facts = stat()
        let isDirectory = unsafe fstat(place.number, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
        let fd = rules.number
        let placeNumber = place.number
        try checked("landlock_add_rule", path) { clinux_landlock_allow(fd, placeNumber, isDirectory ? access : access & ofFiles) }
    }
}
