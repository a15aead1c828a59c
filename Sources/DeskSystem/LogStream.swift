internal import CLinux
internal import Glibc

/// The standard error for somebody who must not wait for whoever reads it.
public final class LogStream {
    /// The terminal once more, with a description of its own: that of the standard error is the shell's as well, which would
    /// not expect it to be non-blocking. A terminal that can take one byte says that it is ready, and then makes us wait.
    private let terminal: File?
    /// The end of a line that the terminal had no room for.
    private var rest: [UInt8] = []

    public init() {
        guard StandardStream.error.isTerminal else {
            terminal = nil
            return
        }
        let path = "/proc/self/fd/\(StandardStream.error.rawValue)"
        let number = try? checked("open", path) {
            unsafe clinux_open(AT_FDCWD, path, O_WRONLY | O_NONBLOCK | O_NOCTTY, 0)
        }
        // Somebody else's terminal, after su(1): then as with a pipe.
        terminal = number.map { File(owning: Descriptor(adopting: $0)) }
    }

    /// Writes a line, no longer than a pipe takes at once, if that can be done without waiting. What a terminal takes of it
    /// in part is completed before the next.
    /// - Returns: whether it was done.
    public func writeIfReady(_ line: [UInt8]) -> Bool {
        guard let terminal else { return Self.isReady && (try? StandardStream.error.write(line)) != nil }
        rest.removeFirst(taken(rest, by: terminal))
        guard rest.isEmpty else { return false }
        let count = taken(line, by: terminal)
        rest = count > 0 ? Array(line[count...]) : []
        return count > 0
    }

    private static var isReady: Bool {
        var entry = pollfd(fd: StandardStream.error.rawValue, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLOUT) != 0
    }

    /// How much of `bytes` there was room for.
    private func taken(_ bytes: [UInt8], by terminal: File) -> Int {
        bytes.isEmpty ? 0 : (try? terminal.descriptor.write(bytes.span)) ?? 0
    }
}
