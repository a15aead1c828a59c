internal import DeskCore
internal import DeskWire

extension Broker {
    /// What else has to happen once such an event is staged: lines for the log.
    mutating func follow(_ event: MergeEvent, in sequence: SequenceNumber) {
        switch event {
        case .merged(let ticket, let other, _): note(.info, "ticket \(ticket.number) was merged into \(other.number)")
        case .unmerged(let ticket, let other): note(.info, "ticket \(ticket.number) is apart from \(other.number) again")
        case .split(let split): note(.info, "ticket \(split.into.number) was split from \(split.ticket.number)")
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: MergeCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .merge(let ticket, let other, _, _):
            writer.field("ticket", UInt64(other.number))
            guard let merge = desk.merging[ticket] else { return }
            writer.time("undoUntil", Timestamp(milliseconds: merge.at.milliseconds + MergeBook.undoMs))
        case .unmerge(let ticket, _): writer.field("ticket", UInt64(ticket.number))
        case .split(let wish, _):
            guard let moved = wish.messages.first.flatMap({ desk.messages.ticket(of: $0) }) else { return }
            writer.field("ticket", UInt64(moved.number))
        }
    }
}
