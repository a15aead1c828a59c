internal import DeskSystem

/// Copies files of messages into a backup and out of one, each read as what its name says. They are copied after the journal, so that
/// all that its entries name are among them: a file is there before a message names it.
public struct BlobCopy {
    private static let stepBytes = 1 << 20

    private let source: BlobStore
    private let target: any Storage
    private let heed: (BackupProgress) -> Bool
    private var progress: BackupProgress

    public init(from source: BlobStore, to target: any Storage, heed: @escaping (BackupProgress) -> Bool) {
        self.source = source
        self.target = target
        self.heed = heed
        progress = BackupProgress(phase: .copying, bytes: 0, bytesTotal: source.byteCount)
    }

    /// How many there were.
    public mutating func run() throws(BackupError) -> Int {
        let digests = source.digests
        for digest in digests { try copy(digest) }
        guard !digests.isEmpty else { return 0 }
        let copies: BlobStore
        do throws(StorageError) {
            try target.syncDirectory()
            copies = try BlobStore(target, isViewed: true)
        } catch { throw .target(error) }
        progress = BackupProgress(phase: .verifying, bytes: 0, bytesTotal: progress.bytes)
        for digest in digests { try check(digest, copies) }
        return digests.count
    }

    private mutating func copy(_ digest: [UInt8]) throws(BackupError) {
        let name = BlobName.finished(digest)
        let file: any StoredFile
        do throws(StorageError) { file = try target.create(name) } catch { throw .target(error) }
        var hash = SHA256()
        var offset = 0
        while true {
            let bytes = try read(digest, offset)
            guard !bytes.isEmpty else { break }
            hash.update(bytes.span)
            do throws(StorageError) { try file.writeAll(bytes.span, at: offset) } catch { throw .target(error) }
            offset += bytes.count
            progress.bytes += bytes.count
            progress.bytesTotal = max(progress.bytesTotal, progress.bytes)
            guard heed(progress) else { throw .stopped }
        }
        guard hash.finish() == digest else {
            throw .damaged([Damage(BlobDirectory.name + "/" + name, first: nil, last: nil, "its content is not what its name says")])
        }
        do throws(StorageError) { try file.sync() } catch { throw .target(error) }
    }

    private mutating func check(_ digest: [UInt8], _ copies: BlobStore) throws(BackupError) {
        var hasStopped = false
        let isWhole: Bool
        do throws(StorageError) {
            isWhole = try copies.isWhole(digest) { count in
                progress.bytes += count
                hasStopped = !heed(progress)
                return !hasStopped
            }
        } catch { throw .target(error) }
        guard !hasStopped else { throw .stopped }
        guard isWhole else { throw .differs("the file \(BlobName.finished(digest))") }
    }

    private func read(_ digest: [UInt8], _ offset: Int) throws(BackupError) -> [UInt8] {
        do throws(StorageError) {
            return try source.read(digest, at: offset, count: Self.stepBytes)
        } catch { throw .source(.io(error)) }
    }
}
