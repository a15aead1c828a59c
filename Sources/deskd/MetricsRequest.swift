/// One HTTP request for the metrics, read strictly: whatever is not exactly what RFC 9112 has for it is a bad request.
struct MetricsRequest {
    static let bytesMax = 4_096

    enum Verdict: Equatable {
        case incomplete
        case wanted
        /// A status with its reason.
        case refused(Refusal)
    }

    enum Refusal: String {
        case bad = "400 Bad Request"
        case notFound = "404 Not Found"
        case notAllowed = "405 Method Not Allowed"
    }

    private var bytes: [UInt8] = []

    mutating func take(_ more: Span<UInt8>) -> Verdict {
        for index in more.indices where bytes.count <= Self.bytesMax {
            guard Self.mayFollow(bytes.last, more[index]) else { return .refused(.bad) }
            bytes.append(more[index])
        }
        guard let head = Self.head(of: bytes) else { return bytes.count > Self.bytesMax ? .refused(.bad) : .incomplete }
        return Self.verdict(on: head)
    }

    /// Printable ASCII and tabs, in lines that end as they should: nobody has a reason to send anything else here.
    private static func mayFollow(_ last: UInt8?, _ byte: UInt8) -> Bool {
        if last == 0x0D || byte == 0x0A { return last == 0x0D && byte == 0x0A }
        return (0x20...0x7E).contains(byte) || byte == 0x09 || byte == 0x0D
    }

    /// The lines up to the empty one; nil until that has come.
    private static func head(of bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for index in bytes.indices.dropFirst() where bytes[index] == 0x0A && bytes[index - 1] == 0x0D {
            if index - 1 == start { return lines }
            lines.append(bytes[start..<index - 1])
            start = index + 1
        }
        return nil
    }

    private static func verdict(on lines: [ArraySlice<UInt8>]) -> Verdict {
        guard let request = lines.first else { return .refused(.bad) }
        let parts = request.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, isToken(parts[0]), parts[1].first == UInt8(ascii: "/") else { return .refused(.bad) }
        let version = parts[2].elementsEqual("HTTP/1.1".utf8) ? 1 : parts[2].elementsEqual("HTTP/1.0".utf8) ? 0 : nil
        guard let version, let announcesBody = announcesBody(lines.dropFirst(), hostIsRequired: version == 1) else {
            return .refused(.bad)
        }
        guard parts[0].elementsEqual("GET".utf8) else { return .refused(.notAllowed) }
        guard !announcesBody else { return .refused(.bad) }
        return parts[1].elementsEqual("/metrics".utf8) ? .wanted : .refused(.notFound)
    }

    /// Whether the fields announce a body; nil where they are no fields, or have not the one Host that the version wants.
    private static func announcesBody(_ fields: ArraySlice<ArraySlice<UInt8>>, hostIsRequired: Bool) -> Bool? {
        var hosts = 0
        var announcesBody = false
        for field in fields {
            guard let colon = field.firstIndex(of: 0x3A), isToken(field[..<colon]) else { return nil }
            switch String(decoding: field[..<colon].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self) {
            case "host": hosts += 1
            case "content-length", "transfer-encoding": announcesBody = true
            default: continue
            }
        }
        return hosts == 1 || (hosts == 0 && !hostIsRequired) ? announcesBody : nil
    }

    private static let tokenBytes = Set("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool { !bytes.isEmpty && bytes.allSatisfy(tokenBytes.contains) }

    /// The whole answer; the connection ends after it.
    static func answer(_ text: [UInt8]) -> [UInt8] { response("200 OK", "text/plain; version=0.0.4; charset=utf-8", text) }

    static func answer(_ refusal: Refusal) -> [UInt8] {
        let allow = refusal == .notAllowed ? "Allow: GET\r\n" : ""
        return response(refusal.rawValue, "text/plain; charset=utf-8", Array("\(refusal.rawValue)\n".utf8), allow)
    }

    private static func response(_ status: String, _ type: String, _ body: [UInt8], _ fields: String = "") -> [UInt8] {
        let head = "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\(fields)Connection: close\r\n\r\n"
        return Array(head.utf8) + body
    }
}
