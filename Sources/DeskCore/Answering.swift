/// What people at the desk do: reply, note, assign, set a status, settle a delivery.
extension Desk {
    func reply(
        _ send: Send, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        let rep = try person(author)
        let keyed = keys.keyed(by: author, "send", key: send.key) {
            $0.combine(UInt64(send.ticket.number))
            $0.combine(send.text.encoded)
            $0.combine(send.content, send.action?.kind)
            $0.combine(send.via)
        }
        if let earlier = try keys.earlier(keyed) { return .repeated(earlier) }
        let ticket = try tickets.existing(send.ticket)
        try checkContact(of: ticket)
        try checkView(of: ticket, seen: send.seen, by: rep)
        let (thread, target, opening) = try way(of: send, in: ticket)
        let account = try outgoingAccount(thread, send.text, send.content, send.action?.kind)
        if send.action == nil { try checkWindow(of: thread, on: account, at: now) }
        let aim = try aim(of: send, in: thread, on: account)
        var events = opening
        let start = start(in: thread.id, on: account, aim, at: now, adapter(account.slug))
        events.append(.replySent(frozen(send, rep, thread, aim?.target == nil ? target : nil, keyed, start, content(of: send, aim))))
        if aim?.target != nil { return .record(events) }
        if ticket.owner == nil { events.append(.assigned(ticket.id, from: nil, to: rep)) }
        if let change = send.change { events += try changed(ticket, change, by: author) }
        if send.change?.status == nil {
            events += statusAfter(.rep, on: ticket.id, pipelines.policy(of: account.slug), with: send.change)
        }
        return .record(events)
    }

    /// Where they were reached is not known any more, and nothing of it may be told anybody.
    private func checkContact(of ticket: Ticket) throws(Rejection) {
        guard contacts.forgottenCount > 0, let contact = threads[ticket.thread]?.contact, contacts.isForgotten(contact) else { return }
        throw .conflicting("The contact of ticket \(ticket.id.number) was forgotten, so nobody can be answered there; close the ticket.")
    }

    /// Stale means: in this ticket, after `seen`, a contact's message or another rep's reply.
    private func checkView(of ticket: Ticket, seen: SequenceNumber?, by rep: RepName) throws(Rejection) {
        guard let seen else { return }
        guard seen <= head else { throw .badField("seen", reason: "nothing has happened yet that has this sequence; send what was shown") }
        let unseen = ticket.timeline.reversed().prefix { $0.number > seen.number }
        let newer = unseen.filter { id in
            guard let facts = messages[id] else { return false }
            switch facts.kind {
            case .incoming, .outside: return contents.action(of: id).map { !$0.isReaction } ?? true
            case .reply: return facts.rep != rep && contents.action(of: id) == nil
            case .note: return false
            }
        }
        // What was kept back has the number of when it came, and was there to be seen only later.
        let late = channels.held.released(on: ticket.id, after: seen).filter { $0.number <= seen.number }
        if !newer.isEmpty || !late.isEmpty { throw .staleView(newer: late + newer.reversed(), head: ticket.head) }
    }

    /// The thread that the reply goes to and the message that it answers: by default the ticket's most recent of either side.
    private func destination(of send: Send, in ticket: Ticket) throws(Rejection) -> (MessageThread, MessageID?) {
        let target =
            send.action?.message ?? send.replyTo
            ?? ticket.timeline.last { messages[$0]?.thread != nil && contents.action(of: $0)?.target == nil && canBeAnswered($0) }
        if let target {
            guard let facts = messages[target], facts.ticket == ticket.id, let id = facts.thread, let thread = threads[id] else {
                throw .unknownMessage(target)
            }
            return (thread, target)
        }
        guard let thread = threads[ticket.thread] else { throw .unknownTicket(ticket.id) }
        return (thread, nil)
    }

