/// The hands of a copy: what it reads from, what it writes to, and whom it asks whether to go on.
struct CopyHands {
    static let stepBytes = 1 << 20

    let source: any Storage
    let target: any Storage
    /// False to stop.
    let heed: (BackupProgress) -> Bool
    var progress: BackupProgress

    func survey() throws(BackupError) -> Survey {
        do throws(JournalError) { return try Survey(source) } catch { throw .source(error) }
    }

    mutating func advance(_ count: Int) throws(BackupError) {
        progress.bytes += count
        progress.bytesTotal = max(progress.bytesTotal, progress.bytes)
        guard heed(progress) else { throw .stopped }
    }

    /// The first `count` bytes of a file, or as many as there are.
    func load(_ name: String, count: Int) throws(BackupError) -> [UInt8] {
        do throws(StorageError) {
            var bytes = [UInt8](repeating: 0, count: count)
            let got = try source.open(name, for: .reading).read(at: 0, into: &bytes)
            bytes.removeLast(count - got)
            return bytes
        } catch {
            throw .source(.io(error))
        }
    }

    /// A file of these bytes and zeros up to `size`, synced. It is written a step at a time, so that one can be stopped in between.
    mutating func store(_ bytes: [UInt8], size: Int, as name: String) throws(BackupError) {
        let file = try made { () throws(StorageError) in try target.create(name) }
        var offset = 0
        while offset < bytes.count {
            let end = min(bytes.count, offset + Self.stepBytes)
            try made { () throws(StorageError) in try file.writeAll(bytes.span.extracting(offset..<end), at: offset) }
            try advance(end - offset)
            offset = end
        }
        try made { () throws(StorageError) in
            if size > bytes.count { try file.truncate(to: size) }
            try file.sync()
        }
    }

    private func made<Result>(_ body: () throws(StorageError) -> Result) throws(BackupError) -> Result {
        do throws(StorageError) { return try body() } catch { throw .target(error) }
    }

    /// Reads the target back and holds it against what was meant.
    mutating func verify(_ head: UInt64) throws(BackupError) -> BackupResult {
        progress = BackupProgress(phase: .verifying, bytes: 0, bytesTotal: progress.bytesTotal)
        let report = try check(target)
        guard report.isSound, report.tornTail == nil else {
            throw .differs(report.damages.first?.description ?? "there is something behind the last entry")
        }
        guard report.head == head, report.entries == Int(head), report.proven == head else {
            throw .differs("\(report.entries) entries through \(report.head), and \(head) were written")
        }
        return BackupResult(entries: report.entries, bytes: progress.bytes, head: head, epoch: report.epoch ?? [])
    }

    /// Reads all of a journal.
    mutating func check(_ storage: any Storage) throws(BackupError) -> JournalReport {
        do {
            return try JournalReader.read(storage) { _, payload in try advance(payload.count) }
        } catch {
            // Entries refuse nothing here: it was stopped.
            if case .replayRefused = error { throw .stopped }
            throw .source(error)
        }
    }
}
