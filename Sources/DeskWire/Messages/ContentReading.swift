public import DeskCore

/// What frames say of a message besides its words, read as what it means.
extension Fields {
    /// Nil where there is nothing but words.
    /// - Parameter isQuoting: whether it may say which words it answers, as only what comes from a service does.
    func content(isQuoting: Bool = false) throws(Refusal) -> MessageContent? {
        let content = MessageContent(
            attachments: try attachments(), styles: try styles(), parts: try parts(),
            quote: isQuoting ? try quote() : nil)
        return content.isEmpty ? nil : content
    }

    /// What a message does to an earlier one; nil where it is said anew.
    /// - Parameter namesExternally: whether the asker knows messages by their service's ids.
    func action(namesExternally: Bool) throws(Refusal) -> ActionWish? {
        guard let word = try optionalBytes("kind", bytesMax: 32), !word.elementsEqual("message".utf8) else { return nil }
        guard let kind = ActionWish.Kind(rawValue: String(decoding: word, as: UTF8.self)) else {
            throw Refusal(
                .unsupported, "This broker knows the kinds message, edit, delete, reaction and call; send its words as a message.")
        }
        if kind == .call { return ActionWish(kind: kind, target: nil) }
        guard optional("target") != nil else { throw .badField("target", "it is missing; say which message this is about") }
        let target = try object("target")
        if namesExternally, let external = try target.optionalBytes("externalId", bytesMax: 1_024) {
            return ActionWish(kind: kind, target: .external(external), isRemoved: try bool("removed", default: false))
        }
        return ActionWish(kind: kind, target: .message(try target.message()), isRemoved: try bool("removed", default: false))
    }

    /// The words, which may be missing where something else is said or nothing need be.
    func words(_ content: MessageContent?, _ action: ActionWish?) throws(Refusal) -> Text {
        let isDeletion = action?.kind == .delete
        let mayBeEmpty = isDeletion || content?.saysSomething == true
        let text = mayBeEmpty && optional("text") == nil ? Text.empty : try text("text")
        guard mayBeEmpty || !text.isEmpty else { throw .badField("text", "it is empty, and there is nothing else in the message") }
        if action?.kind == .reaction, text.encoded.count > Self.signBytesMax {
            throw .badField("text", "a reaction is one sign, of at most \(Self.signBytesMax) bytes")
        }
        return text
    }

    private static let signBytesMax = 64

    private func quote() throws(Refusal) -> Text? {
        guard let quote = try optionalText("quote", bytesMax: MessageContent.quoteBytesMax), !quote.isEmpty else { return nil }
        return quote
    }

    // MARK: Files

    private func attachments() throws(Refusal) -> [Attachment] {
        var attachments: [Attachment] = []
        for element in try list("attachments") { attachments.append(try Fields(element).attachment()) }
        return attachments
    }

    private func attachment() throws(Refusal) -> Attachment {
        guard let blob = BlobID(hexadecimal: try bytes("blob", bytesMax: 64)) else {
            throw .badField("attachments.blob", "it is not 64 hexadecimal digits in lower case")
        }
        let word = try optionalBytes("usage", bytesMax: 16).map { String(decoding: $0, as: UTF8.self) }
        guard let usage = word == nil ? .file : Attachment.Usage(rawValue: word ?? "") else {
            throw .badField("attachments.usage", "it is none of \(Attachment.Usage.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return Attachment(
            blob: blob, name: try text("name", bytesMax: 1_024),
            mime: try optionalText("mime", bytesMax: 256) ?? Text(encoded: Array("application/octet-stream".utf8)),
            byteCount: UInt64(try integer("bytes", in: 0...Self.integerMax)), usage: usage,
            durationMs: optional("durationMs") == nil ? nil : UInt64(try integer("durationMs", in: 0...Self.integerMax)),
            isInline: try bool("inline", default: false))
    }

    // MARK: Styles

    private func styles() throws(Refusal) -> [StyledRange] {
        var styles: [StyledRange] = []
        for element in try list("rich") { styles.append(try Fields(element).styledRange()) }
        return styles
    }

    private func styledRange() throws(Refusal) -> StyledRange {
        let word = try shortString("style")
        guard let style = StyledRange.Style(rawValue: word) else {
            throw .badField("rich.style", "it is none of \(StyledRange.Style.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let (from, to) = (try integer("from", in: 0...Int64(Self.textBytesMax)), try integer("to", in: 0...Int64(Self.textBytesMax)))
        guard from < to else { throw .badField("rich.to", "it is not behind from") }
        let url = try optionalText("url", bytesMax: 2_048)
        guard (style == .link) == (url != nil) else { throw .badField("rich.url", "a link has one, and nothing else has") }
        if let url, !Self.isSafe(url) { throw .badField("rich.url", "it begins with none of https:, http:, mailto:") }
        return StyledRange(style, Int(from)..<Int(to), url: url)
    }

    private static func isSafe(_ url: Text) -> Bool {
        ["https:", "http:", "mailto:"].contains { url.encoded.starts(with: $0.utf8) }
    }

    // MARK: What is neither words nor a file

    private func parts() throws(Refusal) -> [ContentPart] {
        var parts: [ContentPart] = []
        for element in try list("parts") { parts.append(try Fields(element).part()) }
        return parts
    }

    private func part() throws(Refusal) -> ContentPart {
        switch try shortString("part") {
        case "location":
            .location(
                latitude: try degrees("latitude"), longitude: try degrees("longitude"), name: try optionalText("name", bytesMax: 1_024),
                address: try optionalText("address", bytesMax: 1_024))
        case "contact_card": .contactCard(name: try text("name", bytesMax: 1_024), identifiers: try identifiers())
        case "quick_replies": .quickReplies(try quickReplies())
        case "unsupported": .unsupported(try text("kind", bytesMax: 128))
        default: throw .badField("parts.part", "it is none of location, contact_card, quick_replies, unsupported")
        }
    }

    /// A number as it was written.
    private func degrees(_ name: String) throws(Refusal) -> Text {
        guard let value = optional(name), value.kind == .number, value.raw.count <= 32 else {
            throw .badField("parts.\(name)", "it is not a number of degrees")
        }
        return Text(encoded: value.raw)
    }

    private func identifiers() throws(Refusal) -> [Identifier] {
        var identifiers: [Identifier] = []
        for element in try list("identifiers") { identifiers.append(try Fields(element).identifier()) }
        return identifiers
    }

    private func quickReplies() throws(Refusal) -> [QuickReply] {
        var replies: [QuickReply] = []
        for element in try list("replies") {
            let fields = Fields(element)
            let value = try fields.text("value", bytesMax: 1_024)
            replies.append(QuickReply(label: try fields.optionalText("label", bytesMax: 256) ?? value, value: value))
        }
        guard !replies.isEmpty else { throw .badField("parts.replies", "it has no element") }
        return replies
    }
}

extension Dispatch {
    /// The same where the journal has it.
    public static func content(of value: JSONValue) throws(Refusal) -> MessageContent? { try Fields(value).content(isQuoting: true) }
}
