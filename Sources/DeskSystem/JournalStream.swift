internal import Glibc

/// What the standard error is connected to.
public enum JournalStream {
    /// Names the journal's stream as `device:inode` (systemd.exec(5)).
    static let variable = "JOURNAL_STREAM"

    /// Whether the standard error is the stream that the systemd journal gave us, and not something put in its place later.
    public static var isStandardError: Bool {
        var facts = stat()
        guard let named = Environment.value(variable), unsafe fstat(StandardStream.error.rawValue, &facts) == 0 else { return false }
        return Array(named.utf8) == Array("\(facts.st_dev):\(facts.st_ino)".utf8)
    }
}
