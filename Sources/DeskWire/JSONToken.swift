/// One value or member name of a scanned document: where its bytes are, and where the next sibling's token is.
///
/// The tape holds tokens in the order of the text. After an object's token come name, value, name, value …;
/// after an array's its elements; `next` leaps over what is nested.
struct JSONToken: Sendable {
    var kind: JSONValue.Kind
    var isEscaped = false
    /// The first byte: of a string's text, after its quote.
    var start: UInt32
    /// One past the last byte: of a string, its closing quote.
    var end: UInt32
    /// The token after this value and all that it holds. An escaped name, which nobody leaps over,
    /// keeps its place in ``JSONTape/escapedNames`` here instead.
    var next: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// What the scanner makes of a document, shared by all the views into it.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]
    /// The names that were written with escapes, without them, so that looking up a member allocates nothing.
    let escapedNames: [[UInt8]]
    /// One bit for each name that the outermost object has: most of what is asked for and absent is known by it.
    private let rootMarks: InlineArray<2, UInt64>

    init(bytes: [UInt8], tokens: [JSONToken], escapedNames: [[UInt8]], rootMarks: InlineArray<2, UInt64>) {
        self.bytes = bytes
        self.tokens = tokens
        self.escapedNames = escapedNames
        self.rootMarks = rootMarks
    }

    private func lacks(_ name: Span<UInt8>) -> Bool {
        let mark = JSONScanner.fingerprint(name)
        return rootMarks[Int(mark >> 6 & 1)] & 1 << UInt64(mark & 63) == 0
    }

    /// The value's token of the member `wanted` of the object at `object`; nil where it has none.
    func find(_ wanted: Span<UInt8>, in object: Int) -> Int? {
        if object == 0 && lacks(wanted) { return nil }
        let tokens = tokens
        let end = Int(tokens[object].next)
        var index = object + 1
        while index < end {
            let name = tokens[index]
            if name.isEscaped {
                if wanted.hasSameBytes(as: escapedNames[Int(name.next)]) { return index + 1 }
            } else if Int(name.end &- name.start) == wanted.count {
                let bytes = bytes
                if bytes.span.extracting(name.range).hasSameBytes(as: wanted) { return index + 1 }
            }
            index = Int(tokens[index + 1].next)
        }
        return nil
    }

    func isName(at index: Int, among known: [[UInt8]]) -> Bool {
        let token = tokens[index]
        if token.isEscaped {
            let name = escapedNames[Int(token.next)]
            return known.contains { name.span.hasSameBytes(as: $0) }
        }
        let count = Int(token.end &- token.start)
        let bytes = bytes
        for name in known where name.count == count {
            if bytes.span.extracting(token.range).hasSameBytes(as: name) { return true }
        }
        return false
    }

    func name(at index: Int) -> [UInt8] {
        let name = tokens[index]
        return name.isEscaped ? escapedNames[Int(name.next)] : Array(bytes[name.range])
    }
}

extension Span<UInt8> {
    /// Compares in strides, which the compiler turns into vector code: names of 100 KiB that differ only
    /// in their last byte must not be a way to slow a broker down.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var at = 0
        while at + 32 <= count {
            let (mine, theirs) = (extracting(at..<at + 32), other.extracting(at..<at + 32))
            var difference: UInt8 = 0
            for index in 0..<32 { difference |= mine[index] ^ theirs[index] }
            guard difference == 0 else { return false }
            at += 32
        }
        while at < count {
            guard self[at] == other[at] else { return false }
            at += 1
        }
        return true
    }

    func hasSameBytes(as other: [UInt8]) -> Bool { hasSameBytes(as: other.span) }
}
