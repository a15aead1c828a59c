import DeskKit

/// One line of a visitor's conversation, as the page gets it.
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
    /// Of replies only.
    var progress = Progress.onItsWay
    /// It came after one with a higher number, so that a page may have missed it though it knows later ones.
    var isLate = false

    /// What the desk has.
    init(_ item: HistoryItem) {
        message = item.message
        isMine = item.direction == .incoming
        json = Self.encode(
            item.message, isMine: isMine, name: item.rep?.name, text: item.text, at: item.at, key: isMine ? item.externalId : nil)
        progress = Self.progress(item.deliveryState)
    }

    /// What the desk has just taken from the visitor.
    init(accepted message: Int64, text: String, at: String, key: String) {
        self.message = message
        isMine = true
        json = Self.encode(message, isMine: true, name: nil, text: text, at: at, key: key)
    }

    /// What the desk has just answered.
    init(_ delivery: Delivery, at: String) {
        message = delivery.message
        isMine = false
        json = Self.encode(
            message, isMine: false, name: delivery.rep?.name, text: delivery.text, at: at, key: nil)
    }

    private static func encode(_ message: Int64, isMine: Bool, name: String?, text: String, at: String, key: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: text.utf8.count + 160)
        writer.beginObject()
        writer.field("message", message)
        writer.field("mine", isMine)
        if !isMine { writer.field("name", name ?? "") }
        writer.field("text", text)
        writer.field("at", at)
        if let key { writer.field("key", key) }
        writer.endObject()
        return writer.bytes
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
