/// The request line and the fields of a request, checked.
public struct HTTPHead: Equatable, Sendable {
    public struct Field: Equatable, Sendable {
        /// In lower case.
        public let name: String
        public let value: [UInt8]

        public init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    public let method: String
    public let target: HTTPTarget
    public let fields: [Field]
    /// From Content-Length, the only way to frame a body here.
    public let bodyByteCount: Int
    public let keepsAlive: Bool

    /// The value of the first field of that name, which is to be given in lower case.
    public func value(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

    /// One cookie's value, unquoted; nil where it is absent or sent more than once, which is how cookies are planted.
    public func cookie(_ name: String) -> [UInt8]? {
        guard let header = value("cookie") else { return nil }
        let prefix = Array(name.utf8) + [UInt8(ascii: "=")]
        let found = header.split(separator: UInt8(ascii: ";")).map { HTTPBytes.trimmed($0) }.filter { $0.starts(with: prefix) }
        return found.count == 1 ? found.first.map { Array($0.dropFirst(prefix.count)) } : nil
    }
}

/// A whole request.
public struct HTTPRequest: Equatable, Sendable {
    public let head: HTTPHead
    public let body: [UInt8]
}

/// Questions about bytes that HTTP asks.
enum HTTPBytes {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")

    /// RFC 9110, 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Visible ASCII, space, tab and what is not ASCII: never a control character.
    static func isFieldContent(_ byte: UInt8) -> Bool { byte == 9 || (byte >= 32 && byte != 127) }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func lowered(_ byte: UInt8) -> UInt8 { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 32 : byte }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let first = rest.first, first == 9 || first == 32 { rest.removeFirst() }
        while let last = rest.last, last == 9 || last == 32 { rest.removeLast() }
        return rest
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
