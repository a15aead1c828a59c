/// What a request asks for: a path of the route table and the query. Both are decoded once, strictly, and never again.
public struct HTTPTarget: Equatable, Sendable {
    public let path: String
    public let query: [(name: [UInt8], value: [UInt8])]

    /// The value of a query field that occurs once.
    public func value(_ name: String) -> [UInt8]? {
        let found = query.filter { $0.name.elementsEqual(name.utf8) }
        return found.count == 1 ? found.first?.value : nil
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.path.utf8.elementsEqual(right.path.utf8)
            && left.query.elementsEqual(right.query) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Origin form only: `/path?name=value&name=value`.
    init(parsing raw: ArraySlice<UInt8>) throws(HTTPRejection) {
        guard raw.first == UInt8(ascii: "/") else { throw HTTPRejection(400, "The target must be a path that begins with a slash.") }
        guard raw.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "#") }) else {
            throw HTTPRejection(400, "The target holds bytes that must be percent-encoded.")
        }
        let parts = raw.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        path = String(decoding: try Self.decodedPath(parts.first ?? []), as: UTF8.self)
        query = try Self.decodedQuery(parts.count > 1 ? parts[1] : [])
    }

    /// Paths here are plain names between slashes. What would mean something to a file system or to a proxy is refused unseen.
    private static func decodedPath(_ raw: ArraySlice<UInt8>) throws(HTTPRejection) -> [UInt8] {
        guard let slash = raw.first else { return [] }
        var path = [slash]
        for segment in raw.dropFirst().split(separator: slash, omittingEmptySubsequences: false) {
            let name = try decoded(segment)
            let isPlain = !name.contains(slash) && !name.contains(UInt8(ascii: "\\")) && name != Array(".".utf8) && name != Array("..".utf8)
            guard isPlain else { throw HTTPRejection(400, "The path holds a segment that is no plain name.") }
            if path.count > 1 { path.append(slash) }
            path += name
            if name.isEmpty && raw.count > 1 { throw HTTPRejection(400, "The path holds an empty segment.") }
        }
        return path
    }

    private static func decodedQuery(_ raw: ArraySlice<UInt8>) throws(HTTPRejection) -> [(name: [UInt8], value: [UInt8])] {
        var query: [(name: [UInt8], value: [UInt8])] = []
        for pair in raw.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            query.append((try decoded(sides[0]), try decoded(sides.count > 1 ? sides[1] : [])))
        }
        return query
    }

    /// Every `%` is followed by two hexadecimal digits, and no control character hides behind it.
    private static func decoded(_ raw: ArraySlice<UInt8>) throws(HTTPRejection) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(HTTPBytes.hexDigit), let low = rest.popFirst().flatMap(HTTPBytes.hexDigit) else {
                throw HTTPRejection(400, "A percent sign is not followed by two hexadecimal digits.")
            }
            guard high << 4 | low >= 32, high << 4 | low != 127 else { throw HTTPRejection(400, "The target hides a control character.") }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
