/// What a message from outside means: whose it is, which thread and ticket it belongs to.
extension Desk {
    func receive(_ publish: Publish, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        let (account, channel) = try channels.served(publish.account, by: author)
        let keyed = keys.keyed(
            account: publish.account, key: publish.key, thread: publish.thread, direction: publish.direction,
            sender: publish.from.identifier, text: publish.text, content: publish.content, action: publish.action?.kind)
        if let earlier = try keys.earlier(keyed) { return .repeated(earlier) }
        let admission = try admit(publish, on: account)
        let party = try contactParty(publish, channel)
        let name = try threadName(publish, channel)
        let others = try others(of: publish, beside: party, account, channel)
        let known = threads.find(threadDigest(account.slug, name, [party.identifier] + others))
        let begun = known == nil ? sending.begun(digest(of: account.slug, party.identifier)) : nil
        let thread = known ?? begun
        let external = publish.replyTo.flatMap { thread.flatMap(resolve($0)) }
        if let echoed = echoed(publish, thread) { return .repeated(echoed) }
        let aim = try aim(of: publish, in: thread)
        try screen(publish, from: party, on: account, at: now)
        var events: [Event] = []
        let found: ThreadID
        if let thread {
            found = thread
            if begun != nil { events.append(.sending(.threadNamed(thread, name))) }
            events += naming(publish, party, in: thread)
        } else {
            found = try opening(publish, account, channel, name, party, others, &events)
        }
        let content = content(of: publish, aim, answers: external)
        if admission == .hold {
            return .record(events + [.account(.held(recorded(publish, keyed, TicketID(0), found, external, content, publish.wish)))])
        }
        if admission == .silence { events.append(.account(.silenced(account.slug))) }
        if let target = aim?.target, let ticket = messages.ticket(of: target) {
            return .record(events + [.messageReceived(recorded(publish, keyed, ticket, found, external, content))])
        }
        let ticket = placed(publish, in: found, &events, at: now)
        events.append(.messageReceived(recorded(publish, keyed, ticket, found, external, content)))
        let policy = pipelines.policy(of: account.slug)
        events += statusAfter(publish.direction == .incoming ? .contact : .rep, on: ticket, policy)
        if publish.closes { events += closing(publish, ticket, policy, after: events) }
        return .record(events)
    }

    /// Our own reply, that a service tells its adapter of as if it were news: known by the service's id for it, however late it comes.
    private func echoed(_ publish: Publish, _ thread: ThreadID?) -> SequenceNumber? {
        guard publish.direction == .outgoing, let thread, let external = publish.externalID,
            let known = messages.find(external: externalDigest(thread, external)), messages[known]?.kind == .reply
        else { return nil }
        return SequenceNumber(known.number)
    }

    /// The customer's side: who wrote, or to whom the business wrote elsewhere.
    private func contactParty(_ publish: Publish, _ channel: Channel) throws(Rejection) -> Party {
        let party: Party
        switch publish.direction {
        case .incoming: party = publish.from
        case .outgoing:
            let own = channels.account(publish.account)?.identifier
            guard let first = publish.to.first(where: { $0.identifier != own }) ?? publish.to.first else {
                throw .badField("to", reason: "an outgoing message names whom it went to")
            }
            party = first
        }
        guard channel.identifierKinds.contains(party.identifier.kind) else {
            let kinds = channel.identifierKinds.map(\.rawValue).joined(separator: ", ")
            throw .badIdentifier("the manifest of \(channel.key.slug) declares \(kinds), not \(party.identifier.kind.rawValue)")
        }
        return party
    }

    private func threadName(_ publish: Publish, _ channel: Channel) throws(Rejection) -> [UInt8] {
        switch channel.threadingModel {
        case .byAddress: return []
        case .adapterThread:
            guard let name = publish.thread, !name.isEmpty else {
                throw .badField("thread", reason: "the channel's threading model is adapter_thread, so every message names its thread")
            }
            return name
        }
    }

    /// A target that is unknown here leaves the message without one: what was said is kept all the same.
    private func resolve(_ target: ReplyTarget) -> (ThreadID) -> MessageID? {
        { thread in
            switch target {
            case .message(let id): messages[id]?.thread == thread ? id : nil
            case .external(let id): messages.find(external: externalDigest(thread, id))
            }
        }
    }

    /// The ticket that it belongs to, and what has to happen for that.
    func placed(_ publish: Publish, in thread: ThreadID, _ events: inout [Event], at now: Timestamp) -> TicketID {
        // One that is opened in this entry had no ticket before.
        let current = threads[thread] == nil ? nil : threads.ticket(of: thread)
        let policy = pipelines.policy(of: publish.account)
        let keepsOut = keepsOut(publish, in: thread, after: events)
        switch placement(of: publish, after: current, keptOut: keepsOut, policy, at: now) {
        case .current(let id): return id
        case .reopened(let id):
            events += reopening(id, by: publish, policy)
            return id
        case .new(let followUpOf):
            let ticket = tickets.nextID
            events += opened(newTicket(publish, ticket, thread, followUpOf, policy), keptOut: keepsOut)
            return ticket
        }
    }

