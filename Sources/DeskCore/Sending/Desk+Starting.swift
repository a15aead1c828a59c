/// Conversations and tickets that a rep begins.
extension Desk {
    func start(
        _ start: ConversationStart, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        let rep = try person(author)
        let keyed = keys.keyed(by: author, start.text == nil ? "ticket.create" : "conversation.start", key: start.key) {
            $0.combine(start.account.slug)
            $0.combine(start.text?.encoded ?? start.subject?.encoded ?? [])
            $0.combine(start.content, nil)
        }
        if let earlier = try keys.earlier(keyed) { return .repeated(earlier) }
        let (account, channel) = try carrier(start.account)
        var events: [Event] = []
        let (contact, identifier) = try addressee(start.to, channel, &events)
        let thread = try place(contact, identifier, account, channel, &events)
        let ticket = ticketStarted(start, thread, pipelines.policy(of: account.slug))
        events.append(.ticketOpened(ticket))
        guard let text = start.text else { return .record(events + [.keyUsed(keyed, start.key)]) }
        let carrying = try outgoingAccount(thread, text, start.content, nil)
        try checkWindow(of: thread, on: carrying, at: now)
        let begin = self.start(in: thread.id, on: carrying, nil, at: now, adapter(account.slug))
        events.append(
            .replySent(
                ReplySent(
                    ticket: ticket.ticket, thread: thread.id, account: account.slug, threadName: thread.name, rep: rep,
                    to: recipients(in: thread, whoWere: start.to), text: text, replyTo: nil, key: start.key, keyed: keyed,
                    state: begin.state, until: begin.until, content: start.content)))
        return .record(events + [.assigned(ticket.ticket, from: nil, to: rep)])
    }

    private func addressee(
        _ to: ConversationStart.Somebody, _ channel: Channel, _ events: inout [Event]
    ) throws(Rejection) -> (ContactID, Identifier) {
        switch to {
        case .contact(let id):
            let contact = try contacts.existing(id).id
            guard let identifier = addresses(of: contact, on: channel).first else {
                throw .capability("no address of the contact is known on \(channel.key.slug)")
            }
            return (contact, identifier)
        case .party(let party):
            guard channel.identifierKinds.contains(party.identifier.kind) else {
                throw .badIdentifier("\(channel.key.slug) takes \(channel.identifierKinds.map(\.rawValue).joined(separator: ", "))")
            }
            if let known = contacts.find(digest(of: party.identifier, on: channel.key)) { return (known, party.identifier) }
            events.append(.contactCreated(contacts.nextID, party, channel.key))
            return (contacts.nextID, party.identifier)
        }
    }

    /// The conversation that there is with them, unless somebody is at work on it; else a new one.
    private func place(
        _ contact: ContactID, _ identifier: Identifier, _ account: Account, _ channel: Channel, _ events: inout [Event]
    ) throws(Rejection) -> MessageThread {
        if let thread = conversation(with: contact, on: account.slug, at: identifier) {
            if let ticket = thread.ticket, tickets.openStatus(ticket) != nil {
                throw .conflicting("They have ticket \(ticket.number) open on \(account.slug.slug); write there.")
            }
            return thread
        }
        let beginning = try beginning(with: contact, at: identifier, account, channel)
        events += beginning.events
        return MessageThread(beginning.opened)
    }

    private func ticketStarted(_ start: ConversationStart, _ thread: MessageThread, _ policy: TicketPolicy) -> TicketOpened {
        let pipeline = pipelines.inUse(start.pipeline ?? policy.pipeline)
        let status = (start.text == nil ? nil : pipeline.onRepReply) ?? pipeline.first
        let subject = start.subject.flatMap { $0.isEmpty ? nil : $0 } ?? start.text.map { FirstLine.of($0, start.content) }
        return TicketOpened(
            ticket: tickets.nextID, thread: thread.id, subject: subject ?? Text(encoded: Array("(no subject)".utf8)), status: status,
            followUpOf: thread.ticket, pipeline: start.pipeline ?? policy.pipeline, properties: policy.defaults)
    }

    /// Somebody who is new has no name on the desk yet.
    private func recipients(in thread: MessageThread, whoWere to: ConversationStart.Somebody) -> [Party] {
        if case .party(let party) = to, threads[thread.id] == nil { return [party] }
        return recipients(in: thread)
    }
}