    /// Over which thread it goes, which message it answers, and what has to happen for that first.
    private func way(of send: Send, in ticket: Ticket) throws(Rejection) -> (MessageThread, MessageID?, [Event]) {
        guard let via = send.via else {
            let (thread, target) = try destination(of: send, in: ticket)
            return (thread, target, [])
        }
        guard send.action == nil || send.action?.kind == .call else {
            throw .badField("via", reason: "what is about an earlier message goes where that one went; leave it out")
        }
        let (thread, events) = try road(via, in: ticket)
        // What was said elsewhere cannot be quoted there.
        let target = send.replyTo.flatMap { messages[$0]?.thread == thread.id ? $0 : nil }
        // Nor does it answer what was said there about something else.
        let latest = thread.messages.last {
            messages[$0]?.ticket == ticket.id && contents.action(of: $0)?.target == nil && canBeAnswered($0)
        }
        return (thread, target ?? latest, events)
    }

    /// What was taken back, or never went out, is nothing that the contact could see answered.
    private func canBeAnswered(_ id: MessageID) -> Bool {
        let state = deliveries[id]?.state
        guard state != .canceled, state != .failed else { return false }
        return !contents.linked(to: id).contains { contents.action(of: $0) == .delete(id) }
    }

    func outgoingAccount(
        _ thread: MessageThread, _ text: Text, _ content: MessageContent?, _ kind: ActionWish.Kind?
    ) throws(Rejection) -> Account {
        let account = try channels.sending(thread.account)
        guard let channel = channels.channel(account.channel) else { throw .unknownAccount }
        try check(content, on: channel)
        guard channel.allowsOutgoing else { throw .capability("\(channel.key.slug) only receives; answer on another channel") }
        let words = channel.profile.capabilities.words(for: text, content?.styles ?? [], doing: kind)
        if let bytesMax = channel.textBytesMax, words.text.encoded.count > bytesMax { throw .textTooLong(bytesMax: bytesMax) }
        return account
    }

    private func frozen(
        _ send: Send, _ rep: RepName, _ thread: MessageThread, _ target: MessageID?, _ keyed: Keyed, _ start: DeliveryStart,
        _ content: MessageContent?
    ) -> ReplySent {
        ReplySent(
            ticket: send.ticket, thread: thread.id, account: thread.account, threadName: thread.name, rep: rep,
            to: recipients(in: thread), text: send.text, replyTo: target, key: send.key,
            keyed: keyed, state: start.state, until: start.until, content: content)
    }

    func note(_ id: TicketID, _ text: Text, _ content: MessageContent?, _ key: Key, by author: Author) throws(Rejection) -> Decision {
        let rep = try person(author)
        let keyed = keys.keyed(by: author, "note", key: key) {
            $0.combine(UInt64(id.number))
            $0.combine(text.encoded)
            $0.combine(content, nil)
        }
        if let earlier = try keys.earlier(keyed) { return .repeated(earlier) }
        let ticket = try tickets.existing(id)
        let noted = Noted(ticket: ticket.id, rep: rep, text: text, key: key, keyed: keyed, content: content)
        return .record([.noted(noted)] + mentions(in: noted))
    }

