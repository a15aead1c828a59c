internal import DeskCore
internal import DeskWire

/// What was said by and to somebody who was forgotten, and on tickets that were purged, is shown to nobody, from the moment at which
/// that is decided. The bytes stay in the journal, which is never rewritten.
extension Broker {
    func blanked(_ entry: Entry) -> Entry {
        guard desk.contacts.forgottenCount > 0 || desk.strangers.hasPurged else { return entry }
        return Entry(at: entry.at, by: entry.by, events: entry.events.map(blanked))
    }

    private func blanked(_ event: Event) -> Event {
        switch event {
        case .messageReceived(let received): desk.isBlank(received.ticket) ? .messageReceived(blank(received)) : event
        case .account(.released(let received, let id)):
            desk.isBlank(received.ticket) ? .account(.released(blank(received), id)) : event
        case .account(.held(let received)): isForgotten(received.thread) ? .account(.held(blank(received))) : event
        case .replySent(let reply): desk.isBlank(reply.ticket) ? .replySent(blank(reply)) : event
        case .noted(let noted):
            desk.isBlank(noted.ticket)
                ? .noted(Noted(ticket: noted.ticket, rep: noted.rep, text: Self.gone, key: noted.key, keyed: noted.keyed)) : event
        case .ticketOpened(let opened):
            desk.isBlank(opened.ticket)
                ? .ticketOpened(
                    TicketOpened(
                        ticket: opened.ticket, thread: opened.thread, subject: Self.gone, status: opened.status,
                        followUpOf: opened.followUpOf, pipeline: opened.pipeline)) : event
        case .contactCreated(let contact, _, let channel):
            desk.contacts.isForgotten(contact) ? .contactCreated(contact, Self.nobody, channel) : event
        case .threadOpened(let opened):
            desk.contacts.isForgotten(opened.contact)
                ? .threadOpened(
                    ThreadOpened(
                        thread: opened.thread, account: opened.account, name: Self.nobody.identifier.value, contact: opened.contact,
                        party: Self.nobody.identifier)) : event
        case .contact(let change): blanked(change)
        default: event
        }
    }

    private func blanked(_ change: ContactEvent) -> Event {
        guard let contact = change.contact, desk.contacts.isForgotten(contact) else { return .contact(change) }
        return switch change {
        case .set(let id, _, _): .contact(.set(id, name: nil, owner: nil))
        case .propertiesChanged(let id, _): .contact(.propertiesChanged(id, []))
        case .named(let id, _): .contact(.named(id, Self.gone))
        case .resolved(let id, _, let channel, _): .contact(.resolved(id, Self.nobody.identifier, channel, reason: nil))
        case .merged, .unmerged, .forgotten: .contact(change)
        }
    }

    private func isForgotten(_ thread: ThreadID) -> Bool { desk.threads[thread].map { desk.contacts.isForgotten($0.contact) } ?? false }

    private func blank(_ received: MessageReceived) -> MessageReceived {
        MessageReceived(
            ticket: received.ticket, thread: received.thread, direction: received.direction, account: received.account,
            key: Key(Array("gone".utf8)), keyed: received.keyed, threadName: nil, from: Self.nobody, to: [], text: Self.gone, subject: nil,
            at: received.at, externalID: nil, replyTo: received.replyTo)
    }

    private func blank(_ reply: ReplySent) -> ReplySent {
        ReplySent(
            ticket: reply.ticket, thread: reply.thread, account: reply.account, threadName: Self.nobody.identifier.value, rep: reply.rep,
            to: [], text: Self.gone, replyTo: reply.replyTo, key: reply.key, keyed: reply.keyed, state: reply.state, until: reply.until)
    }

    private static let gone = Text(encoded: Array("(forgotten)".utf8))
    private static let nobody = Party(identifier: Identifier(forgotten: ()), name: nil)
}
