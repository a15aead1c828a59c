internal import Glibc

/// What a process does to itself.
public enum OwnProcess {
    /// The signals that a terminal's owner wants to hear of, by their names of signal(7).
    public static let hangUp = SIGHUP
    public static let interrupt = SIGINT
    public static let quit = SIGQUIT
    public static let terminate = SIGTERM
    public static let kill = SIGKILL
    public static let terminalStop = SIGTSTP
    public static let goOn = SIGCONT
    public static let windowChange = SIGWINCH
    public static let childChanged = SIGCHLD

    /// Stops here, as Ctrl-Z does, until somebody continues the process.
    public static func stop() { _ = raise(SIGSTOP) }

    /// Ends by `signal`, so that whoever started us sees why; needed where the signal is blocked and read.
    public static func end(by number: CInt) {
        _ = signal(number, SIG_DFL)
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
        _ = raise(number)
    }
}