    func assign(
        _ id: TicketID, to rep: RepName?, expected: Expectation, _ key: Key, by author: Author
    ) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, "assign", key: key) {
            $0.combine(UInt64(id.number))
            if let rep { $0.combine(rep.slug) }
        }
        return try once(keyed, key) { () throws(Rejection) in
            try tickets.assign(try tickets.existing(id), to: rep, expected: expected)
        }
    }

    func retry(
        _ id: MessageID, _ key: Key, by author: Author, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        try once(messageKeyed(id, key, "retry", by: author), key) { () throws(Rejection) in
            let delivery = try deliveries.existing(id)
            let account = try channels.sending(delivery.account)
            return try deliveries.retry(delivery, accountIsActive: account.carries, adapter(delivery.account))
        }
    }

    func drop(_ id: MessageID, _ key: Key, by author: Author) throws(Rejection) -> Decision {
        try once(messageKeyed(id, key, "drop", by: author), key) { () throws(Rejection) in
            try deliveries.drop(try deliveries.existing(id))
        }
    }

    private func messageKeyed(_ id: MessageID, _ key: Key, _ verb: StaticString, by author: Author) -> Keyed {
        keys.keyed(by: author, verb, key: key) { $0.combine(id.number) }
    }

    /// What happens the first time that the key is used. Where that is nothing, the key is used up all the same: sent again
    /// later, it must not undo what others have done since.
    func once(_ keyed: Keyed, _ key: Key, _ decide: () throws(Rejection) -> [Event]) throws(Rejection) -> Decision {
        if let earlier = try keys.earlier(keyed) { return .repeated(earlier) }
        return .record(try decide() + [.keyUsed(keyed, key)])
    }

    func person(_ author: Author) throws(Rejection) -> RepName {
        guard let name = author.person else { throw .notYours }
        return name
    }

    mutating func take(_ reply: ReplySent, in sequence: SequenceNumber, at now: Timestamp) {
        let id = MessageID(recordedAs: sequence)
        messages.append(MessageFacts(id: id, ticket: reply.ticket, thread: reply.thread, kind: .reply, rep: reply.rep))
        threads.append(id, to: reply.thread)
        channels.activity.replied(on: reply.account, at: now)
        tickets.append(id, to: reply.ticket, side: reply.isLinked ? nil : .rep)
        contents.apply(id, reply.content)
        tickets.touch(reply.ticket, in: sequence, at: now)
        tickets.count(reply.ticket, from: nil, to: reply.state)
        deliveries.apply(id, reply, at: now)
        if reply.until != nil { sending.held(id) }
        // Who answers has read it.
        views.apply(ReadMark(rep: reply.rep, ticket: reply.ticket, sequence: sequence))
        views.note(active: reply.rep)
        keys.apply(reply.keyed, in: sequence)
    }

    mutating func take(_ noted: Noted, in sequence: SequenceNumber, at now: Timestamp) {
        let id = MessageID(recordedAs: sequence)
        messages.append(MessageFacts(id: id, ticket: noted.ticket, thread: nil, kind: .note, rep: noted.rep))
        tickets.append(id, to: noted.ticket, side: nil)
        tickets.touch(noted.ticket, in: sequence, at: now)
        views.note(active: noted.rep)
        keys.apply(noted.keyed, in: sequence)
    }
}

/// What becomes of deliveries when adapters report and channels are switched.
extension Desk {
    /// A delivery that `author`'s channel carries; to another adapter it does not exist.
    func delivery(_ id: MessageID, of author: Author) throws(Rejection) -> Delivery {
        let delivery = try deliveries.existing(id)
        guard let account = channels.account(delivery.account), author == .adapter(account.channel) else { throw .unknownMessage(id) }
        return delivery
    }

    func accept(_ id: MessageID, by author: Author) throws(Rejection) -> [Event] {
        try deliveries.report(try delivery(id, of: author), DeliveryReport(status: .accepted, failure: nil, externalIDs: []))
    }

    func settle(_ id: MessageID, _ outcome: ProbeOutcome, resendable: Bool, by author: Author) throws(Rejection) -> [Event] {
        let delivery = try delivery(id, of: author)
        let isActive = channels.account(delivery.account)?.carries ?? false
        return deliveries.settle(delivery, outcome, resendable: resendable, accountIsActive: isActive)
    }

    mutating func take(_ change: DeliveryChanged, in sequence: SequenceNumber, at now: Timestamp) {
        let old = deliveries.apply(change, in: sequence, at: now)
        sending.settled(change.message)
        tickets.count(change.ticket, from: old, to: change.state)
        tickets.touch(change.ticket, in: sequence, at: now)
        guard let thread = deliveries[change.message]?.thread else { return }
        for id in change.externalIDs { messages.name(change.message, external: externalDigest(thread, id)) }
    }
}
