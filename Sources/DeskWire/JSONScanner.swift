/// Validates a document and writes down where everything in it is: one pass, no recursion, no value copied.
struct JSONScanner {
    static let depthMax = 32
    static let namesMax = 64

    private(set) var tokens: [JSONToken] = []
    private(set) var escapedNames: [[UInt8]] = []
    /// The marks of the names of the outermost object.
    private(set) var rootMarks = InlineArray<2, UInt64>(repeating: 0)
    private var at = 0
    private var level = Level()
    private var depth = 0
    private var outerLevels = InlineArray<32, Level>(repeating: Level())

    /// An object or array that is still open.
    private struct Level {
        /// One bit for each fingerprint seen; where the bit is new, so is the name, and nothing need be compared.
        var seen = InlineArray<2, UInt64>(repeating: 0)
        var token: UInt32 = 0
        var names: UInt8 = 0
        var isObject = false
        var isEmpty = true
    }

    /// A token takes at least two bytes of text, mostly ten; a tape too short grows.
    @inline(__always)
    init(expecting byteCount: Int) { tokens.reserveCapacity(min(byteCount / 8 + 8, 256)) }

    mutating func scan(_ bytes: Span<UInt8>) throws(JSONError) {
        let first = try token(bytes)
        guard first == UInt8(ascii: "{") else { throw error(first == 0xEF ? .byteOrderMark : .notAnObject) }
        try open(.object)
        while depth > 0 {
            if level.isObject { try member(bytes) } else { try element(bytes) }
        }
        skipSpace(bytes)
        guard at == bytes.count else { throw error(.trailingBytes) }
    }

    private mutating func member(_ bytes: Span<UInt8>) throws(JSONError) {
        guard try goesOn(bytes, unless: UInt8(ascii: "}")) else { return }
        guard try token(bytes) == JSONString.quote else { throw error(.expectedName) }
        try name(bytes)
        guard try token(bytes) == UInt8(ascii: ":") else { throw error(.expectedColon) }
        at += 1
        try value(bytes)
    }

    private mutating func element(_ bytes: Span<UInt8>) throws(JSONError) {
        if try goesOn(bytes, unless: UInt8(ascii: "]")) { try value(bytes) }
    }

    /// Steps over the comma before another member or element, or closes the level and says false.
    @inline(__always)
    private mutating func goesOn(_ bytes: Span<UInt8>, unless closing: UInt8) throws(JSONError) -> Bool {
        let byte = try token(bytes)
        if byte == closing {
            close()
            return false
        }
        if level.isEmpty {
            level.isEmpty = false
        } else {
            guard byte == UInt8(ascii: ",") else { throw error(.expectedCommaOrEnd) }
            at += 1
        }
        return true
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) {
        switch try token(bytes) {
        case JSONString.quote: try string(bytes)
        case UInt8(ascii: "{"): try open(.object)
        case UInt8(ascii: "["): try open(.array)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            let end = try JSONNumber.scan(bytes, from: at)
            leaf(.number, from: at, to: end)
            at = end
        case UInt8(ascii: "t"): try literal(.true, "true", bytes)
        case UInt8(ascii: "f"): try literal(.false, "false", bytes)
        case UInt8(ascii: "n"): try literal(.null, "null", bytes)
        default: throw error(.expectedValue)
        }
    }

    @inline(__always)
    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) {
        let (end, isEscaped) = try JSONString.scan(bytes, from: at + 1)
        leaf(.string, from: at + 1, to: end, isEscaped: isEscaped)
        at = end + 1
    }

    private mutating func literal(_ kind: JSONValue.Kind, _ word: String, _ bytes: Span<UInt8>) throws(JSONError) {
        let end = at + word.utf8.count
        var index = at
        for byte in word.utf8 {
            guard index < bytes.count else { throw JSONError(offset: index, reason: .unexpectedEnd) }
            guard bytes[index] == byte else { throw JSONError(offset: at, reason: .expectedValue) }
            index += 1
        }
        leaf(kind, from: at, to: end)
        at = end
    }

    @inline(__always)
    private mutating func leaf(_ kind: JSONValue.Kind, from start: Int, to end: Int, isEscaped: Bool = false) {
        let next = UInt32(truncatingIfNeeded: tokens.count + 1)
        let (start, end) = (UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: end))
        tokens.append(JSONToken(kind: kind, isEscaped: isEscaped, start: start, end: end, next: next))
    }
}

