public import DeskCore

extension RequestTypes {
    static let merge: [RequestType] = [
        RequestType("ticket.merge", .people), RequestType("ticket.unmerge", .people), RequestType("ticket.split", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func merge(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "ticket.merge":
            .command(
                .merge(
                    .merge(
                        try fields.ticket(), into: try fields.ticket("into"), isConfirmed: try fields.bool("confirm", default: false),
                        try fields.key())))
        case "ticket.unmerge": .command(.merge(.unmerge(try fields.ticket(), try fields.key())))
        case "ticket.split": .command(.merge(.split(try splitWish(fields), try fields.key())))
        default: nil
        }
    }

    private static func splitWish(_ fields: Fields) throws(Refusal) -> SplitWish {
        guard let subject = try fields.optionalText("subject", bytesMax: 1_024), !subject.isEmpty else {
            throw .badField("subject", "it is missing; say what the new ticket is about")
        }
        let messages = try fields.list("messages")
        guard !messages.isEmpty, messages.count <= SplitWish.messagesMax else {
            throw .badField("messages", "it names 1 to \(SplitWish.messagesMax) messages")
        }
        var ids: [MessageID] = []
        for element in messages {
            guard let number = element.integer, number > 0 else { throw .badField("messages", "its elements are numbers of messages") }
            ids.append(MessageID(UInt64(number)))
        }
        return SplitWish(ticket: try fields.ticket(), messages: ids, subject: subject, takesThreads: try later(fields))
    }

    private static func later(_ fields: Fields) throws(Refusal) -> Bool {
        switch String(decoding: try fields.optionalBytes("later", bytesMax: 8) ?? [], as: UTF8.self) {
        case "", "here": false
        case "there": true
        default: throw .badField("later", "it is neither here nor there: which ticket gets what comes in later")
        }
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: MergeEvent, _ desk: Desk, to writer: inout JSONWriter) { writer.mergeEvent(event) }
}

/// Merges as frames and journal entries show them.
extension JSONWriter {
    public mutating func mergeEvent(_ event: MergeEvent) {
        switch event {
        case .merged(let ticket, let other, let status):
            begin("ticket_merged", ticket)
            field("into", UInt64(other.number))
            if let status { slug("status", status.slug) }
        case .unmerged(let ticket, let other):
            begin("ticket_unmerged", ticket)
            field("from", UInt64(other.number))
        case .split(let split):
            begin("ticket_split", split.ticket)
            field("into", UInt64(split.into.number))
            numbers("messages", split.messages.map(\.number))
            field("home", UInt64(split.home.number))
            if !split.threads.isEmpty { numbers("threads", split.threads.map { UInt64($0.number) }) }
        }
    }

    private mutating func begin(_ event: String, _ ticket: TicketID) {
        field("event", event)
        field("ticket", UInt64(ticket.number))
    }

    private mutating func numbers(_ name: String, _ numbers: [UInt64]) {
        self.name(name)
        beginArray()
        for number in numbers { integer(Int64(number)) }
        endArray()
    }

    /// What became of a ticket by merging and splitting.
    mutating func merges(of ticket: Ticket, in desk: Desk) {
        if let other = ticket.mergedInto { field("mergedInto", UInt64(other.number)) }
        let absorbed = desk.merging.absorbed(by: ticket.id)
        if !absorbed.isEmpty { numbers("merged", absorbed.map { UInt64($0.number) }) }
        if let origin = desk.merging.origin(of: ticket.id) { field("splitFrom", UInt64(origin.number)) }
    }
}
