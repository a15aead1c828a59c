/// Cuts a stream of bytes into frames, however the bytes arrive.
///
/// Bytes wait in one buffer behind a read offset. A length is checked as soon as its four bytes are there, and nothing is
/// ever reserved on its word: what is held is what the peer has really sent.
public struct FrameDecoder: Sendable {
    private let frameBytesMax: Int
    private var buffer: [UInt8] = []
    private var offset = 0

    /// What an idle decoder may keep reserved.
    private static let idleBytesMax = 4096

    public init(frameBytesMax: Int = Framing.objectBytesMax) { self.frameBytesMax = frameBytesMax }

    /// The bytes that wait for the rest of their frame, or to be fetched with ``next()``.
    public var heldBytes: Int { buffer.count - offset }

    /// Whether a frame has begun and is not complete, once ``next()`` has said nil.
    public var isMidFrame: Bool { heldBytes > 0 }

    /// The memory that the decoder holds on to.
    public var reservedBytes: Int { buffer.capacity }

    public mutating func append(_ bytes: Span<UInt8>) {
        compact()
        buffer.append(copying: bytes)
    }

    /// The next whole object, or nil until the rest of it arrives. After an error it says the same again.
    public mutating func next() throws(FramingError) -> [UInt8]? {
        guard heldBytes >= Framing.headerBytes else { return nil }
        var length = 0
        for index in offset..<offset + Framing.headerBytes { length = length << 8 | Int(buffer[index]) }
        guard length >= Framing.objectBytesMin, length <= frameBytesMax else { throw refusal(of: length) }
        let start = offset + Framing.headerBytes
        guard buffer.count - start >= length else { return nil }
        let object = [UInt8](copying: buffer.span.extracting(start..<start + length))
        offset = start + length
        if offset == buffer.count { empty() }
        return object
    }

    private mutating func empty() {
        buffer.removeAll(keepingCapacity: buffer.capacity <= Self.idleBytesMax)
        offset = 0
    }

    /// Moves what is left to the front, once it is the smaller half: each byte moves a bounded number of times.
    private mutating func compact() {
        guard offset > heldBytes else { return }
        buffer.removeSubrange(..<offset)
        offset = 0
    }
}

// What a peer of another protocol is told.
extension FrameDecoder {
    private static let seenBytesMax = 16

    private func refusal(of length: Int) -> FramingError {
        let seen = printablePrefix()
        if seen.count >= Framing.headerBytes { return .foreign(seen: String(decoding: firstWords(seen), as: UTF8.self)) }
        return length < Framing.objectBytesMin ? .tooShort(length) : .tooLarge(length, max: frameBytesMax)
    }

    private func printablePrefix() -> ArraySlice<UInt8> {
        buffer[offset...].prefix(Self.seenBytesMax).prefix { 0x20...0x7E ~= $0 }
    }

    /// Two words at most: the verb and what it is about.
    private func firstWords(_ seen: ArraySlice<UInt8>) -> [UInt8] {
        Array(seen.split(separator: UInt8(ascii: " "), maxSplits: 2).prefix(2).joined(separator: [UInt8(ascii: " ")]))
    }
}
