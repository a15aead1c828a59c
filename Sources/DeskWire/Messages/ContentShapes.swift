public import DeskCore

/// What a message holds besides its words, as frames and journal entries show it.
extension JSONWriter {
    /// The members `attachments`, `rich` and `parts`, each where there is something in it.
    public mutating func content(_ content: MessageContent?) {
        guard let content else { return }
        list("attachments", content.attachments) { $0.attachment($1) }
        list("rich", content.styles) { $0.styled($1) }
        list("parts", content.parts) { $0.part($1) }
        optionalText("quote", content.quote)
    }

    private mutating func list<Element>(_ name: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        guard !elements.isEmpty else { return }
        self.name(name)
        beginArray()
        for element in elements {
            beginObject()
            write(&self, element)
            endObject()
        }
        endArray()
    }

    private mutating func attachment(_ attachment: Attachment) {
        field("blob", utf8: attachment.blob.hexadecimal)
        text("name", attachment.name)
        text("mime", attachment.mime)
        field("bytes", attachment.byteCount)
        field("usage", attachment.usage.rawValue)
        if let duration = attachment.durationMs { field("durationMs", duration) }
        if attachment.isInline { field("inline", true) }
    }

    private mutating func styled(_ range: StyledRange) {
        field("style", range.style.rawValue)
        field("from", range.range.lowerBound)
        field("to", range.range.upperBound)
        optionalText("url", range.url)
    }

    private mutating func part(_ part: ContentPart) {
        switch part {
        case .location(let latitude, let longitude, let name, let address):
            field("part", "location")
            self.name("latitude")
            raw(latitude.encoded)
            self.name("longitude")
            raw(longitude.encoded)
            optionalText("name", name)
            optionalText("address", address)
        case .contactCard(let name, let identifiers):
            field("part", "contact_card")
            text("name", name)
            self.name("identifiers")
            beginArray()
            for identifier in identifiers { self.identifier(identifier) }
            endArray()
        case .quickReplies(let replies):
            field("part", "quick_replies")
            list("replies", replies) {
                $0.text("label", $1.label)
                $0.text("value", $1.value)
            }
        case .unsupported(let kind):
            field("part", "unsupported")
            text("kind", kind)
        }
    }

    /// The members `kind`, and `target` and `removed` where it is about an earlier message.
    mutating func kind(_ content: MessageContent?) {
        guard let action = content?.action else { return field("kind", "message") }
        field("kind", action.kind.rawValue)
        guard let target = action.target else { return }
        name("target")
        beginObject()
        field("message", target.number)
        endObject()
        if case .reaction(_, isRemoved: true) = action { field("removed", true) }
    }
}
