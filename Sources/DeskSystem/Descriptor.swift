internal import CLinux
internal import Glibc

/// An open file descriptor with one owner: it is closed when its owner forgets it.
public struct Descriptor: ~Copyable {
    /// The kernel's number, valid as long as this value lives.
    public let number: CInt

    public init(adopting number: CInt) {
        precondition(number >= 0, "adopting a descriptor that was never opened")
        self.number = number
    }

    deinit { _ = Glibc.close(number) }

    /// Closes now and repeats what the kernel said; `deinit` can only shrug.
    public consuming func close() throws(SystemError) {
        let result = Glibc.close(number)
        discard self
        guard result == 0 else { throw SystemError("close") }
    }

    /// Gives up ownership without closing, as a child's descriptors need.
    public consuming func release() -> CInt {
        let kept = number
        discard self
        return kept
    }

    /// Another descriptor of the same open file, closed on exec.
    public borrowing func duplicate() throws(SystemError) -> Descriptor {
        let from = number
        return Descriptor(adopting: try checked("fcntl") { fcntl(from, F_DUPFD_CLOEXEC, 3) })
    }

    public borrowing func setNonBlocking(_ on: Bool) throws(SystemError) {
        let fd = number
        let flags = try checked("fcntl") { fcntl(fd, F_GETFL) }
        try checked("fcntl") { fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) }
    }
}

/// What a read brought.
public enum Reading: Equatable, Sendable {
    case bytes(Int)
    case wouldBlock
    case ended
}

extension Descriptor {
    /// Reads at most `buffer.count` bytes to the front of `buffer`.
    public borrowing func read(into buffer: inout [UInt8]) throws(SystemError) -> Reading {
        let fd = number
        let count = try transferred("read") {
            unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(fd, $0.baseAddress, $0.count) }
        }
        return switch count {
        case nil: .wouldBlock
        case 0?: .ended
        case let count?: .bytes(count)
        }
    }

    /// Writes what the kernel takes of `bytes` and says how much; nil where it would block.
    public borrowing func write(_ bytes: Span<UInt8>) throws(SystemError) -> Int? {
        let fd = number
        return try transferred("write") { unsafe bytes.withUnsafeBytes { unsafe Glibc.write(fd, $0.baseAddress, $0.count) } }
    }

    /// Like ``write(_:)`` for a socket, without SIGPIPE.
    public borrowing func send(_ bytes: Span<UInt8>) throws(SystemError) -> Int? {
        let fd = number
        return try transferred("send") {
            unsafe bytes.withUnsafeBytes { unsafe Glibc.send(fd, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        }
    }

    /// Writes all of `bytes`, waiting where the kernel makes it wait: for terminals, pipes and plain files.
    public borrowing func writeAll(_ bytes: Span<UInt8>) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            if let count = try write(bytes.extracting(done..<bytes.count)) {
                done += count
            } else {
                var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                try checked("poll") { unsafe poll(&entry, 1, -1) }
            }
        }
    }

    /// Everything from here to the end, at most `bytesMax`.
    /// - Throws: `EFBIG` where there is more.
    public borrowing func readAll(bytesMax: Int) throws(SystemError) -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            switch try read(into: &chunk) {
            case .ended: return all
            case .bytes(let count):
                guard all.count + count <= bytesMax else { throw SystemError("read", code: EFBIG) }
                all.append(contentsOf: chunk[..<count])
            case .wouldBlock:
                var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
                try checked("poll") { unsafe poll(&entry, 1, -1) }
            }
        }
    }

    /// True as soon as something can be read, false after `milliseconds` without.
    public borrowing func waitReadable(milliseconds: Int) throws(SystemError) -> Bool {
        var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return try checked("poll") { unsafe poll(&entry, 1, CInt(clamping: milliseconds)) } > 0
    }

    public var isTerminal: Bool { isatty(number) == 1 }
}

/// The process's own standard streams, which nobody closes.
public enum StandardStream: CInt, Sendable {
    case input = 0
    case output = 1
    case error = 2

    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes all of `bytes`, waiting where it must.
    /// - Throws: the kernel's refusal, `EPIPE` among them.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        let descriptor = Descriptor(adopting: rawValue)
        do throws(SystemError) {
            try descriptor.writeAll(bytes.span)
        } catch {
            _ = descriptor.release()
            throw error
        }
        _ = descriptor.release()
    }

    public func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

    /// A descriptor of one's own for the same stream.
    public func duplicate() throws(SystemError) -> Descriptor {
        let from = rawValue
        return Descriptor(adopting: try checked("fcntl") { fcntl(from, F_DUPFD_CLOEXEC, 3) })
    }
}

/// Pipes, closed on exec.
public enum Pipe {
    /// Makes a pipe and gives both ends away.
    public static func open<Result>(
        _ body: (_ reading: consuming Descriptor, _ writing: consuming Descriptor) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        var ends: [CInt] = [-1, -1]
        try checked("pipe2") { unsafe ends.withUnsafeMutableBufferPointer { unsafe clinux_pipe($0.baseAddress) } }
        return try body(Descriptor(adopting: ends[0]), Descriptor(adopting: ends[1]))
    }
}
