internal import CLinux
internal import Glibc

/// How a child ended.
public enum ChildEnd: Equatable, Sendable {
    case exited(Int32)
    case signaled(Int32)
}

/// A process that we started. It is signalled through its pidfd only, so never a stranger with the same number.
public final class ChildProcess {
    public let identifier: Int32
    /// Readable once the child has ended.
    public let pidDescriptor: Descriptor
    public private(set) var end: ChildEnd?

    /// Starts `path` with exactly `arguments` (the program's name not among them), `environment` as `NAME=value`,
    /// and `descriptors`: the child's number → ours. Nothing else stays open; signals are as at login.
    public init(
        _ path: String, _ arguments: [String], environment: [String], descriptors: [CInt: CInt], newSession: Bool = false
    ) throws(SystemError) {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        // Ours are all close-on-exec. First out of the way of the child's numbers, then into place:
        // dup2 onto itself would keep the flag and lose the descriptor.
        let ordered = descriptors.sorted { $0.key < $1.key }
        var parked: [CInt] = []
        defer { for fd in parked { _ = Glibc.close(fd) } }
        let aboveChilds = (ordered.last?.key ?? 2) + 1
        for (_, ours) in ordered { parked.append(try checked("fcntl") { fcntl(ours, F_DUPFD_CLOEXEC, aboveChilds) }) }
        for (index, entry) in ordered.enumerated() { unsafe posix_spawn_file_actions_adddup2(&actions, parked[index], entry.key) }

        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        if newSession { flags |= 0x80 }  // POSIX_SPAWN_SETSID, which the Glibc module leaves out
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var pid: pid_t = 0
        let code = unsafe Self.withStrings([path] + arguments) { argv in
            unsafe Self.withStrings(environment) { envp in unsafe posix_spawn(&pid, path, &actions, &attributes, argv, envp) }
        }
        guard code == 0 else { throw SystemError("posix_spawn", code: code, path) }
        identifier = pid
        pidDescriptor = try Self.open(pid)
    }

    /// Out of descriptors, there would be a child that nobody watches: it is ended. Until it is reaped its number is its own.
    private static func open(_ pid: pid_t) throws(SystemError) -> Descriptor {
        do throws(SystemError) {
            return Descriptor(adopting: try checked("pidfd_open") { clinux_pidfd_open(pid) })
        } catch {
            _ = kill(pid, SIGKILL)
            _ = waitpid(pid, nil, 0)
            throw error
        }
    }

    /// Sends a signal; one that has ended is left in peace.
    public func signal(_ number: CInt) {
        if end == nil { _ = clinux_pidfd_signal(pidDescriptor.number, number) }
    }

    /// How it ended, or nil while it runs. Reaps it.
    public func poll() -> ChildEnd? {
        if let end { return end }
        var code: CInt = 0
        var status: CInt = 0
        guard unsafe clinux_pidfd_wait(pidDescriptor.number, &code, &status) == 0, code != 0 else { return nil }
        end = code == CInt(CLD_EXITED) ? .exited(status) : .signaled(status)
        return end
    }

    /// Whether it is stopped, as by Ctrl-Z, and can be continued. Says so once a stop.
    public func hasStopped() -> Bool { end == nil && clinux_pidfd_stopped(pidDescriptor.number) == 1 }

    /// Waits for the end at most `milliseconds`.
    public func wait(milliseconds: Int) throws(SystemError) -> ChildEnd? {
        if let end = poll() { return end }
        _ = try pidDescriptor.waitReadable(milliseconds: milliseconds)
        return poll()
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }

        return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list ends with nil, so it is never empty") }
            return unsafe body(base)
        }
    }
}

/// The process's surroundings, read once.
public enum Environment {
    public static func value(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// All of it as the process was started with, each as `NAME=value`, and `replacements` in place of what has their names.
    public static func all(replacing replacements: [String: String] = [:]) throws(SystemError) -> [String] {
        let bytes = try File("/proc/self/environ", .read).descriptor.readAll(bytesMax: 8 << 20)
        let entries = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let kept = entries.filter { entry in !replacements.keys.contains { entry.hasPrefix($0 + "=") } }
        return kept + replacements.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// Asks the kernel to send `signal` to this process when the thread that started it ends (prctl(2)).
    public static func dieWithParent(signal: CInt) { _ = clinux_die_with_parent(signal) }
}
