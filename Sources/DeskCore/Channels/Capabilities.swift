/// How far a service goes along with something, where yes and no do not say enough.
public enum SupportLevel: String, CaseIterable, Sendable {
    /// It is refused, and whoever asked hears so.
    case rejected
    /// It is left out without a word.
    case dropped
    /// Something else is sent in its place, such as a quoted line for a quote.
    case fallback
    /// In some cases only.
    case partial
    case full
}

/// What a service can do besides carrying plain text.
public struct Capabilities: Sendable {
    /// Things that services support to one of the levels, by the names that the manifest gives them.
    public enum Feature: String, CaseIterable, Sendable {
        case typing = "supportsTyping"
        case readReceipts = "supportsReadReceipts"
        case deliveryReceipts = "supportsDeliveryReceipts"
        case quotedReply = "supportsQuotedReply"
        case reactions = "supportsReactions"
        case edit = "supportsEdit"
        case delete = "supportsDelete"
        case calls
    }

    /// Styles of text, by the names of the wire.
    public static let styles = [
        "bold", "italic", "underline", "strikethrough", "code", "hyperlink", "lists", "blockquote", "text_alignment",
    ]
    public static let attachmentTypes = ["file", "location", "contact", "quick_replies", "social_media_metadata", "message_header"]

    public var richText: [String] = []
    public var allowsInlineImages = false
    public var allowsConversationStart = false
    public var allowsMultipleRecipients = false
    public var isOrdered = false
    public var attachmentTypes: [String] = []
    /// Such as `image/png` and `image/*`.
    public var mimeTypes: [[UInt8]] = []
    public var attachmentsMax: Int?
    public var attachmentBytesMax: Int?
    public var attachmentBytesMaxInAll: Int?
    /// How long after the contact's last message the service lets us answer.
    public var replyWindowSeconds: Int?
    public var levels: [Feature: SupportLevel] = [:]
    /// Capabilities that this version does not know, as the adapter wrote them.
    public var unknown: [[UInt8]] = []

    public init() {}

    public func level(of feature: Feature) -> SupportLevel { levels[feature] ?? .rejected }
}

/// What people see of a channel besides its name, and what connecting it takes.
public struct ChannelProfile: Sendable {
    public static let glyphCellsMax = 4
    /// A path or a URL.
    public var logo: Text?
    /// For terminals.
    public var glyph: Text?
    public var setupInstructions: Text?
    public var connectSchema = ConnectSchema()
    public var capabilities = Capabilities()

    public init() {}
}
