internal import DeskKit
internal import DeskSystem

/// The demo's private directory: everything that it writes is in here, and goes with it.
final class DemoPlace {
    private static let prefix = "desk-demo-"
    private static let markName = "demo.lock"

    let directory: String
    /// Locked as long as the demo lives, so that a later one knows which directories nobody uses.
    private let mark: File

    init() throws(SystemError) {
        let base = Self.base()
        Self.sweep(base)
        directory = try Directory.createPrivate(prefix: base + "/" + Self.prefix)
        do throws(SystemError) {
            mark = try File(directory + "/" + Self.markName, .create)
            _ = try mark.lock()
            try mark.write("locked\n".utf8Span.span, at: 0)
            try Directory.create(directory + "/state")
        } catch {
            Path.removeTree(directory)
            throw error
        }
    }

    var data: String { directory + "/data" }
    var socket: String { directory + "/bus.sock" }
    /// Where the client keeps what it would keep in its user's home.
    var state: String { directory + "/state" }

    func log(of program: String) -> String { directory + "/" + program + ".log" }
    func processFile(of program: String) -> String { directory + "/" + program + ".pid" }

    func remove() { Path.removeTree(directory) }

    /// From here on the directory is its user's.
    func keep() { try? Path.remove(directory + "/" + Self.markName) }

    /// Where only this user can look, if there is such a place, and short enough for a socket's address.
    private static func base() -> String {
        let wished = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap(Environment.value)
        let short = wished.filter { $0.utf8.first == UInt8(ascii: "/") && $0.utf8.count < 70 }
        return short.first { PathFacts(at: $0 + "/.")?.kind == .directory } ?? "/tmp"
    }

    /// Removes what demos have left that were killed before they could tidy up.
    private static func sweep(_ base: String) {
        for name in (try? Directory.names(in: base)) ?? [] where name.hasPrefix(prefix) {
            let path = base + "/" + name
            guard let facts = PathFacts(at: path), facts.kind == .directory, facts.owner == PeerCredentials.ownUser else { continue }
            // One without a mark was kept on purpose; one with an empty mark is just being made.
            guard let mark = try? File(path + "/" + markName, .update), let size = try? mark.size(), size > 0 else { continue }
            if (try? mark.lock()) == true { Path.removeTree(path) }
        }
    }
}
