/// Builds a head from lines, each given without its CRLF.
struct HTTPHeadParser {
    /// Fields that decide what a request means; twice is a disagreement, and whoever is in front of us may settle it otherwise.
    private static let singular: Set<String> = [
        "host", "content-length", "transfer-encoding", "content-type", "origin", "cookie", "connection", "expect", "last-event-id",
    ]

    private var method: String?
    private var target: HTTPTarget?
    private var fields: [HTTPHead.Field] = []

    var isEmpty: Bool { method == nil }

    mutating func take(_ line: ArraySlice<UInt8>, fieldsMax: Int) throws(HTTPRejection) {
        if method == nil {
            try takeRequestLine(line)
        } else {
            guard fields.count < fieldsMax else { throw HTTPRejection(431, "More than \(fieldsMax) header fields.") }
            try takeField(line)
        }
    }

    private mutating func takeRequestLine(_ line: ArraySlice<UInt8>) throws(HTTPRejection) {
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, let name = words.first, !name.isEmpty, name.count <= 16, name.allSatisfy(HTTPBytes.isToken) else {
            throw HTTPRejection(400, "The request line must be a method, a target and a version with one space between them.")
        }
        guard words[2].elementsEqual("HTTP/1.1".utf8) else {
            let isHTTP = words[2].starts(with: "HTTP/".utf8)
            throw isHTTP
                ? HTTPRejection(505, "This server speaks HTTP/1.1 only.")
                : HTTPRejection(400, "The request line does not end with a version.")
        }
        target = try HTTPTarget(parsing: words[1])
        method = String(decoding: name, as: UTF8.self)
    }

    private mutating func takeField(_ line: ArraySlice<UInt8>) throws(HTTPRejection) {
        guard line.first != 32, line.first != 9 else { throw HTTPRejection(400, "A folded header field: each must be on one line.") }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
            throw HTTPRejection(400, "A header line without a name and a colon.")
        }
        guard line[..<colon].allSatisfy(HTTPBytes.isToken) else {
            throw HTTPRejection(400, "A header field's name may hold neither spaces nor separators.")
        }
        let value = HTTPBytes.trimmed(line[line.index(after: colon)...])
        guard value.allSatisfy(HTTPBytes.isFieldContent) else { throw HTTPRejection(400, "A header field holds a control character.") }
        let name = String(decoding: line[..<colon].map(HTTPBytes.lowered), as: UTF8.self)
        if Self.singular.contains(name), fields.contains(where: { $0.name == name }) {
            throw HTTPRejection(400, "The header field '\(name)' occurs twice.")
        }
        fields.append(.init(name: name, value: Array(value)))
    }

    /// The empty line has come.
    func finish() throws(HTTPRejection) -> HTTPHead {
        guard let method, let target else { throw HTTPRejection(400, "An empty line where a request was to begin.") }
        guard let host = value("host"), !host.isEmpty else { throw HTTPRejection(400, "The Host field is missing.") }
        let byteCount = try bodyByteCount()
        if method == "POST", value("content-length") == nil { throw HTTPRejection(411, "A POST needs a Content-Length.") }
        if value("expect") != nil { throw HTTPRejection(417, "This server expects the body right away, without 'Expect'.") }
        let connection = (value("connection") ?? []).map(HTTPBytes.lowered).split(separator: UInt8(ascii: ","))
        let closes = connection.contains { HTTPBytes.trimmed($0).elementsEqual("close".utf8) }
        return HTTPHead(method: method, target: target, fields: fields, bodyByteCount: byteCount, keepsAlive: !closes)
    }

    /// One way to frame a body, so that nobody can disagree with us about where the next request begins.
    private func bodyByteCount() throws(HTTPRejection) -> Int {
        let length = value("content-length")
        if value("transfer-encoding") != nil {
            throw length == nil
                ? HTTPRejection(501, "Transfer-Encoding is not spoken here: send a Content-Length.")
                : HTTPRejection(400, "Content-Length and Transfer-Encoding in one request.")
        }
        guard let length else { return 0 }
        let isPlain = !length.isEmpty && length.allSatisfy(HTTPBytes.isDigit) && (length.count == 1 || length.first != UInt8(ascii: "0"))
        guard isPlain else { throw HTTPRejection(400, "The Content-Length is no plain number.") }
        guard length.count <= 10 else { throw HTTPRejection(413, "The body is too large.") }
        return length.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private func value(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }
}
