/// What a message holds besides its words. A class because it is handed on from step to step and never changes.
public final class MessageContent: Sendable {
    public static let attachmentsMax = 64
    public static let partsMax = 64
    public static let quoteBytesMax = 4_096

    /// Nil for what is said anew.
    public let action: MessageAction?
    public let attachments: [Attachment]
    /// How the words are to look, where their author said so.
    public let styles: [StyledRange]
    public let parts: [ContentPart]
    /// The words that it answers, as its service shows them, where nobody here knows the message that they are of.
    public let quote: Text?

    public init(
        action: MessageAction? = nil, attachments: [Attachment] = [], styles: [StyledRange] = [], parts: [ContentPart] = [],
        quote: Text? = nil
    ) {
        self.quote = quote
        self.action = action
        self.attachments = attachments
        self.styles = styles
        self.parts = parts
    }

    public var isEmpty: Bool { action == nil && attachments.isEmpty && styles.isEmpty && parts.isEmpty && quote == nil }
    /// Whether there is something to be shown besides words.
    public var saysSomething: Bool { !attachments.isEmpty || !parts.isEmpty }

    /// The same, doing `action` to an earlier message.
    func doing(_ action: MessageAction) -> MessageContent {
        MessageContent(action: action, attachments: attachments, styles: styles, parts: parts, quote: quote)
    }

    /// The same where what it answers is known; nil where nothing is left of it.
    func withoutQuote() -> MessageContent? {
        guard quote != nil else { return self }
        let rest = MessageContent(action: action, attachments: attachments, styles: styles, parts: parts)
        return rest.isEmpty ? nil : rest
    }
}

/// What a peer wants a message to do to an earlier one.
public struct ActionWish: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case edit, delete, reaction, call

        /// As sentences have them.
        var many: String {
            switch self {
            case .edit: "edits"
            case .delete: "deletions"
            case .reaction: "reactions"
            case .call: "calls"
            }
        }
    }

    public let kind: Kind
    /// Nil for a call only.
    public let target: ReplyTarget?
    /// Of a reaction: it is taken back.
    public let isRemoved: Bool

    public init(kind: Kind, target: ReplyTarget?, isRemoved: Bool = false) {
        self.kind = kind
        self.target = target
        self.isRemoved = isRemoved
    }

    func aimed(at message: MessageID?) -> MessageAction? {
        switch (kind, message) {
        case (.call, _): .call
        case (.edit, let id?): .edit(id)
        case (.delete, let id?): .delete(id)
        case (.reaction, let id?): .reaction(id, isRemoved: isRemoved)
        case (_, nil): nil
        }
    }
}

/// What a message does to an earlier one of its thread: the earlier one stays, and this one is linked to it.
public enum MessageAction: Hashable, Sendable {
    /// The message's text takes the place of the target's.
    case edit(MessageID)
    case delete(MessageID)
    /// The message's text is the sign, one to eight characters; removed where it is taken back.
    case reaction(MessageID, isRemoved: Bool)
    /// A call through an account that carries calls; the text says what it is about.
    case call

    public var kind: ActionWish.Kind {
        switch self {
        case .edit: .edit
        case .delete: .delete
        case .reaction: .reaction
        case .call: .call
        }
    }

    public var target: MessageID? {
        switch self {
        case .edit(let id), .delete(let id), .reaction(let id, _): id
        case .call: nil
        }
    }
}

/// The name of a file's content: its SHA-256 (FIPS 180-4).
public struct BlobID: Hashable, Sendable {
    public static let byteCount = 32
    public let bytes: [UInt8]

    /// Nil where there are not 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// From 64 hexadecimal digits in lower case.
    public init?(hexadecimal digits: [UInt8]) {
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    public var hexadecimal: [UInt8] {
        bytes.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}

/// A file that a message carries. Its content is kept by its name, and is durable before any message that refers to it.
public struct Attachment: Sendable {
    /// What the file is to people.
    public enum Usage: String, CaseIterable, Sendable {
        case file, image, audio, voice, video, sticker
    }

    public let blob: BlobID
    /// Shown and proposed when it is saved; never a path.
    public let name: Text
    /// As the content looks, not as its name or its sender says.
    public let mime: Text
    public let byteCount: UInt64
    public let usage: Usage
    /// How long it plays, in milliseconds.
    public let durationMs: UInt64?
    /// It has its place within the text.
    public let isInline: Bool

    public init(
        blob: BlobID, name: Text, mime: Text, byteCount: UInt64, usage: Usage, durationMs: UInt64? = nil, isInline: Bool = false
    ) {
        self.blob = blob
        self.name = name
        self.mime = mime
        self.byteCount = byteCount
        self.usage = usage
        self.durationMs = durationMs
        self.isInline = isInline
    }
}

extension Attachment {
    /// The same, without a place within the text.
    public var apart: Attachment {
        Attachment(blob: blob, name: name, mime: mime, byteCount: byteCount, usage: usage, durationMs: durationMs)
    }
}

/// A style that a range of the text has.
public struct StyledRange: Sendable {
    public enum Style: String, CaseIterable, Sendable {
        case bold, italic, underline, strikethrough, code, link, list, quote
    }

    public let style: Style
    /// Counted in Unicode scalars from the text's beginning; the upper end is not in it.
    public let range: Range<Int>
    /// Of a link: http, https or mailto.
    public let url: Text?

    public init(_ style: Style, _ range: Range<Int>, url: Text? = nil) {
        self.style = style
        self.range = range
        self.url = url
    }
}

/// What is neither words nor a file.
public enum ContentPart: Sendable {
    /// In degrees, as the service wrote them.
    case location(latitude: Text, longitude: Text, name: Text?, address: Text?)
    case contactCard(name: Text, identifiers: [Identifier])
    case quickReplies([QuickReply])
    /// The service's name for something that nobody here can show.
    case unsupported(Text)
}

public struct QuickReply: Sendable {
    public let label: Text
    /// What the contact says by choosing it.
    public let value: Text

    public init(label: Text, value: Text) {
        self.label = label
        self.value = value
    }
}
