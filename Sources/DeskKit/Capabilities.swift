internal import DeskWire

/// What the service can do; whatever is not said means no.
public struct Capabilities: Sendable {
    public enum ThreadingModel: String, Sendable {
        /// The adapter names the thread of every message.
        case adapterThread = "adapter_thread"
        /// The broker groups messages by who takes part.
        case byAddress = "by_address"
    }

    /// What services support to one of the levels, by the manifest's names.
    public enum Feature: String, Sendable, CaseIterable {
        case supportsTyping, supportsReadReceipts, supportsDeliveryReceipts, supportsQuotedReply, supportsReactions, supportsEdit
        case supportsDelete
    }

    public var deliveryIdentifierTypes: [Identifier.Kind]
    public var threadingModel: ThreadingModel
    /// Styles that survive, such as `bold` and `hyperlink`; none means plain text.
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
    public var supportsReactions = false
    public var supportsEdit = false
    public var supportsDelete = false
    /// What arrives keeps the order in which it was sent.
    public var orderedDelivery = false
    /// What yes and no do not say well enough: it stands in place of the flag of the same name.
    public var levels: [Feature: SupportLevel] = [:]
    /// Such as `file`; none means that nothing can be attached.
    public var outgoingAttachmentTypes: [String] = []
    /// Such as `image/*`.
    public var allowedFileAttachmentMimeTypes: [String] = []
    public var maxFileAttachmentCount: Int?
    public var maxFileAttachmentSizeBytes: Int?
    public var maxTotalFileAttachmentSizeBytes: Int?
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
        if !outgoingAttachmentTypes.isEmpty { writer.strings("outgoingAttachmentTypes", outgoingAttachmentTypes) }
        if !allowedFileAttachmentMimeTypes.isEmpty { writer.strings("allowedFileAttachmentMimeTypes", allowedFileAttachmentMimeTypes) }
        for (name, value) in flags where value && level(of: name) == nil { writer.field(name, true) }
        for feature in Feature.allCases { if let level = levels[feature] { writer.field(feature.rawValue, level.rawValue) } }
        // Said, since sending is what a desk expects of a channel.
        if !allowOutgoingMessages { writer.field("allowOutgoingMessages", false) }
        for (name, number) in numbers { if let number { writer.field(name, number) } }
        writer.endObject()
    }

    private var flags: [(String, Bool)] {
        [
            ("allowInlineImages", allowInlineImages), ("allowOutgoingMessages", allowOutgoingMessages),
            ("allowConversationStart", allowConversationStart), ("allowMultipleRecipients", allowMultipleRecipients),
            ("idempotentSend", idempotentSend), ("supportsTyping", supportsTyping),
            ("supportsReadReceipts", supportsReadReceipts), ("supportsDeliveryReceipts", supportsDeliveryReceipts),
            ("supportsQuotedReply", supportsQuotedReply), ("supportsReactions", supportsReactions), ("supportsEdit", supportsEdit),
            ("supportsDelete", supportsDelete), ("orderedDelivery", orderedDelivery),
        ]
    }

    private var numbers: [(String, Int?)] {
        [
            ("maxFileAttachmentCount", maxFileAttachmentCount), ("maxFileAttachmentSizeBytes", maxFileAttachmentSizeBytes),
            ("maxTotalFileAttachmentSizeBytes", maxTotalFileAttachmentSizeBytes), ("maxTextLength", maxTextLength),
            ("replyWindowSeconds", replyWindowSeconds),
        ]
    }

    private func level(of name: String) -> SupportLevel? { Feature(rawValue: name).flatMap { levels[$0] } }
}

/// How far the service goes along with something.
public enum SupportLevel: String, Sendable {
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
