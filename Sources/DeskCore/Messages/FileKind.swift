/// What a file is, by its first bytes. Names and senders are not asked: they may be wrong, or lie.
public struct FileKind: Sendable, Equatable {
    /// As many of a file's first bytes as are looked at.
    public static let headBytes = 64 << 10

    public let mime: String
    /// Of a picture, where its first bytes say it.
    public let width: Int?
    public let height: Int?

    init(_ mime: String, _ size: (width: Int, height: Int)? = nil) {
        self.mime = mime
        width = size?.width
        height = size?.height
    }

    /// - Parameter head: the beginning of the content, or all of it.
    public init(of head: [UInt8]) {
        let found = Self.magic.first { $0.matches(head) }
        self = found.map { FileKind($0.mime, PictureSize.of(head, $0.mime)) } ?? Self.withoutMagic(head)
    }

    /// The type to show for content of this kind, of which the sender said `claim`. What the bytes say clearly holds; where they
    /// leave it open, the sender knows more.
    public func refined(by claim: [UInt8]) -> [UInt8] {
        let claim = claim.prefix { $0 != UInt8(ascii: ";") }.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        guard Self.isType(claim) else { return Array(mime.utf8) }
        let isOpen: Bool
        switch mime {
        case Self.text: isOpen = Self.isTextual(claim)
        case Self.archive: isOpen = Self.begins(claim, "application/") && !Self.isKnown(claim)
        case Self.ogg, Self.mp4, Self.webm: isOpen = Self.isSameContainer(mime, claim)
        case Self.unknown: isOpen = !Self.isKnown(claim) && !Self.isTextual(claim)
        default: isOpen = false
        }
        return isOpen ? claim : Array(mime.utf8)
    }

