/// Where a party is reached on a channel.
public struct Identifier: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case email
        case phone
        case shortCode = "short_code"
        case opaque
    }

    public static let bytesMax = 320

    public let kind: Kind
    /// In canonical form: an e-mail's domain in lower case, a phone number as `+` and digits, others byte for byte.
    public let value: [UInt8]

    /// - Throws: `badIdentifier` where `value` cannot be of that kind.
    public init(_ kind: Kind, _ value: [UInt8]) throws(Rejection) {
        guard !value.isEmpty else { throw .badIdentifier("it is empty; send the id that the service gives this person") }
        guard value.count <= Self.bytesMax else { throw .badIdentifier("it is longer than \(Self.bytesMax) bytes") }
        self.kind = kind
        self.value =
            switch kind {
            case .email: try Self.canonicalEmail(value)
            case .phone: try Self.canonicalPhone(value)
            case .shortCode: try Self.digits(value)
            case .opaque: value
            }
    }

    /// How the kinds are told apart where identifiers are put in order.
    fileprivate var rank: UInt8 {
        switch kind {
        case .email: 0
        case .phone: 1
        case .shortCode: 2
        case .opaque: 3
        }
    }

    /// Somebody of whom nothing is known any more.
    public init(forgotten: Void) {
        kind = .opaque
        value = Array("forgotten".utf8)
    }

    /// RFC 5321, 2.4: the local part is the receiver's business, the domain knows no case.
    private static func canonicalEmail(_ value: [UInt8]) throws(Rejection) -> [UInt8] {
        guard let at = value.lastIndex(of: 0x40), at > 0, at < value.count - 1 else {
            throw .badIdentifier("an email has the form name@domain")
        }
        guard value.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .badIdentifier("an email has no spaces or control characters") }
        return value[...at] + value[(at + 1)...].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// E.164 as the wire has it; the marks people put between digits are taken out.
    private static func canonicalPhone(_ value: [UInt8]) throws(Rejection) -> [UInt8] {
        let kept = value.filter { ![0x20, 0x28, 0x29, 0x2D, 0x2E, 0x2F].contains($0) }
        guard kept.first == 0x2B, (3...16).contains(kept.count) else {
            throw .badIdentifier("a phone number is + and 2 to 15 digits, such as +34600111222")
        }
        return [0x2B] + (try digits(Array(kept[1...])))
    }

    private static func digits(_ value: [UInt8]) throws(Rejection) -> [UInt8] {
        guard value.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .badIdentifier("it has something else than digits") }
        return value
    }
}

extension Identifier: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        left.rank == right.rank ? left.value.lexicographicallyPrecedes(right.value) : left.rank < right.rank
    }
}

/// Somebody at an address, with the name that the service shows for them.
public struct Party: Hashable, Sendable {
    public let identifier: Identifier
    public let name: Text?

    public init(identifier: Identifier, name: Text?) {
        self.identifier = identifier
        self.name = name
    }
}
