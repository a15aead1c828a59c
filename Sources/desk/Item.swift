internal import DeskConsole
internal import DeskKit

/// A line of a ticket's timeline.
struct Item {
    enum Sort: String { case incoming, outgoing, note }

    struct Delivery {
        var state: String
        /// How often an adapter was given it; where nobody says so, it may have been.
        var attempt: Int64
        var code: [UInt8]?
        var text: [UInt8]?
        /// Until when it can be taken back; nil where that is not why it is held.
        var until: Int64?

        init(_ value: JSONValue) {
            state = value["state"]?.string ?? ""
            attempt = value["attempt"]?.integer ?? 1
            code = value["code"]?.utf8
            text = value["text"]?.utf8
            until = value["until"]?.utf8.flatMap(TimeWords.milliseconds)
        }
    }

    let message: Int64
    let ticket: Int64
    let sort: Sort
    /// Who wrote it, where a rep did; nil for what the business said elsewhere.
    let rep: String?
    /// What the contact calls themselves, or how the service knows them.
    let from: [UInt8]
    /// The sender's identifier, and what people read in its place where there is no name.
    let sender: [UInt8]
    let shortFrom: String?
    let to: [JSONValue]
    let text: [UInt8]
    let at: Int64
    let account: String
    let replyTo: Int64?
    var delivery: Delivery?
    let content: ContentWords
    let raw: [UInt8]

    init?(_ value: JSONValue) {
        guard let message = value["message"]?.integer else { return nil }
        self.message = message
        ticket = value["ticket"]?.integer ?? 0
        let isNote = value["kind"]?.isString("note") ?? false
        let isOutgoing = value["direction"]?.isString("outgoing") ?? false
        sort = isNote ? .note : isOutgoing ? .outgoing : .incoming
        rep = value["rep"]?["id"]?.string
        from = value["from"].map(Self.name) ?? []
        sender = value["from"]?["value"]?.utf8 ?? []
        shortFrom = value["from"].flatMap { $0["name"]?.utf8?.isEmpty ?? true ? ContactName.short($0) : nil }
        to = value["to"]?.elements ?? []
        text = value["text"]?.utf8 ?? []
        at = value["at"]?.utf8.flatMap(TimeWords.milliseconds) ?? 0
        account = value["account"]?.string ?? ""
        replyTo = value["replyTo"]?["message"]?.integer
        delivery = value["delivery"].map(Delivery.init)
        content = ContentWords(value)
        raw = value.raw
    }

    /// What a party is called: by name, else by identifier.
    static func name(_ party: JSONValue) -> [UInt8] {
        if let name = party["name"]?.utf8, !name.isEmpty { return name }
        return party["value"]?.utf8 ?? []
    }

    /// `Maria <83a1>`, in full, because it says who will read it.
    static func address(_ party: JSONValue) -> String {
        let value = SafeText.line(party["value"]?.utf8 ?? [])
        guard let name = party["name"]?.utf8, !name.isEmpty, name != party["value"]?.utf8 else { return value }
        return "\(SafeText.line(name)) <\(value)>"
    }

    /// The first line that says something, for where there is one row.
    var firstLine: String { text.isEmpty ? content.summary ?? "" : Self.firstLine(of: text) }

    static func firstLine(of text: [UInt8]) -> String {
        let line = text.split(separator: 0x0A).first { line in line.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D } } ?? []
        let isLast = text.split(separator: 0x0A).count <= 1
        return SafeText.line(Array(line.last == 0x0D ? line.dropLast() : line)) + (isLast ? "" : " …")
    }
}
