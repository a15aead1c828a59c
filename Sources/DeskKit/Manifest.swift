public import DeskWire

/// What a channel is and can do, told to the broker with every hello. Registering again changes what has changed.
public struct Manifest: Sendable {
    /// The channel's key, a slug such as `webchat`; the session's name.
    public var key: String
    /// What admins and reps read.
    public var name: String
    public var description: String
    public var capabilities: Capabilities

    public init(key: String, name: String, description: String, capabilities: Capabilities) {
        self.key = key
        self.name = name
        self.description = description
        self.capabilities = capabilities
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("key", key)
        writer.field("name", name)
        writer.field("description", description)
        writer.name("capabilities")
        capabilities.write(to: &writer)
        writer.endObject()
    }

    /// The manifest as one line of JSON.
    public var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// What the service can do; whatever is not said means no.
public struct Capabilities: Sendable {
    public enum ThreadingModel: String, Sendable {
        /// The adapter names the thread of every message.
        case adapterThread = "adapter_thread"
        /// The broker groups messages by who takes part.
        case byAddress = "by_address"
    }

    public var deliveryIdentifierTypes: [Identifier.Kind]
    public var threadingModel: ThreadingModel
    /// Styles that survive, such as `BOLD` and `HYPERLINK`; none means plain text.
    public var richText: [String] = []
    public var allowInlineImages = false
    public var allowOutgoingMessages = true
    public var allowConversationStart = false
    public var allowMultipleRecipients = false
    /// The service itself recognises a key that it has seen, so that sending twice is harmless.
    public var idempotentSend = false
    public var supportsTyping = false
    public var supportsReadReceipts = false
    public var supportsDeliveryReceipts = false
    public var supportsQuotedReply = false
    public var maxTextLength: Int?
    /// How long after the contact's last message the service lets us answer.
    public var replyWindowSeconds: Int?

    public init(identifiers: [Identifier.Kind] = [.opaque], threading: ThreadingModel = .adapterThread) {
        deliveryIdentifierTypes = identifiers
        threadingModel = threading
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.strings("deliveryIdentifierTypes", deliveryIdentifierTypes.map(\.rawValue))
        writer.field("threadingModel", threadingModel.rawValue)
        if !richText.isEmpty { writer.strings("richText", richText) }
        for (name, value) in flags where value { writer.field(name, true) }
        if let maxTextLength { writer.field("maxTextLength", maxTextLength) }
        if let replyWindowSeconds { writer.field("replyWindowSeconds", replyWindowSeconds) }
        writer.endObject()
    }

    private var flags: [(String, Bool)] {
        [
            ("allowInlineImages", allowInlineImages), ("allowOutgoingMessages", allowOutgoingMessages),
            ("allowConversationStart", allowConversationStart), ("allowMultipleRecipients", allowMultipleRecipients),
            ("idempotentSend", idempotentSend), ("supportsTyping", supportsTyping),
            ("supportsReadReceipts", supportsReadReceipts), ("supportsDeliveryReceipts", supportsDeliveryReceipts),
            ("supportsQuotedReply", supportsQuotedReply),
        ]
    }
}

extension JSONWriter {
    /// A field that holds a list of strings.
    mutating func strings(_ name: String, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
