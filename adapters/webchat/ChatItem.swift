import DeskKit

/// One line of a visitor's conversation, as the page gets it: something said, or what it does to something said before.
struct ChatItem {
    /// How far a reply of the desk's has come; it never goes back.
    enum Progress: Int, Comparable {
        case onItsWay, sent, delivered, read
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The desk's number, which is the event's id too.
    let message: Int64
    /// Whether the visitor wrote it.
    let isMine: Bool
    /// What the page gets, encoded once.
    let json: [UInt8]
    /// Its files, in the order in which the page asks for them.
    let files: [Attachment]
    /// Of replies only.
    var progress = Progress.onItsWay
    /// It came after one with a higher number, so that a page may have missed it though it knows later ones.
    var isLate = false

    /// What the desk has.
    init(_ item: HistoryItem) {
        message = item.message
        isMine = item.direction == .incoming
        files = item.attachments
        var content = ChatContent(text: item.text)
        (content.amendment, content.target) = (item.amendment, item.target)
        (content.files, content.styles, content.parts) = (item.attachments, item.styles, item.parts)
        (content.replyTo, content.quote) = (item.replyTo?.message, item.quote)
        json = content.encoded(item.message, isMine: isMine, name: item.rep?.name, at: item.at, key: isMine ? item.externalId : nil)
        progress = Self.progress(item.deliveryState)
    }

    /// What the desk has just taken from the visitor.
    init(accepted message: Int64, _ content: ChatContent, at: String, key: String) {
        self.message = message
        isMine = true
        files = content.files
        json = content.encoded(message, isMine: true, name: nil, at: at, key: key)
    }

    /// What the desk has just answered.
    init(_ delivery: Delivery, at: String) {
        message = delivery.message
        isMine = false
        files = delivery.attachments
        var content = ChatContent(text: delivery.text)
        (content.amendment, content.target) = (delivery.amendment, delivery.target?.message)
        (content.files, content.styles, content.parts) = (delivery.attachments, delivery.styles, delivery.parts)
        content.replyTo = delivery.replyTo?.message
        json = content.encoded(message, isMine: false, name: delivery.rep?.name, at: at, key: nil)
    }

    private static func progress(_ state: String?) -> Progress {
        switch state {
        case "sent": .sent
        case "delivered": .delivered
        case "read": .read
        default: .onItsWay
        }
    }
}

/// What a message holds, from either side.
struct ChatContent {
    var text: String
    var amendment: Amendment?
    /// The message that is amended, by the desk's number.
    var target: Int64?
    var files: [Attachment] = []
    var styles: [StyledRange] = []
    var parts: [ContentPart] = []
    var replyTo: Int64?
    var quote: String?

    init(text: String) { self.text = text }

    func encoded(_ message: Int64, isMine: Bool, name: String?, at: String, key: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: text.utf8.count + 160)
        writer.beginObject()
        writer.field("message", message)
        writer.field("mine", isMine)
        if !isMine { writer.field("name", name ?? "") }
        writer.field("text", text)
        writer.field("at", at)
        if let key { writer.field("key", key) }
        writeAmendment(to: &writer)
        if let replyTo { writer.field("replyTo", replyTo) }
        if let quote { writer.field("quote", quote) }
        list("files", files, &writer) { file, writer in Self.write(file, to: &writer) }
        list("rich", styles, &writer) { style, writer in Self.write(style, to: &writer) }
        list("parts", parts, &writer) { part, writer in Self.write(part, to: &writer) }
        writer.endObject()
        return writer.bytes
    }

    private func writeAmendment(to writer: inout JSONWriter) {
        guard let amendment, let target else { return }
        writer.field("target", target)
        switch amendment {
        case .edit: writer.field("kind", "edit")
        case .delete: writer.field("kind", "delete")
        case .reaction(let isRemoved):
            writer.field("kind", "reaction")
            writer.field("removed", isRemoved)
        }
    }

    private func list<Element>(
        _ name: String, _ elements: [Element], _ writer: inout JSONWriter, _ write: (Element, inout JSONWriter) -> Void
    ) {
        guard !elements.isEmpty else { return }
        writer.name(name)
        writer.beginArray()
        for element in elements {
            writer.beginObject()
            write(element, &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    /// The digest stays here: the page asks by message and place.
    private static func write(_ file: Attachment, to writer: inout JSONWriter) {
        writer.field("name", file.name)
        writer.field("mime", file.mime)
        writer.field("bytes", file.bytes)
        writer.field("usage", file.usage.rawValue)
        if let duration = file.durationMilliseconds { writer.field("durationMs", duration) }
    }

    private static func write(_ style: StyledRange, to writer: inout JSONWriter) {
        writer.field("style", style.style.rawValue)
        writer.field("from", style.range.lowerBound)
        writer.field("to", style.range.upperBound)
        if let url = style.url { writer.field("url", url) }
    }

    private static func write(_ part: ContentPart, to writer: inout JSONWriter) {
        switch part {
        case .location(let latitude, let longitude, let name, let address):
            writer.field("part", "location")
            writer.field("place", "\(latitude), \(longitude)")
            writer.field("name", [name, address].compactMap { $0 }.joined(separator: ", "))
        case .contactCard(let name, let identifiers):
            writer.field("part", "contact")
            writer.field("name", name)
            writer.strings("identifiers", identifiers.map { Array($0.value.utf8) })
        case .quickReplies(let replies):
            writer.field("part", "choices")
            writer.name("choices")
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
            writer.field("name", kind)
        }
    }
}