    /// Whether looking at it may run something: it is never opened without being asked twice.
    public static func isDangerous(mime: [UInt8], name: [UInt8]) -> Bool {
        if dangerous.contains(where: { mime.elementsEqual($0.utf8) }) { return true }
        let lower = name.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        return dangerousEndings.contains { lower.count >= $0.utf8.count && lower.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    static let text = "text/plain"
    static let archive = "application/zip"
    static let ogg = "audio/ogg"
    static let mp4 = "video/mp4"
    static let webm = "video/webm"
    static let unknown = "application/octet-stream"
    static let html = "text/html"

    private static let dangerous = [
        html, "application/xhtml+xml", "image/svg+xml", "application/x-executable", "application/vnd.microsoft.portable-executable",
        "text/x-shellscript", "application/javascript", "text/javascript", "application/x-sh", "application/java-archive",
        "application/x-desktop", "application/x-msi",
    ]
    private static let dangerousEndings = [
        ".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".pif", ".ps1", ".vbs", ".js", ".jar", ".sh", ".desktop", ".html", ".htm",
        ".xhtml", ".svg", ".appimage", ".run", ".py", ".pl", ".rb", ".lnk", ".hta", ".url", ".docm", ".xlsm", ".deb", ".rpm",
    ]

    private struct Magic {
        let mime: String
        /// At its offset, what has to be there.
        let marks: [(offset: Int, bytes: [UInt8])]

        init(_ mime: String, _ marks: (Int, [UInt8])...) {
            self.mime = mime
            self.marks = marks.map { (offset: $0.0, bytes: $0.1) }
        }

        func matches(_ head: [UInt8]) -> Bool {
            marks.allSatisfy { mark in
                head.count >= mark.offset + mark.bytes.count
                    && head[mark.offset..<mark.offset + mark.bytes.count].elementsEqual(mark.bytes)
            }
        }
    }

    private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let magic: [Magic] = [
        Magic("image/png", (0, [0x89] + ascii("PNG\r\n") + [0x1A, 0x0A])), Magic("image/jpeg", (0, [0xFF, 0xD8, 0xFF])),
        Magic("image/gif", (0, ascii("GIF87a"))), Magic("image/gif", (0, ascii("GIF89a"))),
        Magic("image/webp", (0, ascii("RIFF")), (8, ascii("WEBP"))), Magic("audio/wav", (0, ascii("RIFF")), (8, ascii("WAVE"))),
        Magic("video/x-msvideo", (0, ascii("RIFF")), (8, ascii("AVI "))), Magic("application/pdf", (0, ascii("%PDF-"))),
        Magic(ogg, (0, ascii("OggS"))), Magic("audio/mpeg", (0, ascii("ID3"))), Magic("audio/flac", (0, ascii("fLaC"))),
        Magic("audio/amr", (0, ascii("#!AMR"))), Magic("audio/mp4", (4, ascii("ftypM4A "))), Magic("image/heic", (4, ascii("ftypheic"))),
        Magic("image/avif", (4, ascii("ftypavif"))), Magic("video/quicktime", (4, ascii("ftypqt  "))), Magic(mp4, (4, ascii("ftyp"))),
        Magic(webm, (0, [0x1A, 0x45, 0xDF, 0xA3])), Magic(archive, (0, [0x50, 0x4B, 0x03, 0x04])),
        Magic(archive, (0, [0x50, 0x4B, 0x05, 0x06])), Magic("application/gzip", (0, [0x1F, 0x8B])),
        Magic("application/x-7z-compressed", (0, ascii("7z") + [0xBC, 0xAF, 0x27, 0x1C])),
        Magic("application/vnd.rar", (0, ascii("Rar!") + [0x1A, 0x07])), Magic("image/bmp", (0, ascii("BM")), (6, [0, 0, 0, 0])),
        Magic("image/tiff", (0, [0x49, 0x49, 0x2A, 0])), Magic("image/tiff", (0, [0x4D, 0x4D, 0, 0x2A])),
        Magic("image/vnd.microsoft.icon", (0, [0, 0, 1, 0])), Magic("application/x-executable", (0, [0x7F] + ascii("ELF"))),
        Magic("application/vnd.microsoft.portable-executable", (0, ascii("MZ"))), Magic("text/x-shellscript", (0, ascii("#!"))),
        Magic("audio/mpeg", (0, [0xFF, 0xFB])), Magic("audio/mpeg", (0, [0xFF, 0xF3])), Magic("audio/aac", (0, [0xFF, 0xF1])),
    ]

    private static func withoutMagic(_ head: [UInt8]) -> FileKind {
        guard isText(head) else { return FileKind(unknown) }
        let start = head.drop { [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }.prefix(512)
        let lower = start.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        if ["<!doctype html", "<html", "<head", "<body", "<script"].contains(where: { begins(lower, $0) }) { return FileKind(html) }
        if begins(lower, "<svg") || (begins(lower, "<?xml") && holds(lower, "<svg")) { return FileKind("image/svg+xml") }
        return FileKind(text)
    }

    /// UTF-8 without controls other than those of plain text; the end may be cut within a scalar.
    private static func isText(_ head: [UInt8]) -> Bool {
        guard !head.isEmpty, !head.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) || $0 == 0x7F }) else {
            return false
        }
        for dropped in 0...3 where head.count > dropped {
            if dropped > 0 && head.count < headBytes { break }
            if String(validating: head.dropLast(dropped), as: UTF8.self) != nil { return true }
        }
        return false
    }

    private static func isSameContainer(_ mime: String, _ claim: [UInt8]) -> Bool {
        let end = mime.utf8.drop { $0 != UInt8(ascii: "/") }
        return claim.drop { $0 != UInt8(ascii: "/") }.elementsEqual(end) && (begins(claim, "audio/") || begins(claim, "video/"))
    }

    private static let textual = ["application/json", "application/xml", "application/rtf", "message/rfc822"]

    private static func isTextual(_ claim: [UInt8]) -> Bool {
        begins(claim, "text/") || textual.contains { claim.elementsEqual($0.utf8) }
    }

    private static func isKnown(_ claim: [UInt8]) -> Bool { magic.contains { claim.elementsEqual($0.mime.utf8) } }

    private static func isType(_ claim: [UInt8]) -> Bool {
        let parts = claim.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2 && claim.count <= 127
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isOfType) }
    }

    private static func isOfType(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
    }

    private static func begins(_ bytes: [UInt8], _ text: String) -> Bool { bytes.starts(with: text.utf8) }

    private static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    }
}
