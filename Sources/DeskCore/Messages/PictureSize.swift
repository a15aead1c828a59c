/// How large a picture says it is, in its first bytes. Nothing is decoded.
enum PictureSize {
    static func of(_ head: [UInt8], _ mime: String) -> (width: Int, height: Int)? {
        let size =
            switch mime {
            case "image/png": big(head, 16, 4).flatMap { width in big(head, 20, 4).map { (width, $0) } }
            case "image/gif": little(head, 6, 2).flatMap { width in little(head, 8, 2).map { (width, $0) } }
            case "image/jpeg": jpeg(head)
            case "image/webp": webp(head)
            case "image/bmp": little(head, 18, 4).flatMap { width in little(head, 22, 4).map { (width, $0) } }
            default: nil as (Int, Int)?
            }
        guard let size, 1...sideMax ~= size.0, 1...sideMax ~= size.1 else { return nil }
        return (width: size.0, height: size.1)
    }

    /// No picture that anybody shows has a longer side.
    private static let sideMax = 100_000

    private static func big(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int? {
        guard bytes.count >= at + count else { return nil }
        return bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func little(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int? {
        guard bytes.count >= at + count else { return nil }
        return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Segments follow one another until the one that begins the frame.
    private static func jpeg(_ bytes: [UInt8]) -> (Int, Int)? {
        var at = 2
        while at + 9 < bytes.count, bytes[at] == 0xFF {
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
            } else if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return big(bytes, at + 7, 2).flatMap { width in big(bytes, at + 5, 2).map { (width, $0) } }
            } else if marker == 0xDA || marker == 0xD9 {
                return nil
            } else {
                at += 2 + (big(bytes, at + 2, 2) ?? bytes.count)
            }
        }
        return nil
    }

    private static func webp(_ bytes: [UInt8]) -> (Int, Int)? {
        guard bytes.count >= 30 else { return nil }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8X": return little(bytes, 24, 3).flatMap { width in little(bytes, 27, 3).map { (width + 1, $0 + 1) } }
        case "VP8 ": return little(bytes, 26, 2).flatMap { width in little(bytes, 28, 2).map { (width & 0x3FFF, $0 & 0x3FFF) } }
        case "VP8L":
            return little(bytes, 21, 4).map { bits in ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1) }
        default: return nil
        }
    }
}
