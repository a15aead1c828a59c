/// What somebody said, as bytes that were validated once where they came in.
///
/// The bytes are carried as they stood between the quotes of a JSON string: into the journal, out to reps and adapters.
/// The core looks inside only to name a ticket (``FirstLine``).
public struct Text: Hashable, Sendable {
    public let encoded: [UInt8]
    public init(encoded: [UInt8]) { self.encoded = encoded }
    public static let empty = Text(encoded: [])
    public var isEmpty: Bool { encoded.isEmpty }
}

/// A name that a sender gives a command so that sending it again is harmless.
public struct Key: Hashable, Sendable {
    public static let bytesMax = 512
    public let bytes: [UInt8]
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
}
