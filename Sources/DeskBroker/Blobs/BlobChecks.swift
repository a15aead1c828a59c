internal import DeskCore
internal import DeskJournal
internal import DeskWire

// Messages that name files.
extension Broker {
    /// The command with each file as it is: how long, and of which type by its content. Whoever names it may be wrong.
    func withFilesAsTheyAre(_ command: Command) throws(Refusal) -> Command {
        guard let content = command.content, !content.attachments.isEmpty, let blobs else { return command }
        var found: [Attachment] = []
        for attachment in content.attachments { found.append(try asItIs(attachment, blobs)) }
        return command.carrying(content.replacing(found))
    }

    private func asItIs(_ attachment: Attachment, _ blobs: BlobStore) throws(Refusal) -> Attachment {
        // Missing ones are named later: a repeat is answered even if its file is gone by now.
        guard let size = blobs.size(of: attachment.blob.bytes) else { return attachment }
        let mime = try kind(of: attachment.blob, blobs).refined(by: attachment.mime.encoded)
        return attachment.found(mime: Text(encoded: mime), byteCount: UInt64(size))
    }

    /// A message never names a file that is not there.
    func requireFiles(of events: [Event]) throws(Refusal) {
        for event in events {
            guard let content = event.message(in: desk.head)?.content, !content.attachments.isEmpty else { continue }
            for attachment in content.attachments where blobs?.size(of: attachment.blob.bytes) == nil {
                // What was held lies in the journal already, and goes where it belongs.
                if case .account(.released) = event { continue }
                throw Self.noSuchFile(attachment.blob)
            }
        }
    }
}
