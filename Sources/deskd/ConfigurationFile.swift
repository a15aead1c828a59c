internal import DeskSystem
internal import Glibc

/// The file with the configuration. Whoever can write it decides what the broker runs and who may do what, so that nobody
/// else may: neither to it nor to its directory.
enum ConfigurationFile {
    static let name = "desk.conf"

    static func read(_ path: String) throws(BrokenConfiguration) -> [UInt8] {
        guard let facts = PathFacts(at: path) else {
            throw BrokenConfiguration(path, "there is no such file", fix: "make one with desk init, or name another with --config FILE")
        }
        // Opening a pipe would wait for somebody to write into it.
        guard facts.kind == .file else {
            let what = facts.kind == .link ? "it is a symbolic link" : "it is no plain file"
            throw BrokenConfiguration(path, what, fix: "name the file itself")
        }
        try checkDirectory(of: path)
        let bytes: [UInt8]
        let trouble: BrokenConfiguration?
        do throws(SystemError) {
            let file = try File(path, .read)
            let facts = try PathFacts(of: file)
            trouble = Self.trouble(with: facts, path)
            bytes = trouble == nil ? try file.read(at: 0, count: facts.size) : []
        } catch {
            throw BrokenConfiguration(
                path, "it cannot be read (\(error))", fix: error.code == EACCES ? "let the broker's user read it" : "look at the disk")
        }
        if let trouble { throw trouble }
        return bytes
    }

    /// What keeps an open file from being believed.
    private static func trouble(with facts: PathFacts, _ path: String) -> BrokenConfiguration? {
        if facts.kind != .file { return BrokenConfiguration(path, "it is no plain file", fix: "name the file itself") }
        if facts.owner != 0 && facts.owner != PeerCredentials.ownUser {
            return BrokenConfiguration(
                path, "it belongs to user \(facts.owner), who is neither root nor the broker's user", fix: "sudo chown root \(path)")
        }
        if facts.permissions & 0o022 != 0 { return BrokenConfiguration(path, "others may write to it", fix: "chmod go-w \(path)") }
        guard facts.size > ConfigurationText.bytesMax else { return nil }
        return BrokenConfiguration(path, "it has \(facts.size) bytes", fix: "\(ConfigurationText.bytesMax) are the most")
    }

    private static func checkDirectory(of path: String) throws(BrokenConfiguration) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let facts = PathFacts(at: directory + "/.") else { return }
        let isSticky = facts.permissions & 0o1000 != 0
        guard facts.owner == 0 || facts.owner == PeerCredentials.ownUser, facts.permissions & 0o022 == 0 || isSticky else {
            throw BrokenConfiguration(
                path, "others may replace it, because they may write to \(directory)",
                fix: "chmod go-w \(directory), which must be root's or yours")
        }
    }
}
