internal import Glibc

/// A listening socket with one owner, whom several may share.
public final class Listener {
    /// What whoever made it calls it; several may have one name.
    public let name: String
    public let descriptor: Descriptor

    public init(_ name: String, _ descriptor: consuming Descriptor) {
        self.name = name
        self.descriptor = descriptor
    }

}

/// Listeners that the service manager made before it started us (sd_listen_fds(3)). It holds the same ones, so that nobody who
/// connects is refused while we are away.
extension Listener {
    /// The first one's number; the others follow it.
    private static let first: CInt = 3
    public static let countMax = 16

    /// All that were handed to this process, and to no other: their variables are gone after that. None is the usual case.
    /// Call it once, before anything else opens descriptors.
    public static func takeInherited() throws(InheritanceError) -> [Listener] {
        let process = Environment.take("LISTEN_PID")
        let count = Environment.take("LISTEN_FDS")
        let names = Environment.take("LISTEN_FDNAMES")
        // A parent's variables that came along concern the parent.
        guard let process, let count, Int32(process) == getpid() else { return [] }
        guard let number = Int(count), number >= 0 else { throw InheritanceError("LISTEN_FDS is no number: \(count)") }
        guard number <= countMax else { throw InheritanceError("\(number) sockets were handed over, and \(countMax) are the most") }
        let named = try self.names(names, count: number)
        var listeners: [Listener] = []
        for (index, name) in named.enumerated() { listeners.append(try Listener(name, adopting: first + CInt(index))) }
        return listeners
    }

    private static func names(_ list: String?, count: Int) throws(InheritanceError) -> [String] {
        guard let list else { return Array(repeating: "", count: count) }
        let names = list.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard names.count == count || (count == 0 && list.isEmpty) else {
            throw InheritanceError("LISTEN_FDNAMES has \(names.count) names for \(count) sockets")
        }
        return count == 0 ? [] : names
    }

    private convenience init(_ name: String, adopting number: CInt) throws(InheritanceError) {
        guard fcntl(number, F_GETFD) >= 0 else { throw InheritanceError("descriptor \(number) was promised and is not open") }
        let what = name.isEmpty ? "descriptor \(number)" : "the socket named \(name)"
        guard let kind = Self.option(SO_TYPE, of: number), let family = Self.option(SO_DOMAIN, of: number) else {
            throw InheritanceError("\(what) is no socket")
        }
        guard family == AF_UNIX, kind == CInt(SOCK_STREAM.rawValue) else {
            throw InheritanceError("\(what) is no Unix stream socket: the unit needs ListenStream= with a path")
        }
        guard Self.option(SO_ACCEPTCONN, of: number) == 1 else {
            throw InheritanceError("\(what) does not listen: the unit needs Accept=no")
        }
        self.init(name, Descriptor(adopting: number))
        do throws(SystemError) {
            try checked("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) }
            try descriptor.setNonBlocking(true)
        } catch {
            throw InheritanceError("\(what) cannot be used: \(error)")
        }
    }

    private static func option(_ option: CInt, of number: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(number, SOL_SOCKET, option, &value, &size) == 0 ? value : nil
    }
}

/// What is wrong with the sockets that were handed over. Nothing was done with them.
public struct InheritanceError: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

extension Environment {
    /// A variable's value, which nobody after us sees. Only while there is one thread.
    static func take(_ name: String) -> String? {
        defer { _ = unsafe unsetenv(name) }
        return value(name)
    }
}
