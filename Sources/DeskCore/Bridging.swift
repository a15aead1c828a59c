/// Taking note of entries where some before them are lost. What they are about gets a place, so that the rest can be shown.
/// Nothing is decided on such a state.
extension Desk {
    private static let lost = Slug(literal: "lost")

    /// Like ``apply(_:in:at:)``, whatever is missing.
    public mutating func applyAcrossGaps(_ events: [Event], in sequence: SequenceNumber, at now: Timestamp) {
        for event in events {
            bridge(to: event, in: sequence, at: now)
            apply([event], in: sequence, at: now)
        }
        apply([], in: sequence, at: now)
    }

    private mutating func bridge(to event: Event, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .channelRegistered, .accountCreated, .accountChanged, .keyUsed: break
        case .contactCreated(let id, _, _): contacts(below: id)
        case .threadOpened(let opened): threads(below: opened.thread, opened.account)
        case .ticketOpened(let opened): tickets(below: opened.ticket, opened.thread, in: sequence, at: now)
        case .messageReceived(let received):
            tickets(through: received.ticket, received.thread, received.account, in: sequence, at: now)
        case .replySent(let reply): tickets(through: reply.ticket, reply.thread, reply.account, in: sequence, at: now)
        case .noted(let noted): tickets(through: noted.ticket, in: sequence, at: now)
        case .assigned(let ticket, from: _, to: _): tickets(through: ticket, in: sequence, at: now)
        case .statusChanged(let ticket, from: _, to: _): tickets(through: ticket, in: sequence, at: now)
        case .deliveryChanged(let change): tickets(through: change.ticket, in: sequence, at: now)
        case .people(let event): bridge(to: event.subject, in: sequence, at: now)
        case .routing(let event): bridge(to: event.subject, in: sequence, at: now)
        case .account(.held(let received)): threads(below: ThreadID(received.thread.number + 1), received.account)
        case .account(.released(let received, _)):
            tickets(through: received.ticket, received.thread, received.account, in: sequence, at: now)
        case .account(let event): bridge(to: event.subject, in: sequence, at: now)
        case .contact(let event): bridge(to: event.subject, in: sequence, at: now)
        case .pipeline(let event): bridge(to: event.subject, in: sequence, at: now)
        case .stranger(let event): bridge(to: event.subject, in: sequence, at: now)
        case .service(let event): bridge(to: event.subject, in: sequence, at: now)
        case .sending(let event): bridge(to: event.subject, in: sequence, at: now)
        case .view(let event): bridge(to: event.subject, in: sequence, at: now)
        case .snippet(let event): bridge(to: event.subject, in: sequence, at: now)
        case .merge(let event): bridge(to: event.subject, in: sequence, at: now)
        }
    }

    private mutating func bridge(to subject: (ticket: TicketID?, contact: ContactID?), in sequence: SequenceNumber, at now: Timestamp) {
        if let ticket = subject.ticket { tickets(through: ticket, in: sequence, at: now) }
        if let contact = subject.contact { contacts(below: ContactID(contact.number + 1)) }
    }

    private mutating func contacts(below id: ContactID) {
        while contacts.count + 1 < Int(id.number) {
            guard let party = Self.nobody else { return }
            let next = ContactID(UInt32(contacts.count + 1))
            contacts.apply(next, Party(identifier: party, name: nil), digest(of: party, on: ChannelKey(Self.lost)))
        }
    }

    private mutating func threads(below id: ThreadID, _ account: AccountSlug) {
        while threads.count + 1 < Int(id.number) {
            guard let party = Self.nobody else { return }
            let next = ThreadID(UInt32(threads.count + 1))
            let opened = ThreadOpened(
                thread: next, account: account, name: Array("lost-\(next.number)".utf8), contact: ContactID(0), party: party)
            threads.apply(opened, digest(of: opened))
        }
    }

    private mutating func tickets(
        through id: TicketID, _ thread: ThreadID = ThreadID(1), _ account: AccountSlug? = nil, in sequence: SequenceNumber,
        at now: Timestamp
    ) {
        if let account = account ?? AccountSlug(Self.lost.bytes) { threads(below: ThreadID(thread.number + 1), account) }
        tickets(below: TicketID(id.number + 1), thread, in: sequence, at: now)
    }

    private mutating func tickets(below id: TicketID, _ thread: ThreadID, in sequence: SequenceNumber, at now: Timestamp) {
        if let account = AccountSlug(Self.lost.bytes) { threads(below: ThreadID(thread.number + 1), account) }
        while tickets.count + 1 < Int(id.number) {
            let next = TicketID(UInt32(tickets.count + 1))
            let subject = Text(encoded: Array("(lost)".utf8))
            tickets.apply(
                TicketOpened(ticket: next, thread: thread, subject: subject, status: Pipeline.standard.first, followUpOf: nil),
                in: sequence, at: now)
        }
    }

    private static var nobody: Identifier? { try? Identifier(.opaque, lost.bytes) }
}
