public import DeskSystem
internal import DeskWire

/// Content to be put to the desk, a piece at a time.
public struct UploadSource {
    public let byteCount: Int
    let read: (_ offset: Int, _ count: Int) throws(SystemError) -> [UInt8]

    public init(_ bytes: [UInt8]) {
        byteCount = bytes.count
        read = { Array(bytes[$0..<min(bytes.count, $0 + $1)]) }
    }

    /// A file, which must not change meanwhile.
    public init(_ file: File) throws(SystemError) {
        byteCount = try file.size()
        read = { (offset, count) throws(SystemError) in try file.read(at: offset, count: count) }
    }
}

/// What the desk has kept.
public struct StoredFile: Sendable, Equatable {
    /// SHA-256 of the content, in 64 hexadecimal digits: what an ``Attachment`` names it by.
    public let blob: String
    public let bytes: Int64
    /// As the content looks.
    public let mime: String
    /// Of a picture that says so.
    public let width: Int64?
    public let height: Int64?

    init?(_ frame: JSONValue) {
        guard let blob = frame["blob"]?.string, let bytes = frame["bytes"]?.integer else { return nil }
        self.blob = blob
        self.bytes = bytes
        mime = frame["mime"]?.string ?? "application/octet-stream"
        width = frame["width"]?.integer
        height = frame["height"]?.integer
    }
}

public enum UploadOutcome: Sendable {
    /// On disk there: a message may name it.
    case stored(StoredFile)
    case refused(Refusal)
    /// The desk went away; put it again when it is back.
    case lost
    /// The content could not be read, or changed while it was.
    case unreadable(String)
    /// Whoever was told of the progress wanted no more.
    case stopped
}

/// A file on its way to the desk, one piece after the other. A lost session begins it anew in the next one.
final class Upload {
    static let pieceBytes = 192 << 10
    private static let beginningsMax = 8

    private let link: BrokerLink
    private let name: String
    private let source: UploadSource
    private let progress: (Int) -> Bool
    private let then: (UploadOutcome) -> Void
    private var hash = SHA256()
    private var offset = 0
    private var beginnings = 1

    init(
        _ link: BrokerLink, _ name: String, _ source: UploadSource, progress: @escaping (Int) -> Bool,
        then: @escaping (UploadOutcome) -> Void
    ) {
        self.link = link
        self.name = name
        self.source = source
        self.progress = progress
        self.then = then
    }

    /// Asks for the next piece to be taken. Whoever awaits the answer keeps this alive.
    func goOn() {
        let data: [UInt8]
        do throws(SystemError) {
            data = try source.read(offset, min(Self.pieceBytes, source.byteCount - offset))
        } catch {
            return then(.unreadable("\(error)"))
        }
        let isLast = offset + data.count >= source.byteCount
        guard !data.isEmpty else { return then(.unreadable(offset == 0 ? "it is empty" : "it became shorter meanwhile")) }
        hash.update(data.span)
        let digest = isLast ? BlobDigits.text(hash.finish()) : ""
        let start = offset
        offset += data.count
        link.requestDurably(
            "blob.put",
            { writer in
                writer.field("upload", self.name)
                writer.field("offset", start)
                writer.fieldEncoded("data", Base64.encoded(data))
                guard isLast else { return }
                writer.field("final", true)
                writer.field("bytes", self.source.byteCount)
                writer.field("sha256", digest)
            }, then: { self.hear($0) })
    }

    private func hear(_ answer: LinkAnswer) {
        switch answer {
        case .ok(let frame):
            let goesOn = progress(offset)
            guard offset >= source.byteCount else { return goesOn ? goOn() : then(.stopped) }
            then(StoredFile(frame).map { .stored($0) } ?? .lost)
        // What came before was the last session's.
        case .refused(let refusal) where offset > 0 && ["not_found", "conflict"].contains(refusal.code) && beginnings < Self.beginningsMax:
            beginnings += 1
            offset = 0
            hash = SHA256()
            goOn()
        case .refused(let refusal): then(.refused(refusal))
        case .lost: then(.lost)
        }
    }
}

enum BlobDigits {
    static func text(_ digest: [UInt8]) -> String { digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

extension BrokerLink {
    /// Puts content to the desk, so that a message can name it. Others' frames go in between its pieces.
    /// - Parameter name: a word for it that no other upload of this link has meanwhile.
    /// - Parameter progress: is told how many bytes were taken; false to stop.
    public func upload(
        _ source: UploadSource, as name: String, progress: @escaping (Int) -> Bool = { _ in true }, then: @escaping (UploadOutcome) -> Void
    ) {
        Upload(self, name, source, progress: progress, then: then).goOn()
    }
}

/// What became of a piece.
public enum PieceOutcome: Sendable {
    /// Taken; the next may follow.
    case taken
    /// It was the last, and all of it is on disk there: a message may name it.
    case stored(StoredFile)
    /// The file has to be begun anew, or is not wanted at all: the refusal says which.
    case refused(Refusal)
    /// The desk went away: begin anew when it is back.
    case lost
}

/// A file that comes from somebody piece by piece, and is put to the desk as it comes: never more of it is here than one piece.
public final class PieceUpload {
    /// The most that one piece may have.
    public static let pieceBytesMax = Upload.pieceBytes

    private weak var link: BrokerLink?
    private let name: String
    private var hash = SHA256()
    /// How much the desk has been given.
    public private(set) var byteCount = 0

    init(_ link: BrokerLink, _ name: String) {
        self.link = link
        self.name = name
    }

    /// Gives the desk the next piece. Not before the one before it was taken.
    public func put(_ piece: [UInt8], isLast: Bool, then: @escaping (PieceOutcome) -> Void) {
        guard let link else { return then(.lost) }
        hash.update(piece.span)
        let start = byteCount
        byteCount += piece.count
        let digest = isLast ? BlobDigits.text(hash.finish()) : ""
        link.request(
            "blob.put",
            { writer in
                writer.field("upload", self.name)
                writer.field("offset", start)
                writer.fieldEncoded("data", Base64.encoded(piece))
                guard isLast else { return }
                writer.field("final", true)
                writer.field("bytes", self.byteCount)
                writer.field("sha256", digest)
            },
            then: { answer in
                switch answer {
                case .ok(let frame):
                    guard isLast else { return then(.taken) }
                    then(StoredFile(frame).map { .stored($0) } ?? .lost)
                case .refused(let refusal): then(.refused(refusal))
                case .lost: then(.lost)
                }
            })
    }
}

extension Adapter {
    /// A file that comes piece by piece.
    public func beginUpload() -> PieceUpload { PieceUpload(link, uniqueName()) }
}
