/// A member's name as it stands in JSON, made once: a message has thirty of them on its way through the broker.
public struct JSONName: Sendable {
    let bytes: [UInt8]

    public init(_ name: StaticString) { bytes = Array("\"\(name)\":".utf8) }

    public static let by = JSONName("by")
    public static let kind = JSONName("kind")
    public static let name = JSONName("name")
    public static let role = JSONName("role")
    public static let value = JSONName("value")
}

/// A stretch of JSON that is the same in every message, made once. Whoever makes one answers for its being well-formed where it
/// stands, commas included.
public struct JSONFragment: Sendable {
    let bytes: [UInt8]
    let endsWithValue: Bool

    public init(_ text: StaticString) {
        bytes = Array(text.description.utf8)
        endsWithValue =
            bytes.last.map { ![UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{")].contains($0) } ?? false
    }
}
