internal import CLinux
internal import Glibc

/// A terminal's settings (termios(3)), kept so that they can be put back.
public struct TerminalSettings: Equatable, Sendable {
    private var settings: termios

    public init(of terminal: borrowing Descriptor) throws(SystemError) {
        let fd = terminal.number
        settings = termios()
        try checked("tcgetattr") { unsafe tcgetattr(fd, &settings) }
    }

    /// The same, but every byte comes at once and nothing is echoed, translated or turned into a signal.
    public var raw: TerminalSettings {
        var copy = self
        unsafe cfmakeraw(&copy.settings)
        return copy
    }

    /// The same without echo, for secrets.
    public var silent: TerminalSettings {
        var copy = self
        copy.settings.c_lflag &= ~tcflag_t(ECHO)
        return copy
    }

    /// Takes effect at once: waiting for what was written would hang on a terminal that nobody reads.
    public func apply(to terminal: borrowing Descriptor) throws(SystemError) {
        let fd = terminal.number
        var copy = settings
        try checked("tcsetattr") { Self.apply(&copy, to: fd) }
    }

    /// Also from the background, where the kernel would stop us by SIGTTOU.
    fileprivate static func apply(_ settings: inout termios, to fd: CInt) -> CInt {
        var blocked = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&blocked)
        unsafe sigaddset(&blocked, SIGTTOU)
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        return unsafe tcsetattr(fd, TCSANOW, &settings)
    }

    fileprivate var stored: termios { settings }

    public static func == (left: Self, right: Self) -> Bool {
        let (a, b) = (left.settings, right.settings)
        guard (a.c_iflag, a.c_oflag, a.c_cflag, a.c_lflag) == (b.c_iflag, b.c_oflag, b.c_cflag, b.c_lflag) else { return false }
        return left.controlCharacters == right.controlCharacters
    }

    private var controlCharacters: [UInt8] { unsafe withUnsafeBytes(of: settings.c_cc) { unsafe Array($0) } }
}

/// How many character cells a terminal has.
public struct WindowSize: Equatable, Sendable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// 80 × 24 where the kernel was never told.
    public init(of terminal: borrowing Descriptor) {
        var (rows, columns): (UInt16, UInt16) = (0, 0)
        _ = unsafe clinux_ioctl_winsize(terminal.number, &rows, &columns)
        self.init(columns: columns == 0 ? 80 : Int(columns), rows: rows == 0 ? 24 : Int(rows))
    }

    /// Tells the kernel, which sends SIGWINCH to whoever is in the foreground.
    public func apply(to terminal: borrowing Descriptor) throws(SystemError) {
        let fd = terminal.number
        try checked("ioctl") { clinux_set_winsize(fd, UInt16(clamping: rows), UInt16(clamping: columns)) }
    }
}

/// A terminal made of software (pty(7)).
public final class PseudoTerminal {
    /// The end that plays the terminal: what is written here is typed, what is read here is shown.
    public let terminal: Descriptor
    /// The end that programs see.
    public let program: Descriptor

    public init(size: WindowSize = WindowSize(columns: 80, rows: 24)) throws(SystemError) {
        let opened = try checked("open", "/dev/ptmx") { unsafe clinux_open(AT_FDCWD, "/dev/ptmx", O_RDWR | O_NOCTTY, 0) }
        terminal = Descriptor(adopting: opened)
        try checked("ioctl") { clinux_pty_unlock(opened) }
        program = Descriptor(adopting: try checked("ioctl") { clinux_pty_peer(opened) })
        try size.apply(to: program)
    }

    /// Makes `terminal` the one that sends this session its signals; the session must have none yet.
    public static func control(by terminal: borrowing Descriptor) throws(SystemError) {
        let fd = terminal.number
        try checked("ioctl") { clinux_set_controlling_terminal(fd) }
    }
}

/// Puts one terminal back to what it was, however the process ends: by exit(3) or by a trap of its own.
/// Only SIGKILL gets past it. Signals from outside are read, not caught: their reader calls ``disarm()`` itself.
public enum TerminalRescue {
    private struct Patient {
        var terminal: CInt
        var settings: termios
        var farewell: [UInt8]
    }

    // Written before the terminal is touched and read by the handler of a process that is about to end.
    nonisolated(unsafe) private static var patient: Patient?
    nonisolated(unsafe) private static var isInstalled = false

    /// From here on `settings` are restored and `farewell` is written at the end of the process.
    public static func arm(_ terminal: borrowing Descriptor, settings: TerminalSettings, farewell: [UInt8]) {
        unsafe patient = Patient(terminal: terminal.number, settings: settings.stored, farewell: farewell)
        guard unsafe !isInstalled else { return }
        unsafe isInstalled = true
        atexit { TerminalRescue.restore() }
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
            _ = signal(number) { number in
                TerminalRescue.restore()
                _ = signal(number, SIG_DFL)
                _ = raise(number)
            }
        }
    }

    public static func disarm() { unsafe patient = nil }

    private static func restore() {
        guard var found = unsafe patient else { return }
        unsafe patient = nil
        _ = unsafe found.farewell.withUnsafeBytes { unsafe Glibc.write(found.terminal, $0.baseAddress, $0.count) }
        _ = TerminalSettings.apply(&found.settings, to: found.terminal)
    }
}
