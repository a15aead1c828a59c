internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: StrangerQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let frame: [UInt8]
        switch query {
        case .blocked(let after, let limit): frame = answerBlocked(after: after, limit: limit, to: try asked(id))
        case .guarding(let account): frame = try answerGuard(of: account, to: try asked(id))
        }
        send(frame, to: session)
    }

    private func answerBlocked(after: UInt64, limit: Int, to id: UInt64) -> [UInt8] {
        let rest = desk.strangers.sortedBlocks.drop { $0.since.number <= after }
        return AnswerFrames.ok(to: id) { writer in
            var shown = 0
            var last: UInt64?
            writer.name("items")
            writer.beginArray()
            for block in rest.prefix(limit) where writer.bytes.count < limits.answerBytesMax {
                writer.beginObject()
                writer.target(block.target)
                if case .contact(let contact) = block.target { writer.optionalText("name", desk.contacts.name(of: contact)) }
                writer.optionalText("reason", block.reason)
                writer.field("seq", block.since.number)
                writer.endObject()
                last = block.since.number
                shown += 1
            }
            writer.endArray()
            writer.field("next", optional: shown < rest.count ? last : nil)
            writer.field("total", desk.strangers.blockCount)
        }
    }

    private func answerGuard(of account: AccountSlug, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard desk.channels.account(account) != nil else { throw Refusal(Rejection.unknownAccount) }
        return AnswerFrames.ok(to: id) { writer in
            writer.slug("account", account.slug)
            writer.field("revision", desk.channels.revision(of: account))
            writer.guarding(desk.strangers.guarding(account))
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: lines for the log.
    mutating func follow(_ event: StrangerEvent, in sequence: SequenceNumber) {
        switch event {
        case .blocked(.contact(let contact), _): note(.notice, "contact \(contact.number) was blocked")
        case .unblocked(.contact(let contact)): note(.notice, "contact \(contact.number) was unblocked")
        case .blocked: note(.notice, "an address was blocked, in entry \(sequence.number)")
        case .unblocked: note(.notice, "an address was unblocked, in entry \(sequence.number)")
        case .marked(let ticket, let mark): note(.info, "ticket \(ticket.number) is \(mark.kind.rawValue) (\(mark.cause.rawValue))")
        case .unmarked(let ticket): note(.info, "ticket \(ticket.number) is neither spam nor trash any more")
        case .purged(let ticket):
            note(.notice, "ticket \(ticket.number) was purged from the trash")
            blobsMayBeGone = true
        case .guardSet(let account, _): note(.notice, "what account \(account.slug) takes from strangers was changed")
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: StrangerCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        // Of a contact that was merged it is said who it is now.
        case .block(.contact(let id), _, _), .unblock(.contact(let id), _): writer.target(.contact(desk.contacts.current(id)))
        case .block(let target, _, _), .unblock(let target, _): writer.target(target)
        case .spam(let id, _, _, _), .trash(let id, _), .restore(let id, _):
            writer.field("ticket", UInt64(id.number))
            writer.slug("status", desk.tickets[id]?.status.slug)
            writer.field("mark", desk.strangers.mark(id)?.kind.rawValue)
        case .setGuard(let account, _, _):
            writer.slug("account", account.slug)
            writer.field("revision", desk.channels.revision(of: account))
        }
    }
}
