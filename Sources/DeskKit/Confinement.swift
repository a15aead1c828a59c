internal import DeskSystem

/// What an adapter that the broker has started can still reach of the file system, from before it hears the first word of a
/// stranger: what programs need to find hosts, certificates and time zones, and what it says itself that it needs.
public struct AdapterFiles: Sendable {
    /// Paths to read, with all that lies under them.
    public var reading: [String] = []
    /// Paths to read and write, with all that lies under them.
    public var writing: [String] = []
    /// Programs to run.
    public var executing: [String] = []

    /// Names, certificates, time zones; nobody's data. `/etc` as a whole, because what is replaced in it is another file, and
    /// the way to the name server is replaced with each network.
    private static let common = [
        "/etc", "/usr", "/lib", "/lib64", "/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf", "/proc/self",
        "/sys/devices/system/cpu",
    ]
    private static let devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]

    var places: [(path: String, leave: Landlock.Leave)] {
        (Self.common + reading).map { ($0, .toRead) } + (Self.devices + writing).map { ($0, .toWrite) }
            + executing.map { ($0, .toExecute) }
    }
}

/// Shuts an adapter in.
enum Confinement {
    /// Once, when the adapter is set up and before its loop runs.
    static func begin(_ files: AdapterFiles, log: (String) -> Void) {
        do throws(SystemError) {
            let isDone = try Landlock.keep(files.places)
            log(
                isDone
                    ? "only the files that it needs are within reach (Landlock \(Landlock.version))"
                    : "every file of its user stays within reach: there is no Landlock in this kernel, or not for us")
        } catch {
            log("every file of its user stays within reach: \(error)")
        }
    }
}
