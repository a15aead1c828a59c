/// Messages that came in while their account was off: stored, and given a ticket when it is on again.
extension Desk {
    /// Accounts whose messages need not wait any more: those that are on again, and those that are gone, since what was said there stays
    /// readable.
    public var releasable: [AccountSlug] {
        channels.held.isEmpty
            ? []
            : channels.held.sortedAccounts.filter { slug in
                channels.account(slug).map { $0.isActive || $0.isArchived } ?? false
            }
    }

    mutating func hold(_ received: MessageReceived, in sequence: SequenceNumber, at now: Timestamp) {
        let id = MessageID(recordedAs: sequence)
        messages.append(MessageFacts(id: id, ticket: TicketID(0), thread: received.thread, kind: received.kind, rep: nil))
        if let external = received.externalID { messages.name(id, external: externalDigest(received.thread, external)) }
        threads.append(id, to: received.thread)
        channels.activity.received(on: received.account, received.direction, at: now)
        channels.held.hold(id, on: received.account)
        contents.apply(id, received.content)
        pace(received, at: now)
        keys.apply(received.keyed ?? keyed(received), in: sequence)
    }

    func release(_ id: MessageID, _ publish: Publish, at now: Timestamp) -> [Event] {
        guard channels.held.next(of: publish.account) == id, let thread = messages[id]?.thread else { return [] }
        var events: [Event] = []
        let action = contents.action(of: id)
        let linked = action?.target.flatMap { messages.ticket(of: $0) }
        let ticket = linked ?? placed(publish, in: thread, &events, at: now)
        var replyTo: MessageID?
        if case .message(let target) = publish.replyTo { replyTo = target }
        let received = MessageReceived(
            ticket: ticket, thread: thread, direction: publish.direction, account: publish.account, key: publish.key, keyed: nil,
            threadName: publish.thread, from: publish.from, to: publish.to, text: publish.text, subject: publish.subject, at: publish.at,
            externalID: publish.externalID, replyTo: replyTo,
            content: action.map { (publish.content ?? MessageContent()).doing($0) } ?? publish.content)
        events.append(.account(.released(received, id)))
        if linked != nil { return events }
        let policy = pipelines.policy(of: publish.account)
        events += statusAfter(publish.direction == .incoming ? .contact : .rep, on: ticket, policy)
        if publish.closes { events += closing(publish, ticket, policy, after: events) }
        return events
    }

    mutating func take(_ received: MessageReceived, _ id: MessageID, in sequence: SequenceNumber, at now: Timestamp) {
        messages.place(id, on: received.ticket)
        channels.held.release(id, on: received.account, to: received.ticket, in: sequence)
        tickets.append(id, to: received.ticket, side: received.isLinked ? nil : received.direction == .incoming ? .contact : .rep)
        tickets.touch(received.ticket, in: sequence, at: now)
        if received.direction == .incoming, !received.isLinked { views.wake(received.ticket) }
    }
}

extension Publish {
    /// Nil where it says nothing of its ticket.
    var wish: TicketWish? { properties.isEmpty && !closes ? nil : TicketWish(properties: properties, closes: closes) }
}

extension MessageReceived {
    fileprivate var kind: MessageFacts.Kind { direction == .incoming ? .incoming : .outside }
}