    private func opening(
        _ publish: Publish, _ account: Account, _ channel: Channel, _ name: [UInt8], _ party: Party, _ others: [Identifier],
        _ events: inout [Event]
    ) throws(Rejection) -> ThreadID {
        let contact = try contact(of: party, publish, on: channel) ?? contacts.nextID
        if contact == contacts.nextID { events.append(.contactCreated(contact, party, account.channel)) }
        events += resolution(publish, party, contact, on: account.channel)
        let thread = threads.nextID
        events.append(
            .threadOpened(
                ThreadOpened(thread: thread, account: account.slug, name: name, contact: contact, party: party.identifier, others: others)))
        return thread
    }

    private func recorded(
        _ publish: Publish, _ keyed: Keyed, _ ticket: TicketID, _ thread: ThreadID, _ replyTo: MessageID?, _ content: MessageContent?,
        _ wish: TicketWish? = nil
    ) -> MessageReceived {
        MessageReceived(
            ticket: ticket, thread: thread, direction: publish.direction, account: publish.account, key: publish.key, keyed: keyed,
            threadName: publish.thread, from: publish.from, to: publish.to, text: publish.text, subject: publish.subject, at: publish.at,
            externalID: publish.externalID, replyTo: replyTo, content: content, wish: wish)
    }
}

// Applying: the same facts, taken note of.
extension Desk {
    mutating func open(_ opened: TicketOpened, in sequence: SequenceNumber, at now: Timestamp) {
        tickets.apply(opened, isOpen: pipelines.isOpen(opened.status, in: opened.pipeline), in: sequence, at: now)
        threads.attach(opened.thread, to: opened.ticket)
    }

    mutating func take(_ received: MessageReceived, in sequence: SequenceNumber, at now: Timestamp) {
        let id = MessageID(recordedAs: sequence)
        let isIncoming = received.direction == .incoming
        messages.append(
            MessageFacts(id: id, ticket: received.ticket, thread: received.thread, kind: isIncoming ? .incoming : .outside, rep: nil))
        if let external = received.externalID { messages.name(id, external: externalDigest(received.thread, external)) }
        threads.append(id, to: received.thread)
        channels.activity.received(on: received.account, received.direction, at: now)
        tickets.append(id, to: received.ticket, side: received.isLinked ? nil : isIncoming ? .contact : .rep)
        if isIncoming {
            heard(received, at: now)
            if !received.isLinked { views.wake(received.ticket) }
        }
        contents.apply(id, received.content)
        tickets.touch(received.ticket, in: sequence, at: now)
        keys.apply(received.keyed ?? keyed(received), in: sequence)
        pace(received, at: now)
    }

    func keyed(_ received: MessageReceived) -> Keyed {
        keys.keyed(
            account: received.account, key: received.key, thread: received.threadName, direction: received.direction,
            sender: received.from.identifier, text: received.text, content: received.content, action: received.content?.action?.kind)
    }

    /// The thread that frames call `name`: the adapter's name for it, or the address where threads have no names.
    public func thread(of account: AccountSlug, named name: [UInt8]) -> MessageThread? {
        guard let channel = channels.account(account).flatMap({ channels.channel($0.channel) }) else { return nil }
        let digests: [Digest] =
            switch channel.threadingModel {
            case .adapterThread: [threadDigest(account, name, [])]
            case .byAddress:
                [name.split(separator: 0x2C).map(Array.init), [name]].flatMap { parts in
                    // All of one kind: so they are where a thread has several members.
                    channel.identifierKinds.map { kind in parts.compactMap { try? Identifier(kind, $0) } }
                        .filter { $0.count == parts.count }.map { threadDigest(account, [], $0) }
                }
            }
        return digests.lazy.compactMap { threads.find($0) }.first.flatMap { threads[$0] }
    }

    func digest(of opened: ThreadOpened) -> Digest { threadDigest(opened.account, opened.name, [opened.party] + opened.others) }

    /// An address or a number is the same person's everywhere; an opaque id means something on its own channel only.
    func digest(of identifier: Identifier, on channel: ChannelKey) -> Digest {
        keys.digest {
            switch identifier.kind {
            case .email, .phone: break
            case .opaque, .shortCode: $0.combine(channel.slug)
            }
            $0.combine(identifier)
        }
    }

    func externalDigest(_ thread: ThreadID, _ id: [UInt8]) -> Digest {
        keys.digest {
            $0.combine(UInt64(thread.number))
            $0.combine(id)
        }
    }

    /// - Parameter members: of the contact's side, in any order.
    func threadDigest(_ account: AccountSlug, _ name: [UInt8], _ members: [Identifier]) -> Digest {
        keys.digest {
            $0.combine(account.slug)
            $0.combine(name)
            guard name.isEmpty else { return }
            if members.count == 1 { return $0.combine(members[0]) }
            for member in members.sorted() { $0.combine(member) }
        }
    }
}

extension KeyedHash {
    mutating func combine(_ identifier: Identifier) {
        let kind: UInt64 =
            switch identifier.kind {
            case .email: 0
            case .phone: 1
            case .shortCode: 2
            case .opaque: 3
            }
        combine(kind)
        combine(identifier.value)
    }
}
