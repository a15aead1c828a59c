internal import CLinux
internal import Glibc

/// Signals as something to read (signalfd(2)), instead of handlers that may interrupt anything.
public final class SignalReader {
    public let descriptor: Descriptor
    private var buffer = [UInt8](repeating: 0, count: 128)

    /// Blocks `signals` for the process and collects them. Call before any thread is started.
    public init(_ signals: [CInt]) throws(SystemError) {
        try checked("sigprocmask") { unsafe clinux_signals_block(signals, CInt(signals.count)) }
        descriptor = Descriptor(adopting: try checked("signalfd") { unsafe clinux_signalfd(signals, CInt(signals.count)) })
    }

    /// The next signal that has arrived, or nil.
    public func next() throws(SystemError) -> CInt? { try nextWithOrigin()?.number }

    /// The same with who sent it: a process, or the kernel, as it does for a key such as Ctrl-C at the terminal.
    public func nextWithOrigin() throws(SystemError) -> (number: CInt, isFromKernel: Bool)? {
        guard case .bytes(128) = try descriptor.read(into: &buffer) else { return nil }
        // signalfd_siginfo begins with the number, in the machine's order; the sender's process is its fourth field.
        return (CInt(buffer[0]) | CInt(buffer[1]) << 8, buffer[12..<16].allSatisfy { $0 == 0 })
    }

    /// Writing to a peer that has gone shall be an error of that write, not the end of the process.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Writing beyond a limit on the size of files shall be an error of that write (setrlimit(2)).
    public static func ignoreFileSizeLimits() { _ = signal(SIGXFSZ, SIG_IGN) }
}

/// The limit on open descriptors (getrlimit(2)).
public enum DescriptorLimit {
    /// Raises the soft limit to the hard one and says what it is then.
    public static func raise() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}
