internal import DeskSystem
internal import DeskWire

public enum DownloadOutcome: Sendable {
    /// All of it was handed over, and is what its name says.
    case complete
    case refused(Refusal)
    /// The desk went away.
    case lost
    /// What came is not what its name says.
    case differs
    /// Whoever takes the pieces wanted no more.
    case stopped
}

/// A file on its way from the desk, one piece after the other.
final class Download {
    private let link: BrokerLink
    private let blob: String
    private let take: ([UInt8]) -> Bool
    private let then: (DownloadOutcome) -> Void
    private var hash = SHA256()
    private var offset: Int64 = 0

    init(_ link: BrokerLink, _ blob: String, take: @escaping ([UInt8]) -> Bool, then: @escaping (DownloadOutcome) -> Void) {
        self.link = link
        self.blob = blob
        self.take = take
        self.then = then
    }

    func goOn() {
        link.requestDurably(
            "blob.get",
            {
                $0.field("blob", self.blob)
                $0.field("offset", self.offset)
            }, then: { self.hear($0) })
    }

    private func hear(_ answer: LinkAnswer) {
        switch answer {
        case .ok(let frame):
            guard let data = frame["data"]?.utf8.flatMap(Base64.decoded), !data.isEmpty else { return then(.differs) }
            hash.update(data.span)
            offset += Int64(data.count)
            guard take(data) else { return then(.stopped) }
            guard frame["final"]?.bool == true else { return goOn() }
            then(BlobDigits.text(hash.finish()).utf8.elementsEqual(blob.utf8) ? .complete : .differs)
        case .refused(let refusal): then(.refused(refusal))
        case .lost: then(.lost)
        }
    }
}

extension BrokerLink {
    /// Gets a file that a message names.
    /// - Parameter take: is handed the pieces in order; false to stop. What it made of them is worth nothing before `.complete`.
    public func download(_ blob: String, take: @escaping ([UInt8]) -> Bool, then: @escaping (DownloadOutcome) -> Void) {
        Download(self, blob, take: take, then: then).goOn()
    }
}

extension Adapter {
    /// Puts content to the desk. When it is stored, a publication's ``Attachment`` may name it.
    public func upload(_ bytes: [UInt8], then: @escaping (UploadOutcome) -> Void) { upload(UploadSource(bytes), then: then) }

    public func upload(_ source: UploadSource, then: @escaping (UploadOutcome) -> Void) {
        link.upload(source, as: uniqueName(), then: then)
    }

    /// Gets the content of a file that a delivery or a history names, a piece at a time.
    /// - Parameter take: is handed the pieces in order; false to stop. What it made of them is worth nothing before `.complete`.
    public func download(_ blob: String, take: @escaping ([UInt8]) -> Bool, then: @escaping (DownloadOutcome) -> Void) {
        link.download(blob, take: take, then: then)
    }

    /// Gets all of a file at once; nil where it has more than `bytesMax` bytes, or did not come whole.
    public func download(_ blob: String, bytesMax: Int, then: @escaping ([UInt8]?) -> Void) {
        var bytes: [UInt8] = []
        link.download(blob) { piece in
            bytes += piece
            return bytes.count <= bytesMax
        } then: { outcome in
            if case .complete = outcome { then(bytes) } else { then(nil) }
        }
    }
}

extension Adapter {
    /// Gets one piece of a file that a delivery or a history names, for whoever takes the next only once this one is gone.
    /// - Parameter then: is handed the piece, and whether it was the last; nil where there is none.
    public func piece(of blob: String, at offset: Int64, then: @escaping ((bytes: [UInt8], isLast: Bool)?) -> Void) {
        link.request(
            "blob.get",
            {
                $0.field("blob", blob)
                $0.field("offset", offset)
            },
            then: { answer in
                guard case .ok(let frame) = answer, let data = frame["data"]?.utf8.flatMap(Base64.decoded) else { return then(nil) }
                then((data, frame["final"]?.bool == true))
            })
    }
}
