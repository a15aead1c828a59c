/// A frame's object: validated once, then read through views that copy nothing.
///
/// The rules are those of RFC 8259, and stricter where two parsers could disagree: names are unique within an object
/// (compared without their escapes), at most 64 each; nesting ends at 32; no U+0000, no lone surrogates, no byte order
/// mark; nothing but white space after the object. Numbers are kept as written.
public struct JSONDocument: Sendable {
    private let tape: JSONTape

    public init(parsing bytes: [UInt8]) throws(JSONError) {
        guard bytes.count < 1 << 31 else { throw JSONError(offset: 1 << 31, reason: .tooLong) }
        var scanner = JSONScanner(expecting: bytes.count)
        try scanner.scan(bytes.span)
        tape = JSONTape(bytes: bytes, tokens: scanner.tokens, escapedNames: scanner.escapedNames, rootMarks: scanner.rootMarks)
    }

    /// The object.
    public var root: JSONValue { JSONValue(tape, 0) }

    /// The document as it came, white space and all.
    public var bytes: [UInt8] { tape.bytes }
}
