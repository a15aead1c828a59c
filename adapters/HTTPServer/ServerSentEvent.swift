/// One event of a `text/event-stream` (HTML, 9.2).
public struct ServerSentEvent: Sendable {
    public var id: String?
    public var event: String?
    public var data: [UInt8]

    public init(id: String? = nil, event: String? = nil, data: [UInt8]) {
        self.id = id
        self.event = event
        self.data = data
    }

    /// A line for each line of the data, so that nothing in it can be taken for a field or for the event's end.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        if let id { Self.append("id", Self.oneLine(id), to: &bytes) }
        if let event { Self.append("event", Self.oneLine(event), to: &bytes) }
        var rest = data[...]
        while let end = rest.firstIndex(where: { $0 == HTTPBytes.lineFeed || $0 == HTTPBytes.carriageReturn }) {
            Self.append("data", rest[..<end], to: &bytes)
            let isPair = rest[end] == HTTPBytes.carriageReturn && end + 1 < rest.endIndex && rest[end + 1] == HTTPBytes.lineFeed
            rest = rest[(end + (isPair ? 2 : 1))...]
        }
        Self.append("data", rest, to: &bytes)
        bytes.append(HTTPBytes.lineFeed)
        return bytes
    }

    /// A comment, which readers skip: the connection's sign of life.
    static let ping = Array(":\n\n".utf8)

    private static func append(_ name: String, _ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes += Array(name.utf8) + [UInt8(ascii: ":"), UInt8(ascii: " ")] + value + [HTTPBytes.lineFeed]
    }

    private static func oneLine(_ text: String) -> ArraySlice<UInt8> { text.utf8.filter(HTTPBytes.isFieldContent)[...] }
}