// Levels.
extension JSONScanner {
    private mutating func open(_ kind: JSONValue.Kind) throws(JSONError) {
        guard depth < Self.depthMax else { throw error(.tooDeep) }
        outerLevels[depth] = level
        depth += 1
        level = Level(token: UInt32(truncatingIfNeeded: tokens.count), isObject: kind == .object)
        leaf(kind, from: at, to: at)
        at += 1
    }

    private mutating func close() {
        at += 1
        tokens[Int(level.token)].end = UInt32(truncatingIfNeeded: at)
        tokens[Int(level.token)].next = UInt32(truncatingIfNeeded: tokens.count)
        depth -= 1
        if depth == 0 { rootMarks = level.seen }
        level = outerLevels[depth]
    }
}

// Names.
extension JSONScanner {
    @inline(__always)
    private mutating func name(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = at
        try string(bytes)
        guard level.names < Self.namesMax else { throw JSONError(offset: start, reason: .tooManyNames) }
        level.names += 1
        let name = tokens[tokens.count - 1]
        if name.isEscaped { try keepUnescaped(bytes, name) }
        let fingerprint = fingerprint(bytes, name)
        let (word, bit) = (Int(fingerprint >> 6 & 1), 1 << UInt64(fingerprint & 63) as UInt64)
        if level.seen[word] & bit != 0, isRepeated(bytes, name) { throw JSONError(offset: start, reason: .duplicateName) }
        level.seen[word] |= bit
    }

    private mutating func keepUnescaped(_ bytes: Span<UInt8>, _ name: JSONToken) throws(JSONError) {
        tokens[tokens.count - 1].next = UInt32(truncatingIfNeeded: escapedNames.count)
        escapedNames.append(try JSONString.unescaped(bytes, name.range))
    }

    /// Says apart what field names differ in, mostly: length, first, middle and last byte.
    @inline(__always)
    private func fingerprint(_ bytes: Span<UInt8>, _ name: JSONToken) -> UInt8 {
        guard name.isEscaped else { return Self.fingerprint(bytes.extracting(name.range)) }
        let unescaped = escapedNames[escapedNames.count - 1]
        return Self.fingerprint(unescaped.span)
    }

    @inline(__always)
    static func fingerprint(_ name: Span<UInt8>) -> UInt8 {
        guard !name.isEmpty else { return 0 }
        let ends = UInt32(name[0]) << 8 | UInt32(name[name.count - 1])
        let mixed = (UInt32(truncatingIfNeeded: name.count) << 24 ^ UInt32(name[name.count / 2]) << 16 ^ ends) &* 0x9E37_79B1
        return UInt8(truncatingIfNeeded: mixed >> 24)
    }

    /// Whether the object already has a member of the name at the tape's end. At most 64 names are compared.
    private func isRepeated(_ bytes: Span<UInt8>, _ name: JSONToken) -> Bool {
        let last = tokens.count - 1
        var index = Int(level.token) + 1
        while index < last {
            if hasSameName(bytes, index, last) { return true }
            index = Int(tokens[index + 1].next)
        }
        return false
    }

    private func hasSameName(_ bytes: Span<UInt8>, _ one: Int, _ other: Int) -> Bool {
        let (one, other) = (tokens[one], tokens[other])
        switch (one.isEscaped, other.isEscaped) {
        case (false, false):
            return one.end - one.start == other.end - other.start
                && bytes.extracting(one.range).hasSameBytes(as: bytes.extracting(other.range))
        case (true, false): return bytes.extracting(other.range).hasSameBytes(as: escapedNames[Int(one.next)])
        case (false, true): return bytes.extracting(one.range).hasSameBytes(as: escapedNames[Int(other.next)])
        case (true, true): return escapedNames[Int(one.next)] == escapedNames[Int(other.next)]
        }
    }
}

// Bytes.
extension JSONScanner {
    /// The first byte of the next token, with white space behind it.
    @inline(__always)
    private mutating func token(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
        skipSpace(bytes)
        guard at < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[at]
    }

    @inline(__always)
    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while at < bytes.count, bytes[at] <= 0x20 {
            guard bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 else { return }
            at += 1
        }
    }

    private func error(_ reason: JSONError.Reason) -> JSONError { JSONError(offset: at, reason: reason) }
}
