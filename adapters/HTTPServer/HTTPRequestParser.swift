/// Bytes in, requests out. Nil means "not yet", a throw means that the connection is over.
///
/// What it says depends on the bytes alone and never on how they were cut into reads.
public struct HTTPRequestParser {
    public enum Phase: Sendable { case idle, head, body }

    /// Looks at a head before any of its body is taken, and says how many bytes that may have.
    public typealias Gate = (HTTPHead) throws(HTTPRejection) -> Int

    private let limits: HTTPLimits
    private let gate: Gate
    private var buffer: [UInt8] = []
    /// Everything before has become lines already; everything before `scanned` holds no line end.
    private var consumed = 0
    private var scanned = 0
    private var headBytes = 0
    private var lines = HTTPHeadParser()
    private var head: HTTPHead?
    private var rejection: HTTPRejection?

    public init(limits: HTTPLimits = .standard, gate: @escaping Gate) {
        self.limits = limits
        self.gate = gate
    }

    public var phase: Phase {
        if head != nil { return .body }
        return lines.isEmpty && consumed == buffer.count ? .idle : .head
    }

    /// Bytes held and not yet given out.
    public var heldBytes: Int { buffer.count - consumed }

    public mutating func append(_ bytes: ArraySlice<UInt8>) {
        if rejection == nil { buffer.append(contentsOf: bytes) }
    }

    /// The next whole request. After the first throw there is none any more: who knows what the rest belongs to.
    public mutating func next() throws(HTTPRejection) -> HTTPRequest? {
        if let rejection { throw rejection }
        do throws(HTTPRejection) {
            return try takeRequest()
        } catch {
            rejection = error
            buffer = []
            (consumed, scanned) = (0, 0)
            throw error
        }
    }

    private mutating func takeRequest() throws(HTTPRejection) -> HTTPRequest? {
        while head == nil {
            guard let line = try nextLine() else { return nil }
            if !line.isEmpty {
                try lines.take(line, fieldsMax: limits.headerFieldsMax)
                continue
            }
            let finished = try lines.finish()
            guard finished.bodyByteCount <= (try gate(finished)) else { throw HTTPRejection(413, "The body is too large.") }
            head = finished
        }
        return body()
    }

    /// The next line without its CRLF. A bare CR or LF is no line end but an attempt to be read in two ways.
    private mutating func nextLine() throws(HTTPRejection) -> ArraySlice<UInt8>? {
        if lines.isEmpty, consumed < buffer.count, !HTTPBytes.isToken(buffer[consumed]) {
            throw HTTPRejection(400, "This is no HTTP request.")
        }
        let room = limits.headerBytesMax - headBytes
        while scanned < buffer.count, buffer[scanned] != HTTPBytes.lineFeed {
            guard scanned - consumed < room else { throw Self.headTooLarge(limits) }
            if scanned > consumed, buffer[scanned - 1] == HTTPBytes.carriageReturn { throw Self.bareLineEnd }
            scanned += 1
        }
        guard scanned < buffer.count else { return nil }
        guard scanned - consumed < room else { throw Self.headTooLarge(limits) }
        guard scanned > consumed, buffer[scanned - 1] == HTTPBytes.carriageReturn else { throw Self.bareLineEnd }
        let line = buffer[consumed..<scanned - 1]
        headBytes += scanned + 1 - consumed
        scanned += 1
        consumed = scanned
        return line
    }

    private mutating func body() -> HTTPRequest? {
        guard let head, heldBytes >= head.bodyByteCount else { return nil }
        let body = Array(buffer[consumed..<consumed + head.bodyByteCount])
        buffer.removeFirst(consumed + head.bodyByteCount)
        (consumed, scanned, headBytes, lines, self.head) = (0, 0, 0, HTTPHeadParser(), nil)
        return HTTPRequest(head: head, body: body)
    }

    private static let bareLineEnd = HTTPRejection(400, "Lines end with CR LF, and neither stands alone.")

    private static func headTooLarge(_ limits: HTTPLimits) -> HTTPRejection {
        HTTPRejection(431, "The header is larger than \(limits.headerBytesMax) bytes.")
    }
}
