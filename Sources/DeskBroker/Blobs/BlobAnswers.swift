internal import DeskCore
internal import DeskJournal
internal import DeskWire

extension Broker {
    mutating func answer(_ query: BlobQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let request = try asked(id)
        guard let blobs else { throw Refusal(.unsupported, "This broker keeps no files.") }
        let frame =
            switch query {
            case .put(let piece): try take(piece, session, blobs, request)
            case .get(let blob, let offset, let limit): try get(blob, offset, limit, session, blobs, request)
            }
        // It tells of no entry, and nobody's piece waits for somebody else's message.
        send(frame, to: session, tellingOf: 0)
    }

    private mutating func take(_ piece: BlobPiece, _ session: Session, _ blobs: BlobStore, _ id: UInt64) throws(Refusal) -> [UInt8] {
        guard !isReadOnly else { throw Refusal(.readOnly, "The broker takes nothing in; an admin must look at it.") }
        let upload = try upload(of: piece, session, blobs)
        do throws(Refusal) {
            return try put(piece, upload, session, blobs, id)
        } catch {
            // What came so far is good for nothing, but for a piece at the wrong place.
            if error.code != .conflict { drop(upload, of: session) }
            throw error
        }
    }

    /// The upload that the piece belongs to; a piece at the beginning begins it, anew where need be.
    private mutating func upload(of piece: BlobPiece, _ session: Session, _ blobs: BlobStore) throws(Refusal) -> BlobStore.Upload {
        let known = session.uploads.firstIndex { $0.name == piece.upload }
        guard piece.offset == 0 else {
            guard let known else {
                throw Refusal(.notFound, "There is no upload of that name in this session; begin it with a piece at offset 0.")
            }
            session.uploads[known].heard = now.monotonicMilliseconds
            return session.uploads[known].upload
        }
        if let known { drop(session.uploads[known].upload, of: session) }
        dropAbandonedUploads(of: session)
        guard session.uploads.count < limits.uploadsMax else {
            throw Refusal(
                .quota, "\(limits.uploadsMax) uploads are open in this session, which is the most; finish one of them.",
                retryAfterMilliseconds: 5_000)
        }
        removeAbandoned(blobs)
        guard blobIndex.waitingBytes < limits.waitingBlobBytesMax else {
            throw Refusal(.quota, "Too many files wait for their messages; send these first.")
        }
        let upload = try stored { () throws(StorageError) in try blobs.begin() }
        session.uploads.append(OpenUpload(name: piece.upload, upload: upload, heard: now.monotonicMilliseconds))
        return upload
    }

    private mutating func put(
        _ piece: BlobPiece, _ upload: BlobStore.Upload, _ session: Session, _ blobs: BlobStore, _ id: UInt64
    ) throws(Refusal) -> [UInt8] {
        guard piece.offset == UInt64(upload.count) else {
            throw Refusal(.conflict, "The upload has \(upload.count) bytes, so that its next piece begins there.") {
                $0.field("next", upload.count)
            }
        }
        let count = upload.count + piece.data.count
        let max = limits.blobBytesMax
        guard count <= max else {
            throw Refusal(.quota, "A file may have \(max) bytes; send a shorter one, or say where it can be found.") {
                $0.field("max", max)
            }
        }
        if let whole = piece.whole, whole.byteCount != UInt64(count) {
            throw .badField("bytes", "the upload has \(count) of them")
        }
        try stored { () throws(StorageError) in try blobs.append(piece.data.span, to: upload) }
        guard let whole = piece.whole else {
            return AnswerFrames.ok(to: id) { $0.field("next", upload.count) }
        }
        return try finish(upload, whole.blob, session, blobs, id)
    }

    private mutating func finish(
        _ upload: BlobStore.Upload, _ blob: BlobID, _ session: Session, _ blobs: BlobStore, _ id: UInt64
    ) throws(Refusal) -> [UInt8] {
        let count = upload.count
        let ending = try stored { () throws(StorageError) in try blobs.finish(upload, expecting: blob.bytes) }
        session.uploads.removeAll { $0.upload === upload }
        guard case .kept = ending else {
            throw .badField("sha256", "the content that came has another one; send the file again from the beginning")
        }
        blobIndex.await(blob, count, at: now.monotonicMilliseconds)
        session.remember(blob, max: limits.ownBlobsMax)
        let kind = try kind(of: blob, blobs)
        return AnswerFrames.ok(to: id) { writer in
            writer.field("blob", utf8: blob.hexadecimal)
            writer.field("bytes", count)
            writer.field("mime", kind.mime)
            if let width = kind.width, let height = kind.height {
                writer.field("width", width)
                writer.field("height", height)
            }
        }
    }

