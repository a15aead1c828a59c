/// An answer. What protects the visitor is added to every one, and a page may only loosen it by saying so.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var body: [UInt8]
    public var contentType: String
    /// `default-src 'none'; frame-ancestors 'none'` unless a page needs more.
    public var contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    public var cacheControl = "no-store"
    /// Who may load this into a page of theirs: `same-origin` but for what is made to be embedded.
    public var resourcePolicy = "same-origin"
    /// Further fields. Values are the server's own words, never a stranger's.
    public var fields: [(name: String, value: String)] = []

    public init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// A sentence, as plain text.
    public init(status: Int, sentence: String) {
        self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array((sentence + "\n").utf8))
    }

    init(_ rejection: HTTPRejection) {
        self.init(status: rejection.status, sentence: rejection.reason)
        if let allow = rejection.allow { fields.append(("Allow", allow)) }
    }

    /// The bytes to send. A stream has no length: it lasts as long as its connection.
    func encoded(keepsAlive: Bool, withoutBody: Bool = false, isStream: Bool = false, byteCount: Int? = nil) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status) \(Self.phrase(status))", "Content-Type: \(contentType)"]
        if !isStream { lines.append("Content-Length: \(byteCount ?? body.count)") }
        lines += [
            "Content-Security-Policy: \(contentSecurityPolicy)", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
            "Cross-Origin-Resource-Policy: \(resourcePolicy)", "Cache-Control: \(cacheControl)",
            "Connection: \(keepsAlive ? "keep-alive" : "close")",
        ]
        lines += fields.map { "\($0.name): \($0.value)" }
        precondition(lines.allSatisfy { $0.utf8.allSatisfy(HTTPBytes.isFieldContent) }, "a header field of ours holds a control character")
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (withoutBody ? [] : body)
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Answer"
        }
    }
}
