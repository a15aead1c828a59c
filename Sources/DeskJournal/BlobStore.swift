internal import DeskSystem

/// Files by the SHA-256 of their content. What is in it is whole and durable, and never changes.
///
/// For one thread. Content comes in pieces and goes in pieces, so that nobody waits for somebody else's large file.
public final class BlobStore {
    /// So much is written before it is synced: what is left for the end is then no more than that.
    static let syncBytes = 2 << 20

    private let storage: any Storage
    private let bytesMax: Int
    private var sizes: [[UInt8]: Int] = [:]
    /// What finished blobs and unfinished ones take.
    public private(set) var byteCount = 0
    private var uploads: UInt64 = 0
    private var reading: (digest: [UInt8], file: any StoredFile)?

    /// Looks at what is there. What was begun and not finished goes: nobody was told of it.
    /// - Parameter bytesMax: of all blobs together.
    /// - Parameter isViewed: nothing is written.
    public init(_ storage: any Storage, bytesMax: Int = .max, isViewed: Bool = false) throws(StorageError) {
        self.storage = storage
        self.bytesMax = bytesMax
        var hasRemoved = false
        for name in try storage.names() {
            if let digest = BlobName.digest(of: name) {
                let size = try storage.open(name, for: .reading).size()
                sizes[digest] = size
                byteCount += size
            } else if name.hasSuffix(BlobName.unfinished), !isViewed {
                try storage.remove(name)
                hasRemoved = true
            }
        }
        if hasRemoved { try storage.syncDirectory() }
    }

    public var count: Int { sizes.count }

    /// Every blob's SHA-256, in ascending order.
    public var digests: [[UInt8]] { sizes.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    /// How long the blob is; nil where it is not here.
    public func size(of digest: [UInt8]) -> Int? { sizes[digest] }

    /// A blob that is coming.
    public final class Upload {
        let name: String
        let file: any StoredFile
        var hash = SHA256()
        /// Bytes that have come.
        public fileprivate(set) var count = 0
        fileprivate var synced = 0

        fileprivate init(_ name: String, _ file: any StoredFile) {
            self.name = name
            self.file = file
        }
    }

    public func begin() throws(StorageError) -> Upload {
        uploads += 1
        let name = "\(uploads)" + BlobName.unfinished
        return Upload(name, try storage.create(name))
    }

    /// - Throws: a full store as well as a full disk is `noSpace`. The upload is good for nothing then but ``abandon(_:)``.
    public func append(_ bytes: Span<UInt8>, to upload: Upload) throws(StorageError) {
        guard bytes.count <= bytesMax - byteCount else {
            throw StorageError(.noSpace, "the files of all messages may take \(bytesMax) bytes, and that is what they take")
        }
        try upload.file.writeAll(bytes, at: upload.count)
        upload.file.startWriting(at: upload.count, count: bytes.count)
        upload.hash.update(bytes)
        upload.count += bytes.count
        byteCount += bytes.count
        guard upload.count - upload.synced >= Self.syncBytes else { return }
        try upload.file.sync()
        upload.synced = upload.count
    }

    /// What has come of an upload that is whole.
    public enum Ending: Equatable {
        /// Durable, under this name.
        case kept([UInt8])
        /// It is not what its sender meant to send; it is gone.
        case differs(found: [UInt8])
    }

    /// - Parameter digest: what the content's SHA-256 has to be.
    public func finish(_ upload: Upload, expecting digest: [UInt8]) throws(StorageError) -> Ending {
        let found = upload.hash.finish()
        guard found == digest else {
            abandon(upload)
            return .differs(found: found)
        }
        guard sizes[digest] == nil else {
            abandon(upload)
            return .kept(digest)
        }
        try upload.file.sync()
        try storage.rename(upload.name, to: BlobName.finished(digest))
        try storage.syncDirectory()
        sizes[digest] = upload.count
        return .kept(digest)
    }

    /// Forgets an upload. That its file could not be removed is mended at the next start.
    public func abandon(_ upload: Upload) {
        byteCount -= upload.count
        try? storage.remove(upload.name)
    }

    /// Up to `count` bytes from `offset` on; none where the blob is not here.
    public func read(_ digest: [UInt8], at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
        guard let size = sizes[digest], offset < size else { return [] }
        if reading?.digest != digest {
            reading = (digest, try storage.open(BlobName.finished(digest), for: .reading))
        }
        var bytes = [UInt8](repeating: 0, count: min(count, size - offset))
        let got = try reading?.file.read(at: offset, into: &bytes) ?? 0
        guard got == bytes.count else { throw StorageError(.other, "\(BlobName.finished(digest)) was cut to \(offset + got) bytes") }
        return bytes
    }

    public func remove(_ digest: [UInt8]) throws(StorageError) {
        guard let size = sizes[digest] else { return }
        if reading?.digest == digest { reading = nil }
        try storage.remove(BlobName.finished(digest))
        try storage.syncDirectory()
        sizes[digest] = nil
        byteCount -= size
    }

    /// Whether the blob's content is what its name says, read piece by piece.
    /// - Parameter heed: is told of each piece; false to stop.
    public func isWhole(_ digest: [UInt8], heed: (Int) -> Bool = { _ in true }) throws(StorageError) -> Bool {
        guard let size = sizes[digest] else { return false }
        var hash = SHA256()
        var offset = 0
        while offset < size {
            let bytes = try read(digest, at: offset, count: 1 << 20)
            hash.update(bytes.span)
            offset += bytes.count
            guard heed(bytes.count) else { return true }
        }
        return hash.finish() == digest
    }
}
