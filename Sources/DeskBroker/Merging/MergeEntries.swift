internal import DeskCore
internal import DeskWire

/// How the journal has this part's events: as the wire has them.
extension EntryMembers {
    static let merge: [String: [[UInt8]]] = [
        "ticket_merged": names("event ticket into status"),
        "ticket_unmerged": names("event ticket from"),
        "ticket_split": names("event ticket into messages threads home"),
    ]
}

extension EntryCoding {
    static func append(_ event: MergeEvent, to writer: inout JSONWriter) { writer.mergeEvent(event) }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func merge(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        let event: MergeEvent? =
            switch kind {
            case "ticket_merged":
                .merged(
                    try ticket(value), into: TicketID(try small(value, "into")),
                    status: value["status"] == nil ? nil : StatusSlug(try slug(value, "status")))
            case "ticket_unmerged": .unmerged(try ticket(value), from: TicketID(try small(value, "from")))
            case "ticket_split":
                .split(
                    TicketSplit(
                        ticket: try ticket(value), into: TicketID(try small(value, "into")),
                        messages: try numbers(value, "messages").map { MessageID($0) },
                        threads: try numbers(value, "threads").map { ThreadID(UInt32(truncatingIfNeeded: $0)) },
                        home: TicketID(try small(value, "home"))))
            default: nil
            }
        return event.map { .merge($0) }
    }

    private func numbers(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> [UInt64] {
        var numbers: [UInt64] = []
        for element in value[name]?.elements ?? [] {
            guard let number = element.integer, number > 0 else { throw unreadable("a number in \(name)") }
            numbers.append(UInt64(number))
        }
        return numbers
    }
}
