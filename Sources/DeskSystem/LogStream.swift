internal import CLinux
internal import Glibc

/// The standard error for somebody who must not wait for whoever reads it.
public final class LogStream {
    /// A terminal or a pipe once more, with a description of its own: that of the standard error is the shell's as well, or
    /// another writer's, who would not expect it to be non-blocking. A terminal that can take one byte says that it is ready,
    /// and then makes us wait; in a pipe somebody else may be quicker.
    private let own: File?
    private let isSocket: Bool
    /// The end of a line that there was no room for.
    private var rest: [UInt8] = []

    public init() {
        var facts = stat()
        let kind = unsafe fstat(StandardStream.error.rawValue, &facts) == 0 ? facts.st_mode & S_IFMT : 0
        isSocket = kind == S_IFSOCK
        own = StandardStream.error.isTerminal || kind == S_IFIFO ? Self.opened() : nil
    }

    /// Nil where it is somebody else's, after su(1), or nobody reads any more.
    private static func opened() -> File? {
        let path = "/proc/self/fd/\(StandardStream.error.rawValue)"
        let number = try? checked("open", path) {
            unsafe clinux_open(AT_FDCWD, path, O_WRONLY | O_NONBLOCK | O_NOCTTY, 0)
        }
        return number.map { File(owning: Descriptor(adopting: $0)) }
    }

    /// Writes a line, no longer than a pipe takes at once, if that can be done without waiting. What is taken of it in part is
    /// completed before the next.
    /// - Returns: whether it was done.
    public func writeIfReady(_ line: [UInt8]) -> Bool {
        rest.removeFirst(taken(rest))
        guard rest.isEmpty else { return false }
        let count = taken(line)
        rest = count > 0 ? Array(line[count...]) : []
        return count > 0
    }

    /// The last words before an end: whoever reads them gets a while, and then the end comes all the same.
    public func write(_ line: [UInt8], until end: MonotonicTime) {
        var isTaken = writeIfReady(line)
        while !isTaken || !rest.isEmpty, MonotonicTime.now < end {
            _ = poll(nil, 0, 10)
            if isTaken { rest.removeFirst(taken(rest)) } else { isTaken = writeIfReady(line) }
        }
    }

    /// How much of `bytes` there was room for.
    private func taken(_ bytes: [UInt8]) -> Int {
        if bytes.isEmpty { return 0 }
        if let own { return (try? own.descriptor.write(bytes.span)) ?? 0 }
        let error = StandardStream.error.rawValue
        if isSocket { return max(0, unsafe bytes.withUnsafeBytes { unsafe send(error, $0.baseAddress, $0.count, Self.sending) }) }
        return Self.isReady && (try? StandardStream.error.write(bytes)) != nil ? bytes.count : 0
    }

    private static var sending: CInt { CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT) }

    private static var isReady: Bool {
        var entry = pollfd(fd: StandardStream.error.rawValue, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLOUT) != 0
    }
}
