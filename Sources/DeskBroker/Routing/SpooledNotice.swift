internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// A notice to an owner who was away, as it is laid down for whoever mails it.
public struct SpooledNotice: Sendable {
    /// The entry that it stands in.
    public let number: UInt64
    /// One object, and a line break.
    public let object: [UInt8]
}

extension Broker {
    private static let noticesATurn = 16

    /// Notices that are durable and do not lie in the spool yet; some now, the others in the next turn.
    public var noticesToWrite: [SpooledNotice] {
        guard !isReadOnly && !isFull else { return [] }
        return desk.routing.unwrittenNotices.prefix(Self.noticesATurn).filter { $0.number <= journal.durable }.map(notice)
    }

    /// It lies there, synced.
    public mutating func noticeWritten(_ notice: SpooledNotice) {
        // Where there is no room to say so, it is found there and said later.
        _ = try? decide(.routing(.noticeWritten(SequenceNumber(notice.number))), by: .desk)
    }

    private func notice(_ sequence: SequenceNumber) -> SpooledNotice {
        let entry = entry(sequence)
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.field("notice", sequence.number)
        writer.time("at", entry.at)
        for event in entry.events {
            if case .routing(.ownerNotified(let notice)) = event { describe(notice, in: sequence, &writer) }
        }
        writer.endObject()
        return SpooledNotice(number: sequence.number, object: writer.bytes + [0x0A])
    }

    private func describe(_ notice: OwnerNotice, in sequence: SequenceNumber, _ writer: inout JSONWriter) {
        writer.slug("rep", notice.rep.slug)
        writer.field("ticket", UInt64(notice.ticket.number))
        guard let ticket = desk.tickets[notice.ticket] else { return }
        writer.text("subject", ticket.subject)
        writer.slug("account", desk.threads[ticket.thread]?.account.slug)
        // What the contact said last before the desk decided.
        let earlier = ticket.timeline.last { $0.number <= sequence.number && desk.messages[$0]?.kind == .incoming }
        guard let message = earlier else { return }
        for event in entry(SequenceNumber(message.number)).events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)):
                writer.identifier("from", received.from.identifier, named: received.from.name)
                writer.text("text", received.text)
            default: continue
            }
        }
    }
}
