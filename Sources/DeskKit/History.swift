public import DeskWire

/// One message of a thread, as the desk has it.
public struct HistoryItem: Sendable {
    public let message: Int64
    public let direction: Publication.Direction
    public let kind: String
    public let text: String
    /// What it does to an earlier message; nil where it was said anew.
    public let amendment: Amendment?
    /// The message that is amended.
    public let target: Int64?
    public let attachments: [Attachment]
    public let styles: [StyledRange]
    public let parts: [ContentPart]
    /// RFC 3339, UTC.
    public let at: String
    public let externalId: String?
    /// Who wrote in; nil for the desk's replies.
    public let from: Party?
    /// Who answered; nil for what the contact wrote.
    public let rep: Rep?
    public let replyTo: Quoted?
    /// The words that it answers, where the desk does not know the message that they are of.
    public let quote: String?
    /// What became of a reply: `sent`, `read`, `failed`, …
    public let deliveryState: String?
    public let body: JSONValue

    init?(_ value: JSONValue) {
        guard let message = value["message"]?.integer else { return nil }
        guard let direction = value["direction"]?.string.flatMap(Publication.Direction.init(rawValue:)) else { return nil }
        self.message = message
        self.direction = direction
        kind = value["kind"]?.string ?? "message"
        text = value["text"]?.string ?? ""
        amendment = Amendment(value)
        target = value["target"]?["message"]?.integer
        attachments = value["attachments"]?.elements.compactMap(Attachment.init) ?? []
        styles = value["rich"]?.elements.compactMap(StyledRange.init) ?? []
        parts = value["parts"]?.elements.compactMap(ContentPart.init) ?? []
        at = value["at"]?.string ?? ""
        externalId = value["externalId"]?.string
        from = value["from"].flatMap(Party.init)
        rep = value["rep"].flatMap(Rep.init)
        replyTo = value["replyTo"].map(Quoted.init)
        quote = value["quote"]?.string
        deliveryState = value["delivery"]?["state"]?.string
        body = value
    }
}

/// A page of a thread, oldest first.
public struct HistoryPage: Sendable {
    public let items: [HistoryItem]
    /// What to ask for as `after` to have the next page; nil where this is the last.
    public let next: Int64?

    init(_ frame: JSONValue) {
        items = frame["items"]?.elements.compactMap(HistoryItem.init) ?? []
        next = frame["next"]?.integer
    }
}

/// What became of a question for history.
public enum HistoryAnswer: Sendable {
    case page(HistoryPage)
    case refused(Refusal)
    /// The desk is away, or went away: ask again when it is back.
    case lost
}