    func kind(of blob: BlobID, _ blobs: BlobStore) throws(Refusal) -> FileKind {
        FileKind(of: try stored { () throws(StorageError) in try blobs.read(blob.bytes, at: 0, count: FileKind.headBytes) })
    }

    private func drop(_ upload: BlobStore.Upload, of session: Session) {
        guard session.uploads.contains(where: { $0.upload === upload }) else { return }
        blobs?.abandon(upload)
        session.uploads.removeAll { $0.upload === upload }
    }

    /// Whoever sent them for somebody else, as an adapter does, may not know that they will not go on.
    private func dropAbandonedUploads(of session: Session) {
        for open in session.uploads where now.monotonicMilliseconds - open.heard >= limits.uploadMilliseconds {
            drop(open.upload, of: session)
        }
    }

    /// The session has gone, and nobody else can go on with what it sent.
    func dropUploads(of session: Session) {
        for open in session.uploads { drop(open.upload, of: session) }
    }

    private func get(
        _ blob: BlobID, _ offset: UInt64, _ limit: Int, _ session: Session, _ blobs: BlobStore, _ id: UInt64
    ) throws(Refusal) -> [UInt8] {
        guard let size = blobs.size(of: blob.bytes), maySee(blob, session) else { throw Self.noSuchFile(blob) }
        guard offset < UInt64(size) else { throw .badField("offset", "the file has \(size) bytes") }
        let data = try stored { () throws(StorageError) in try blobs.read(blob.bytes, at: Int(offset), count: limit) }
        return AnswerFrames.ok(to: id) { writer in
            writer.field("blob", utf8: blob.hexadecimal)
            writer.field("offset", offset)
            writer.fieldEncoded("data", Base64.encoded(data))
            writer.field("bytes", size)
            writer.field("final", Int(offset) + data.count == size)
        }
    }

    /// People see what tickets hold; an adapter sees what was said on its accounts. Both see what they have sent just now.
    private func maySee(_ blob: BlobID, _ session: Session) -> Bool {
        if session.ownBlobs.contains(blob) { return true }
        let channel = session.adapter?.channel
        return blobIndex.isHeld(blob) { message in
            guard let facts = desk.messages[message], !isBlank(message) else { return false }
            guard let channel else { return true }
            guard facts.kind != .note, let thread = facts.thread.flatMap({ desk.threads[$0] }) else { return false }
            return desk.channels.account(thread.account)?.channel == channel && serving[thread.account] == session.id
        }
    }

    private func isBlank(_ message: MessageID) -> Bool { desk.messages.ticket(of: message).map(desk.isBlank) ?? false }

    /// Not told apart from one that there is and that the asker may not see.
    static func noSuchFile(_ blob: BlobID) -> Refusal {
        Refusal(.notFound, "There is no file \(String(decoding: blob.hexadecimal, as: UTF8.self)); put it first, then name it.") {
            $0.field("blob", utf8: blob.hexadecimal)
        }
    }

    private func stored<Value>(_ body: () throws(StorageError) -> Value) throws(Refusal) -> Value {
        do throws(StorageError) {
            return try body()
        } catch {
            guard error.kind == .noSpace else { throw Refusal(.internal, "The file cannot be kept or read: \(error.description).") }
            throw Refusal(
                .noSpace, "There is no room for the file (\(error.description)); make some, then send it again.",
                retryAfterMilliseconds: 5_000)
        }
    }
}

// Files that nobody needs.
extension Broker {
    /// What the store had when the broker came up waits anew for its message.
    mutating func tidyBlobs() {
        guard let blobs, !isReadOnly else { return }
        for digest in blobs.digests {
            guard let blob = BlobID(digest), !blobIndex.isHeld(blob) else { continue }
            blobIndex.await(blob, blobs.size(of: digest) ?? 0, at: now.monotonicMilliseconds)
        }
    }

    private static let removalsATurn = 64

    /// Files whose messages never came, a few at a time.
    private mutating func removeAbandoned(_ blobs: BlobStore) {
        let due = now.monotonicMilliseconds - limits.waitingBlobMilliseconds
        for blob in blobIndex.abandoned(before: due, count: Self.removalsATurn) {
            blobIndex.forget(blob)
            remove(blob, blobs)
        }
    }

    /// Files of messages that everybody has forgotten, once the journal says so and not before.
    mutating func removeForgottenBlobs() {
        guard blobsMayBeGone, !isFull, let blobs else { return }
        blobsMayBeGone = false
        for blob in blobIndex.takeBlank(isBlank) { remove(blob, blobs) }
    }

    private mutating func remove(_ blob: BlobID, _ blobs: BlobStore) {
        do throws(StorageError) {
            try blobs.remove(blob.bytes)
        } catch {
            note(.error, "a file that nobody needs any more cannot be removed: \(error)")
        }
    }
}
