public import DeskCore

/// Files that messages carry: put and got in pieces.
public enum BlobQuery: Sendable {
    case put(BlobPiece)
    case get(BlobID, offset: UInt64, limit: Int)

    /// Content in one frame.
    public static let pieceBytesMax = 256 << 10
    static let uploadBytesMax = 64
}

/// A piece of a file that is coming.
public struct BlobPiece: Sendable {
    /// The sender's word for the file, good for as long as the session.
    public let upload: [UInt8]
    public let offset: UInt64
    public let data: [UInt8]
    /// What the whole has to be, with its last piece.
    public let whole: (byteCount: UInt64, blob: BlobID)?
}

extension RequestTypes {
    static let blob: [RequestType] = [RequestType("blob.put", .everybody), RequestType("blob.get", .everybody)]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func blob(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "blob.put": .blob(.put(try piece(fields)))
        case "blob.get":
            .blob(
                .get(
                    try fields.blob("blob"), offset: UInt64(try fields.integer("offset", in: 0...Fields.integerMax, default: 0)),
                    limit: Int(
                        try fields.integer("limit", in: 1...Int64(BlobQuery.pieceBytesMax), default: Int64(BlobQuery.pieceBytesMax)))))
        default: nil
        }
    }

    private static func piece(_ fields: Fields) throws(Refusal) -> BlobPiece {
        BlobPiece(
            upload: try fields.bytes("upload", bytesMax: BlobQuery.uploadBytesMax),
            offset: UInt64(try fields.integer("offset", in: 0...Fields.integerMax)), data: try data(fields),
            whole: try fields.bool("final", default: false)
                ? (UInt64(try fields.integer("bytes", in: 1...Fields.integerMax)), try fields.blob("sha256")) : nil)
    }

    private static func data(_ fields: Fields) throws(Refusal) -> [UInt8] {
        let text = try fields.bytes("data", bytesMax: (BlobQuery.pieceBytesMax + 2) / 3 * 4)
        guard let data = Base64.decoded(text) else { throw .badField("data", "it is no base64 (RFC 4648, section 4, padded)") }
        guard data.count <= BlobQuery.pieceBytesMax else {
            throw .badField("data", "it holds more than \(BlobQuery.pieceBytesMax) bytes; send it in pieces")
        }
        return data
    }
}

extension Fields {
    func blob(_ name: String) throws(Refusal) -> BlobID {
        guard let blob = BlobID(hexadecimal: try bytes(name, bytesMax: 2 * BlobID.byteCount)) else {
            throw .badField(name, "it is not 64 hexadecimal digits in lower case, a SHA-256")
        }
        return blob
    }
}
