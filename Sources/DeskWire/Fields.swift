internal import DeskCore

/// A frame's fields, read as what they mean. What is missing or of another kind is a `bad_field` that says what to send.
struct Fields {
    static let textBytesMax = 256 * 1_024
    static let listMax = 64

    let object: JSONValue

    init(_ object: JSONValue) { self.object = object }

    private func present(_ name: String) throws(Refusal) -> JSONValue {
        guard let value = optional(name) else { throw .badField(name, "it is missing") }
        return value
    }

    /// Nil where the field is absent or null.
    func optional(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    func bytes(_ name: String, bytesMax: Int) throws(Refusal) -> [UInt8] { try bytes(of: try present(name), name, bytesMax: bytesMax) }

    private func bytes(of value: JSONValue, _ name: String, bytesMax: Int) throws(Refusal) -> [UInt8] {
        guard let bytes = value.utf8 else { throw .badField(name, "it is not a string") }
        guard !bytes.isEmpty else { throw .badField(name, "it is empty") }
        guard bytes.count <= bytesMax else { throw .badField(name, "it is longer than \(bytesMax) bytes") }
        return bytes
    }

    /// A word to compare with words of ours.
    func shortString(_ name: String) throws(Refusal) -> String {
        guard let string = try present(name).string, !string.isEmpty, string.utf8.count <= 64 else {
            throw .badField(name, "it is not a string of 1 to 64 bytes")
        }
        return string
    }

    func optionalBytes(_ name: String, bytesMax: Int) throws(Refusal) -> [UInt8]? {
        guard let value = optional(name) else { return nil }
        return try bytes(of: value, name, bytesMax: bytesMax)
    }

    func text(_ name: String, bytesMax: Int = Fields.textBytesMax) throws(Refusal) -> Text {
        try text(of: try present(name), name, bytesMax: bytesMax)
    }

    private func text(of value: JSONValue, _ name: String, bytesMax: Int) throws(Refusal) -> Text {
        guard let encoded = value.encoded else { throw .badField(name, "it is not a string") }
        guard encoded.count <= bytesMax else {
            throw Refusal(.textTooLong, "The field \(name) is longer than \(bytesMax) bytes as encoded; send it in parts.") {
                $0.field("max", bytesMax)
            }
        }
        return Text(encoded: encoded)
    }

    func optionalText(_ name: String, bytesMax: Int) throws(Refusal) -> Text? {
        guard let value = optional(name) else { return nil }
        return try text(of: value, name, bytesMax: bytesMax)
    }

    func slug(_ name: String) throws(Refusal) -> Slug {
        guard let slug = Slug(try bytes(name, bytesMax: Slug.bytesMax)) else {
            throw .badField(name, "a name is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit")
        }
        return slug
    }

    func account(_ name: String = "account") throws(Refusal) -> AccountSlug {
        guard let account = AccountSlug(try bytes(name, bytesMax: Slug.bytesMax)) else {
            throw .badField(name, "an account is 1 to 64 of a-z, 0-9 and '-', and begins with a letter or digit")
        }
        return account
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(Refusal) -> Int64 {
        guard let number = try present(name).integer, range.contains(number) else {
            throw .badField(name, "it is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func integer(_ name: String, in range: ClosedRange<Int64>, default standard: Int64) throws(Refusal) -> Int64 {
        optional(name) == nil ? standard : try integer(name, in: range)
    }

    func bool(_ name: String) throws(Refusal) -> Bool {
        guard let flag = try present(name).bool else { throw .badField(name, "it is neither true nor false") }
        return flag
    }

    func bool(_ name: String, default standard: Bool) throws(Refusal) -> Bool { optional(name) == nil ? standard : try bool(name) }

    func ticket(_ name: String = "ticket") throws(Refusal) -> TicketID {
        TicketID(UInt32(try integer(name, in: 1...Int64(UInt32.max))))
    }

    func message(_ name: String = "message") throws(Refusal) -> MessageID {
        MessageID(UInt64(try integer(name, in: 1...Self.integerMax)))
    }

    func key() throws(Refusal) -> Key { Key(try bytes("key", bytesMax: Key.bytesMax)) }

    func time(_ name: String) throws(Refusal) -> Timestamp {
        guard let time = Timestamp(text: try bytes(name, bytesMax: 64)) else {
            throw .badField(name, "it is not a moment such as 2026-11-22T14:48:00Z")
        }
        return time
    }

    func limit(_ standard: Int64 = 50) throws(Refusal) -> Int { Int(try integer("limit", in: 1...200, default: standard)) }

    func object(_ name: String) throws(Refusal) -> Fields {
        let value = try present(name)
        guard value.kind == .object else { throw .badField(name, "it is not an object") }
        return Fields(value)
    }

    func list(_ name: String) throws(Refusal) -> [JSONValue] {
        guard let value = optional(name) else { return [] }
        guard value.kind == .array else { throw .badField(name, "it is not an array") }
        let elements = value.elements
        guard elements.count <= Self.listMax else { throw .badField(name, "it has more than \(Self.listMax) elements") }
        return elements
    }

    func byteStrings(_ name: String, bytesMax: Int) throws(Refusal) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        for element in try list(name) {
            guard let bytes = element.utf8, !bytes.isEmpty, bytes.count <= bytesMax else {
                throw .badField(name, "it has an element that is not a string of 1 to \(bytesMax) bytes")
            }
            strings.append(bytes)
        }
        return strings
    }

    /// The commonest first.
    private static let identifierKinds: [Identifier.Kind] = [.opaque, .email, .phone, .shortCode]

    /// An identifier's own fields, `kind` and `value`.
    func identifier() throws(Refusal) -> Identifier {
        let kind = try present("kind")
        guard let known = Self.identifierKinds.first(where: { kind.isString($0.rawValue) }) else {
            throw Refusal(.badIdentifier, "The identifier's kind is unknown; use email, phone, short_code or opaque.")
        }
        let value = try bytes("value", bytesMax: 1_024)
        do throws(Rejection) {
            return try Identifier(known, value)
        } catch {
            throw Refusal(error)
        }
    }

    func party() throws(Refusal) -> Party {
        Party(identifier: try identifier(), name: try optionalText("name", bytesMax: 1_024))
    }

    static let integerMax: Int64 = 1 << 53 - 1
}
