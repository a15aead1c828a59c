internal import CLinux
internal import Glibc

/// Where the service manager that started us wants to be told how we are (sd_notify(3)).
public final class NotifySocket {
    private let socket: Descriptor
    private let address: [UInt8]

    /// What `NOTIFY_SOCKET` names: a path, or `@` and a name that is in no file system; nil where nobody wants to know.
    /// The variable is gone after that, so that no child speaks for us.
    public static func taken() throws(SystemError) -> NotifySocket? {
        guard let name = Environment.take("NOTIFY_SOCKET"), !name.isEmpty else { return nil }
        return try NotifySocket(name)
    }

    public init(_ name: String) throws(SystemError) {
        var bytes = Array(name.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        guard isAbstract || bytes.first == UInt8(ascii: "/"), bytes.count >= 2 else {
            throw SystemError("NOTIFY_SOCKET", code: EAFNOSUPPORT, name)
        }
        guard bytes.count <= UnixSocket.pathBytesMax else { throw SystemError("NOTIFY_SOCKET", code: ENAMETOOLONG, name) }
        if isAbstract { bytes[0] = 0 }
        address = bytes
        socket = Descriptor(adopting: try checked("socket") { clinux_socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue)) })
    }

    /// How long one that finds no room waits before it is tried again: such a socket never says when there is some.
    private static let pauseMilliseconds: CInt = 10

    /// Sends one datagram. One that finds no room is tried again for as long as told, and then lost.
    /// - Returns: whether it was sent.
    @discardableResult
    public func send(_ text: String, waitingMilliseconds: Int = 0) -> Bool {
        let end = MonotonicTime.now.advanced(milliseconds: waitingMilliseconds)
        while true {
            do throws(SystemError) {
                if try transferred("sendto", { sendOnce(Array(text.utf8)) }) != nil { return true }
            } catch {
                return false
            }
            guard MonotonicTime.now < end else { return false }
            _ = poll(nil, 0, Self.pauseMilliseconds)
        }
    }

    private func sendOnce(_ bytes: [UInt8]) -> Int {
        var to = sockaddr_un()
        to.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &to.sun_path) { unsafe $0.copyBytes(from: address) }
        // A name that begins with zero has no end but its length.
        let size = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        return unsafe withUnsafePointer(to: &to) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                unsafe bytes.withUnsafeBytes { unsafe sendto(socket.number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL), base, size) }
            }
        }
    }
}

/// How often the service manager wants a sign of life (sd_watchdog_enabled(3)).
public enum WatchdogInterval {
    /// In microseconds; nil where it wants none of this process. The variables are gone after that.
    public static func taken() -> Int64? {
        let interval = Environment.take("WATCHDOG_USEC").flatMap(Int64.init)
        let process = Environment.take("WATCHDOG_PID")
        guard let interval, interval > 0, process == nil || process.flatMap(Int32.init) == getpid() else { return nil }
        return interval
    }
}
