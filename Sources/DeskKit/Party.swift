internal import DeskWire

/// How somebody is reached on a channel.
public struct Identifier: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case email, phone, shortCode = "short_code", opaque }
    public let kind: Kind
    public let value: String

    public init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value
    }

    /// An identifier that means something to the channel only.
    public static func opaque(_ value: String) -> Identifier { Identifier(.opaque, value) }
}

/// Somebody at the other end: an identifier, and the name that the service gives them.
public struct Party: Sendable, Equatable {
    public let identifier: Identifier
    public let name: String?

    public init(_ identifier: Identifier, name: String? = nil) {
        self.identifier = identifier
        self.name = name
    }

    init?(_ value: JSONValue) {
        guard let kind = value["kind"]?.string.flatMap(Identifier.Kind.init(rawValue:)) else { return nil }
        guard let text = value["value"]?.string else { return nil }
        self.init(Identifier(kind, text), name: value["name"]?.string)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("kind", identifier.kind.rawValue)
        writer.field("value", identifier.value)
        if let name { writer.field("name", name) }
        writer.endObject()
    }
}
