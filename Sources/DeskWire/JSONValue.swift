/// A view of one value of a document. It keeps the document alive and costs a reference and an index.
public struct JSONValue: Sendable {
    public enum Kind: UInt8, Sendable { case object, array, string, number, `true`, `false`, null }

    private let tape: JSONTape
    private let index: Int

    init(_ tape: JSONTape, _ index: Int) {
        self.tape = tape
        self.index = index
    }

    private var token: JSONToken { tape.tokens[index] }

    private var range: Range<Int> { token.range }

    public var kind: Kind { token.kind }
}

// Objects and arrays.
extension JSONValue {
    /// The member of that name; nil where there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        guard kind == .object else { return nil }
        return tape.find(name.utf8.span, in: index).map { JSONValue(tape, $0) }
    }

    /// An object's members as written, names without their escapes; none for anything else.
    public var members: [(name: [UInt8], value: JSONValue)] {
        guard kind == .object else { return [] }
        var members: [(name: [UInt8], value: JSONValue)] = []
        let end = Int(token.next)
        var index = index + 1
        while index < end {
            members.append((tape.name(at: index), JSONValue(tape, index + 1)))
            index = Int(tape.tokens[index + 1].next)
        }
        return members
    }

    /// The first member whose name is none of these; nil where there is none. Allocates nothing for those that are.
    public func firstMember(outside known: [[UInt8]]) -> [UInt8]? {
        guard kind == .object else { return nil }
        let end = Int(token.next)
        var index = index + 1
        while index < end {
            if !tape.isName(at: index, among: known) { return tape.name(at: index) }
            index = Int(tape.tokens[index + 1].next)
        }
        return nil
    }

    /// An array's elements; none for anything else.
    public var elements: [JSONValue] {
        guard kind == .array else { return [] }
        var elements: [JSONValue] = []
        let end = Int(token.next)
        var index = index + 1
        while index < end {
            elements.append(JSONValue(tape, index))
            index = Int(tape.tokens[index].next)
        }
        return elements
    }
}

// Plain values; nil where this is of another kind.
extension JSONValue {
    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        case .object, .array, .string, .number, .null: nil
        }
    }

    /// A number written without fraction and exponent, within ±(2⁵³ − 1).
    public var integer: Int64? {
        guard kind == .number else { return nil }
        let bytes = tape.bytes
        return JSONNumber.integer(bytes.span.extracting(range))
    }

    public var isNull: Bool { kind == .null }

    /// A string's bytes as they stood between the quotes, escapes and all: what the broker carries.
    public var encoded: [UInt8]? { kind == .string ? Array(tape.bytes[range]) : nil }

    /// A string's text.
    public var utf8: [UInt8]? {
        guard kind == .string else { return nil }
        guard token.isEscaped else { return Array(tape.bytes[range]) }
        let bytes = tape.bytes
        return try? JSONString.unescaped(bytes.span, range)  // checked by the scanner: it has no reason to throw
    }

    /// A string's text; to be shown, never to be compared.
    public var string: String? {
        guard kind == .string else { return nil }
        guard token.isEscaped else { return String(decoding: tape.bytes[range], as: UTF8.self) }
        return utf8.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether this is the string `text`, byte for byte. Allocates nothing unless it was written with escapes.
    public func isString(_ text: String) -> Bool {
        guard kind == .string else { return false }
        if token.isEscaped { return utf8.map { text.utf8.span.hasSameBytes(as: $0) } ?? false }
        let bytes = tape.bytes
        return bytes.span.extracting(range).hasSameBytes(as: text.utf8.span)
    }

    /// The value's own bytes as written.
    public var raw: [UInt8] {
        kind == .string ? Array(tape.bytes[range.lowerBound - 1...range.upperBound]) : Array(tape.bytes[range])
    }
}
