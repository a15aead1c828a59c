internal import DeskConsole
internal import DeskKit

/// Lines that were typed for a ticket and not sent, on disk: one file for each ticket, which its owner alone may read.
///
/// A ticket's number means something in one journal only, so the journal's epoch is a part of the file's name.
struct DraftBox {
    /// Of all journals and names together; where there are more, the oldest gives way.
    static let draftsMax = 100
    static let bytesMax = LineEditor.bytesMax
    /// Before the text: when it was written, and a line's end.
    private static let stampBytesMax = 20

    struct Draft {
        let at: Int64
        let line: String
    }

    struct Failure: Error {
        let message: String
    }

    private let directory: String
    private let prefix: String

    init?(_ directory: String?, epoch: String?, name: String) {
        guard let directory, let epoch, !epoch.isEmpty, epoch.utf8.count <= 64 else { return nil }
        guard epoch.utf8.allSatisfy({ (0x61...0x66).contains($0) || (0x30...0x39).contains($0) }) else { return nil }
        self.directory = directory
        prefix = "\(epoch).\(name)."
    }

    /// The tickets that have a draft.
    var tickets: [Int64] {
        names.filter { $0.utf8.starts(with: prefix.utf8) }.compactMap { Arguments.number($0.dropFirst(prefix.count)) }.sorted()
    }

    func draft(of ticket: Int64) -> Draft? { Self.read(path(ticket)) }

    func remove(_ ticket: Int64) {
        if PathFacts(at: path(ticket)) != nil { try? Path.remove(path(ticket)) }
    }

    /// On disk when it returns, whole or not at all.
    func save(_ line: String, of ticket: Int64, at now: Int64) throws(Failure) {
        let bytes = Array("\(now)\n".utf8) + Array(line.utf8)
        guard line.utf8.count <= Self.bytesMax else { return }
        do throws(SystemError) {
            if PathFacts(at: directory) == nil { try Directory.create(directory) }
        } catch { throw Failure(message: "\(error)") }
        try check()
        if PathFacts(at: path(ticket)) == nil { makeRoom() }
        do throws(SystemError) { try write(bytes, to: path(ticket)) } catch { throw Failure(message: "\(error)") }
    }

    private func path(_ ticket: Int64) -> String { "\(directory)/\(prefix)\(ticket)" }

    private var names: [String] { PathFacts(at: directory) == nil ? [] : (try? Directory.names(in: directory)) ?? [] }

    /// What somebody else could read or put something into is no place for it.
    private func check() throws(Failure) {
        let facts = PathFacts(at: directory)
        guard facts?.kind == .directory, facts?.owner == PeerCredentials.ownUser, facts.map({ $0.permissions & 0o077 == 0 }) == true else {
            throw Failure(message: "\(directory) is not a directory of yours alone; chmod 700 it, or move it away")
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let fresh = path + ".new"
        if PathFacts(at: fresh) != nil { try Path.remove(fresh) }
        let file = try File(fresh, .create)
        try file.write(bytes.span, at: 0)
        try file.syncData()
        try Path.rename(fresh, to: path)
        try Directory(directory).sync()
    }

    private func makeRoom() {
        let paths = names.map { "\(directory)/\($0)" }
        guard paths.count >= Self.draftsMax else { return }
        // What is no draft, such as one that was never finished, goes first.
        let aged = paths.map { (path: $0, at: Self.stamp($0) ?? 0) }.sorted { $0.at < $1.at }
        for (path, _) in aged.prefix(paths.count - Self.draftsMax + 1) { try? Path.remove(path) }
    }

    private static func stamp(_ path: String) -> Int64? {
        guard let file = try? File(path, .read), let start = try? file.read(at: 0, count: stampBytesMax) else { return nil }
        return start.firstIndex(of: 0x0A).flatMap { Arguments.number(String(decoding: start[..<$0], as: UTF8.self)[...]) }
    }

    private static func read(_ path: String) -> Draft? {
        guard PathFacts(at: path)?.kind == .file, let at = stamp(path), let file = try? File(path, .read) else { return nil }
        guard let bytes = try? file.read(at: 0, count: bytesMax + stampBytesMax), let end = bytes.firstIndex(of: 0x0A) else { return nil }
        return Draft(at: at, line: String(decoding: bytes[(end + 1)...], as: UTF8.self))
    }
}
