/// Writes JSON that ``JSONDocument`` takes. Commas are its own business; balance and unique names are the caller's.
///
/// Text that is not UTF-8 comes out with U+FFFD where it is broken, and so does U+0000, which the protocol does not carry.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Begins again, in the same memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    public mutating func beginObject() { begin(UInt8(ascii: "{")) }
    public mutating func endObject() { end(UInt8(ascii: "}")) }
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Names are our own: short ASCII words that need no escape, so that they are copied as they are.
    public mutating func name(_ name: String) {
        assert(JSONString.isPlain(name), "\(name) needs escapes: use name(copying:)")
        separate()
        bytes.append(JSONString.quote)
        bytes.append(contentsOf: name.utf8)
        bytes.append(JSONString.quote)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A name that is written for every message: quoted once, with its colon.
    public mutating func name(_ name: JSONName) {
        separate()
        bytes.append(copying: name.bytes.span)
        needsComma = false
    }

    /// Several tokens that are always the same, commas and all, up to where a value belongs or after one.
    public mutating func fragment(_ fragment: JSONFragment) {
        bytes.append(copying: fragment.bytes.span)
        needsComma = fragment.endsWithValue
    }

    /// A name that is somebody else's.
    public mutating func name(copying name: [UInt8]) {
        string(utf8: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func string(_ text: String) {
        separate()
        quote(text.utf8.span)
    }

    public mutating func string(utf8: [UInt8]) {
        guard JSONString.plainEnd(utf8.span, from: 0) == utf8.count else {
            separate()
            return quote(utf8.span)
        }
        // Most strings need no escape, and are copied at once.
        encoded(utf8)
    }

    /// A string that is escaped already, such as ``JSONValue/encoded`` gives.
    public mutating func encoded(_ text: [UInt8]) {
        separate()
        bytes.append(JSONString.quote)
        bytes.append(copying: text.span)
        bytes.append(JSONString.quote)
    }

    @inlinable
    public mutating func integer(_ value: some BinaryInteger) {
        integer(isNegative: value < 0, magnitude: UInt64(value.magnitude))
    }

    @usableFromInline
    mutating func integer(isNegative: Bool, magnitude: UInt64) {
        separate()
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        digits(magnitude)
    }

    /// Eight digits at a time are gathered in one word, the first of them lowest.
    private mutating func digits(_ magnitude: UInt64) {
        var rest = magnitude
        var word: UInt64 = 0
        var count = 0
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            word = word << 8 | (digit + 0x30)
            rest = quotient
            count += 1
        } while rest > 0 && count < 8
        if rest > 0 { digits(rest) }
        for _ in 0..<count {
            bytes.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
        }
    }

    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A value that is JSON already.
    public mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(copying: value.span)
    }
}

// A name and its value at once.
extension JSONWriter {
    public mutating func field(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    public mutating func field(_ name: String, utf8 value: [UInt8]) {
        self.name(name)
        string(utf8: value)
    }

    @inlinable
    public mutating func field(_ name: String, _ value: some BinaryInteger) {
        self.name(name)
        integer(value)
    }

    public mutating func field(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    public mutating func fieldNull(_ name: String) {
        self.name(name)
        null()
    }

    public mutating func fieldEncoded(_ name: String, _ value: [UInt8]) {
        self.name(name)
        encoded(value)
    }

    public mutating func fieldRaw(_ name: String, _ value: [UInt8]) {
        self.name(name)
        raw(value)
    }
}

// Punctuation and escapes.
extension JSONWriter {
    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Copies runs of plain bytes at once, and stops only at what needs a second look.
    private mutating func quote(_ text: Span<UInt8>) {
        bytes.append(JSONString.quote)
        var at = 0
        while at < text.count {
            let plain = JSONString.plainEnd(text, from: at)
            copy(text, at..<plain)
            guard plain < text.count else { break }
            at = plain + (text[plain] < 0x80 ? escape(text[plain]) : copyScalar(text, at: plain))
        }
        bytes.append(JSONString.quote)
    }

    private mutating func copy(_ text: Span<UInt8>, _ range: Range<Int>) {
        bytes.append(copying: text.extracting(range))
    }

    private mutating func escape(_ byte: UInt8) -> Int {
        switch byte {
        case 0: bytes.append(contentsOf: Self.replacement)
        case JSONString.quote, JSONString.backslash: bytes.append(contentsOf: [JSONString.backslash, byte])
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        default: bytes.append(contentsOf: "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8)
        }
        return 1
    }

    private mutating func copyScalar(_ text: Span<UInt8>, at: Int) -> Int {
        let length = UTF8Sequence.length(text, at: at)
        guard length > 0 else {
            bytes.append(contentsOf: Self.replacement)
            return UTF8Sequence.damageLength(text, at: at)
        }
        copy(text, at..<at + length)
        return length
    }

    /// U+FFFD.
    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
}
