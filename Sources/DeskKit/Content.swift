internal import DeskWire

/// A file of a message. Its content is put to the desk first (``Adapter/upload(_:then:)``), and named here by its SHA-256.
public struct Attachment: Sendable, Equatable {
    public enum Usage: String, Sendable, CaseIterable {
        case file, image, audio, voice, video, sticker
    }

    /// SHA-256 of the content, in 64 hexadecimal digits.
    public var blob: String
    /// As the sender calls it; never a path.
    public var name: String
    public var mime: String
    public var bytes: Int64
    public var usage: Usage
    /// How long it plays.
    public var durationMilliseconds: Int64?

    public init(
        blob: String, name: String, mime: String = "application/octet-stream", bytes: Int64, usage: Usage = .file,
        durationMilliseconds: Int64? = nil
    ) {
        self.blob = blob
        self.name = name
        self.mime = mime
        self.bytes = bytes
        self.usage = usage
        self.durationMilliseconds = durationMilliseconds
    }

    init?(_ value: JSONValue) {
        guard let blob = value["blob"]?.string, let bytes = value["bytes"]?.integer else { return nil }
        self.init(
            blob: blob, name: value["name"]?.string ?? "file", mime: value["mime"]?.string ?? "application/octet-stream", bytes: bytes,
            usage: value["usage"]?.string.flatMap(Usage.init) ?? .file, durationMilliseconds: value["durationMs"]?.integer)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("blob", blob)
        writer.field("name", name)
        writer.field("mime", mime)
        writer.field("bytes", bytes)
        writer.field("usage", usage.rawValue)
        if let durationMilliseconds { writer.field("durationMs", durationMilliseconds) }
        writer.endObject()
    }
}

/// A style of a range of the text, counted in Unicode scalars.
public struct StyledRange: Sendable, Equatable {
    public enum Style: String, Sendable, CaseIterable {
        case bold, italic, underline, strikethrough, code, link, list, quote
    }

    public var style: Style
    public var range: Range<Int>
    /// Of a link.
    public var url: String?

    public init(_ style: Style, _ range: Range<Int>, url: String? = nil) {
        self.style = style
        self.range = range
        self.url = url
    }

    init?(_ value: JSONValue) {
        guard let style = value["style"]?.string.flatMap(Style.init), let from = value["from"]?.integer, let to = value["to"]?.integer,
            from < to
        else { return nil }
        self.init(style, Int(from)..<Int(to), url: value["url"]?.string)
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("style", style.rawValue)
        writer.field("from", range.lowerBound)
        writer.field("to", range.upperBound)
        if let url { writer.field("url", url) }
        writer.endObject()
    }
}

/// What is neither words nor a file.
public enum ContentPart: Sendable, Equatable {
    /// In degrees, as the service writes them.
    case location(latitude: Double, longitude: Double, name: String?, address: String?)
    case contactCard(name: String, identifiers: [Identifier])
    /// What the contact may choose from: what is shown, and what choosing it says.
    case quickReplies([QuickReply])
    /// The service's name for something that cannot be carried.
    case unsupported(kind: String)

    public struct QuickReply: Sendable, Equatable {
        public var label: String
        public var value: String

        public init(label: String, value: String) {
            self.label = label
            self.value = value
        }
    }

    init?(_ value: JSONValue) {
        switch value["part"]?.string {
        case "location":
            guard let latitude = Self.degrees(value["latitude"]), let longitude = Self.degrees(value["longitude"]) else { return nil }
            self = .location(
                latitude: latitude, longitude: longitude, name: value["name"]?.string, address: value["address"]?.string)
        case "contact_card":
            let identifiers = (value["identifiers"]?.elements ?? []).compactMap { Party($0)?.identifier }
            self = .contactCard(name: value["name"]?.string ?? "", identifiers: identifiers)
        case "quick_replies":
            self = .quickReplies(
                (value["replies"]?.elements ?? []).compactMap { reply in
                    reply["value"]?.string.map { QuickReply(label: reply["label"]?.string ?? $0, value: $0) }
                })
        case "unsupported": self = .unsupported(kind: value["kind"]?.string ?? "")
        default: return nil
        }
    }

    private static func degrees(_ value: JSONValue?) -> Double? { value.flatMap { Double(String(decoding: $0.raw, as: UTF8.self)) } }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        switch self {
        case .location(let latitude, let longitude, let name, let address):
            writer.field("part", "location")
            for (label, degrees) in [("latitude", latitude), ("longitude", longitude)] {
                writer.name(label)
                writer.raw(Array("\(degrees.isFinite ? degrees : 0)".utf8))
            }
            if let name { writer.field("name", name) }
            if let address { writer.field("address", address) }
        case .contactCard(let name, let identifiers):
            writer.field("part", "contact_card")
            writer.field("name", name)
            writer.name("identifiers")
            writer.beginArray()
            for identifier in identifiers { Party(identifier).write(to: &writer) }
            writer.endArray()
        case .quickReplies(let replies):
            writer.field("part", "quick_replies")
            writer.name("replies")
            writer.beginArray()
            for reply in replies {
                writer.beginObject()
                writer.field("label", reply.label)
                writer.field("value", reply.value)
                writer.endObject()
            }
            writer.endArray()
        case .unsupported(let kind):
            writer.field("part", "unsupported")
            writer.field("kind", kind)
        }
        writer.endObject()
    }
}

/// What a message does to an earlier one.
public enum Amendment: Sendable, Equatable {
    /// The message's text takes the place of the earlier one's.
    case edit
    case delete
    /// The message's text is the sign.
    case reaction(isRemoved: Bool)

    var kind: String {
        switch self {
        case .edit: "edit"
        case .delete: "delete"
        case .reaction: "reaction"
        }
    }

    init?(_ frame: JSONValue) {
        switch frame["kind"]?.string {
        case "edit": self = .edit
        case "delete": self = .delete
        case "reaction": self = .reaction(isRemoved: frame["removed"]?.bool ?? false)
        default: return nil
        }
    }
}
