/// A snippet's text, taken apart once: words, and fields such as `{{contact.name}}`. What a field is filled with is never looked into
/// again, whoever wrote it.
public struct SnippetText: Sendable {
    public enum Piece: Equatable, Sendable {
        case words([UInt8])
        case field(SnippetField)
        /// A name between braces that is no field's.
        case unknown([UInt8])
    }

    public let pieces: [Piece]

    /// - Parameter utf8: as it is read, not as it is carried.
    public init(_ utf8: [UInt8]) {
        var pieces: [Piece] = []
        var words: [UInt8] = []
        var at = 0
        while at < utf8.count {
            guard let (name, end) = Self.braced(utf8, at) else {
                words.append(utf8[at])
                at += 1
                continue
            }
            if !words.isEmpty { pieces.append(.words(words)) }
            words = []
            pieces.append(SnippetField(name).map { .field($0) } ?? .unknown(name))
            at = end
        }
        if !words.isEmpty { pieces.append(.words(words)) }
        self.pieces = pieces
    }

    /// What stands between two braces that open and two that close: letters, digits, `.`, `-` and `_`, with blanks around them.
    private static func braced(_ utf8: [UInt8], _ start: Int) -> (name: [UInt8], end: Int)? {
        guard utf8[start...].starts(with: [0x7B, 0x7B]) else { return nil }
        var rest = utf8[(start + 2)...].drop { $0 == 0x20 }
        let name = rest.prefix { isName($0) }
        rest = rest[name.endIndex...].drop { $0 == 0x20 }
        guard !name.isEmpty, rest.starts(with: [0x7D, 0x7D]) else { return nil }
        return (Array(name), rest.startIndex + 2)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }
}

/// What a snippet can say of the ticket at hand.
public enum SnippetField: Hashable, Sendable {
    case contactName, contactFirstName, contactAddress
    case ticketNumber, ticketSubject, ticketStatus
    case repName, accountLabel
    case contact(PropertySlug)
    case ticket(PropertySlug)

    private static let fixed: [(name: String, field: SnippetField)] = [
        ("contact.name", .contactName), ("contact.first", .contactFirstName), ("contact.address", .contactAddress),
        ("ticket.number", .ticketNumber), ("ticket.subject", .ticketSubject), ("ticket.status", .ticketStatus),
        ("rep.name", .repName), ("account.label", .accountLabel),
    ]

    /// The names that need no property.
    public static let names = fixed.map(\.name)

    /// Nil where it is of no form that a field has. Whether there is such a property, the desk knows.
    public init?(_ name: [UInt8]) {
        if let known = Self.fixed.first(where: { Array($0.name.utf8) == name }) {
            self = known.field
            return
        }
        guard let dot = name.firstIndex(of: 0x2E), let slug = Slug(Array(name[(dot + 1)...])) else { return nil }
        switch String(decoding: name[..<dot], as: UTF8.self) {
        case "contact": self = .contact(PropertySlug(slug))
        case "ticket": self = .ticket(PropertySlug(slug))
        default: return nil
        }
    }

    public var name: String {
        switch self {
        case .contact(let property): "contact.\(property.slug)"
        case .ticket(let property): "ticket.\(property.slug)"
        default: Self.fixed.first { $0.field == self }?.name ?? ""
        }
    }

    var property: PropertySlug? {
        switch self {
        case .contact(let property), .ticket(let property): property
        default: nil
        }
    }
}

/// A snippet with the values of a ticket.
public struct FilledSnippet: Equatable, Sendable {
    /// UTF-8. A field without a value stands there as its ``marker(of:)``.
    public internal(set) var text: [UInt8] = []
    /// Fields without a value, each once, in the order of the text.
    public internal(set) var missing: [String] = []

    /// What stands where a value is missing. Nothing that has it in it should go out.
    public static func marker(of field: String) -> [UInt8] { Array("{{?\(field)}}".utf8) }

    /// The fields that a text has in it, not filled, each once.
    public static func fields(in text: [UInt8]) -> [String] {
        SnippetText(text).pieces.reduce(into: []) { names, piece in
            if case .field(let field) = piece, !names.contains(field.name) { names.append(field.name) }
        }
    }

    /// The fields whose markers a text has.
    public static func missing(in text: [UInt8]) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let at = rest.firstIndex(of: 0x7B) {
            rest = rest[at...]
            guard rest.starts(with: Array("{{?".utf8)), let end = rest.firstIndex(of: 0x7D), rest[end...].starts(with: [0x7D, 0x7D]) else {
                rest.removeFirst()
                continue
            }
            let name = String(decoding: rest[(at + 3)..<end], as: UTF8.self)
            if SnippetField(Array(name.utf8)) != nil, !names.contains(name) { names.append(name) }
            rest = rest[(end + 2)...]
        }
        return names
    }
}
