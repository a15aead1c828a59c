internal import CLinux
internal import Glibc

/// Who the kernel says is at the other end, as it was when they connected (unix(7), SO_PEERCRED and SO_PEERGROUPS).
public struct PeerCredentials: Sendable, Equatable {
    public let user: UInt32
    /// The primary group first, then the others.
    public let groups: [UInt32]
    public let process: Int32
    /// As many as Linux lets a process be in.
    private static let groupsMax = 65_536

    public init(user: UInt32, groups: [UInt32], process: Int32) {
        self.user = user
        self.groups = groups
        self.process = process
    }

    public init(of socket: borrowing Descriptor) throws(SystemError) {
        var peer = clinux_peer()
        let fd = socket.number
        try checked("getsockopt") { unsafe clinux_peer_credentials(fd, &peer) }
        self.init(user: peer.uid, groups: [peer.gid] + (try Self.otherGroups(fd)), process: peer.pid)
    }

    private static func otherGroups(_ fd: CInt) throws(SystemError) -> [UInt32] {
        var groups = [gid_t](repeating: 0, count: 32)
        let size = MemoryLayout<gid_t>.size
        while true {
            var bytes = UInt32(groups.count * size)
            if unsafe clinux_peer_groups(fd, &groups, &bytes) == 0 { return Array(groups.prefix(Int(bytes) / size)) }
            guard errno == ERANGE, groups.count < groupsMax else { throw SystemError("getsockopt") }
            groups = [gid_t](repeating: 0, count: min(groupsMax, max(Int(bytes) / size, groups.count * 2)))
        }
    }

    public static var ownUser: UInt32 { geteuid() }
}

/// Stream sockets in the file system.
public enum UnixSocket {
    /// The longest path that fits `sockaddr_un`, in bytes.
    public static let pathBytesMax = 107

    /// A non-blocking socket that listens at `path`, which must not exist.
    /// - Parameter group: whose the socket is besides ours; nil leaves it as the kernel makes it.
    public static func listen(
        at path: String, backlog: CInt = 4_096, permissions: UInt32 = 0o600, group: UInt32? = nil
    ) throws(SystemError) -> Descriptor {
        let socket = Descriptor(adopting: try checked("socket") { clinux_socket(AF_UNIX, CInt(SOCK_STREAM.rawValue)) })
        let fd = socket.number
        // The mode is the umask's until chmod, so nobody else gets in between.
        let mask = umask(0o177)
        defer { umask(mask) }
        try unsafe withAddress(path) { (address, size) throws(SystemError) in
            try checked("bind", path) { unsafe Glibc.bind(fd, address, size) }
        }
        try Path.give(path, to: group, permissions: permissions)
        try checked("listen", path) { Glibc.listen(fd, backlog) }
        return socket
    }

    /// A non-blocking socket connected to `path`.
    /// - Throws: `ENOENT` and `ECONNREFUSED` where nobody listens, `EAGAIN` where the backlog is full.
    public static func connect(to path: String) throws(SystemError) -> Descriptor {
        let socket = Descriptor(adopting: try checked("socket") { clinux_socket(AF_UNIX, CInt(SOCK_STREAM.rawValue)) })
        let fd = socket.number
        try unsafe withAddress(path) { (address, size) throws(SystemError) in
            try checked("connect", path) { unsafe Glibc.connect(fd, address, size) }
        }
        return socket
    }

    /// Makes a connected pair, non-blocking, and gives both ends away.
    public static func pair<Result>(
        _ body: (consuming Descriptor, consuming Descriptor) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        var ends: [CInt] = [-1, -1]
        try checked("socketpair") { unsafe ends.withUnsafeMutableBufferPointer { unsafe clinux_socketpair($0.baseAddress) } }
        return try body(Descriptor(adopting: ends[0]), Descriptor(adopting: ends[1]))
    }

    /// The next connection, non-blocking; nil where none waits.
    /// - Throws: `EMFILE` and `ENFILE` where descriptors have run out.
    public static func accept(from listener: borrowing Descriptor) throws(SystemError) -> Descriptor? {
        let fd = listener.number
        while true {
            let number = clinux_accept(fd)
            if number >= 0 { return Descriptor(adopting: number) }
            switch errno {
            case EAGAIN: return nil
            case EINTR, ECONNABORTED: continue
            default: throw SystemError("accept")
            }
        }
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        guard path.utf8.count <= pathBytesMax else { throw SystemError("bind", code: ENAMETOOLONG, path) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        try unsafe withUnsafePointer(to: &address) { pointer throws(SystemError) in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base throws(SystemError) in try unsafe body(base, size) }
        }
    }
}

/// TCP on the loopback or wherever an adapter's service listens.
public enum TCPSocket {
    /// A non-blocking listener on an IPv4 address in dotted form; port 0 takes a free one.
    public static func listen(address: String, port: UInt16, backlog: CInt = 128) throws(SystemError) -> Descriptor {
        let socket = Descriptor(adopting: try checked("socket") { clinux_socket(AF_INET, CInt(SOCK_STREAM.rawValue)) })
        let fd = socket.number
        var yes: CInt = 1
        try checked("setsockopt") { unsafe setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size)) }
        try unsafe withAddress(address, port) { (base, size) throws(SystemError) in
            try checked("bind", "\(address):\(port)") { unsafe Glibc.bind(fd, base, size) }
        }
        try checked("listen") { Glibc.listen(fd, backlog) }
        return socket
    }

    /// A non-blocking socket on its way to be connected: writable once it is.
    public static func connect(address: String, port: UInt16) throws(SystemError) -> Descriptor {
        let socket = Descriptor(adopting: try checked("socket") { clinux_socket(AF_INET, CInt(SOCK_STREAM.rawValue)) })
        let fd = socket.number
        try unsafe withAddress(address, port) { (base, size) throws(SystemError) in
            if unsafe Glibc.connect(fd, base, size) != 0 && errno != EINPROGRESS { throw SystemError("connect", "\(address):\(port)") }
        }
        return socket
    }

    /// The port that the socket is bound to.
    public static func port(of socket: borrowing Descriptor) throws(SystemError) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let fd = socket.number
        _ = try unsafe withUnsafeMutablePointer(to: &address) { pointer throws(SystemError) in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base throws(SystemError) in
                try checked("getsockname") { unsafe getsockname(fd, base, &size) }
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func withAddress(
        _ text: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, text, &address.sin_addr) == 1 else { throw SystemError("inet_pton", code: EINVAL, text) }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        try unsafe withUnsafePointer(to: &address) { pointer throws(SystemError) in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base throws(SystemError) in try unsafe body(base, size) }
        }
    }
}

extension Descriptor {
    /// Tells the other end of a connected socket that nothing more will come; reading goes on.
    public borrowing func endSending() { _ = Glibc.shutdown(number, CInt(SHUT_WR)) }
}
