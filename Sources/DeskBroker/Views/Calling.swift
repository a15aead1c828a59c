internal import DeskCore
internal import DeskWire

/// Who is called for what has happened: reps at their desks, by topic, without a word of what was said.
extension Broker {
    mutating func callReps(for events: [Event], in sequence: SequenceNumber, by author: Author) {
        guard !watchers.isEmpty else { return }
        for event in events { call(for: event, in: sequence, by: author) }
    }

    private mutating func call(for event: Event, in sequence: SequenceNumber, by author: Author) {
        switch event {
        case .messageReceived(let received) where received.direction == .incoming && received.content?.action == nil:
            said(on: received.ticket, in: sequence, author)
        case .ticketOpened(let opened):
            if desk.tickets[opened.ticket]?.owner == nil { callEverybody(.newUnassigned, opened.ticket, sequence, author) }
        case .assigned(let ticket, _, let to): if let to { call([to], .assigned, ticket, sequence, author) }
        case .view(.mentioned(let ticket, let reps)): call(reps, .mention, ticket, sequence, author)
        case .deliveryChanged(let change) where change.state == .failed:
            call(concerned(change.ticket), .deliveryFailed, change.ticket, sequence, author)
        case .service(.clockTold(let word)):
            call(concerned(word.ticket), word.word == .overdue ? .slaOverdue : .slaDueSoon, word.ticket, sequence, author)
        // Its time is over; whoever ends it by hand knows.
        case .view(.snoozed(let ticket, nil)) where author == .desk: call(concerned(ticket), .followed, ticket, sequence, author)
        case .accountChanged(let slug, false, _): callEverybody(.channelDown, nil, sequence, author, account: slug)
        default: break
        }
    }

    private mutating func said(on ticket: TicketID, in sequence: SequenceNumber, _ author: Author) {
        // What is kept out of sight calls nobody.
        guard desk.strangers.mark(ticket) == nil, let owner = desk.tickets[ticket].map(\.owner) else { return }
        if let owner { call([owner], .newMessage, ticket, sequence, author) }
        call(desk.views.followers(of: ticket).filter { $0 != owner }, .followed, ticket, sequence, author)
    }

    private func concerned(_ ticket: TicketID) -> [RepName] {
        let owner = desk.tickets[ticket]?.owner
        return (owner.map { [$0] } ?? []) + desk.views.followers(of: ticket).filter { $0 != owner }
    }

    private mutating func callEverybody(
        _ topic: NotifyTopic, _ ticket: TicketID?, _ sequence: SequenceNumber, _ author: Author, account: AccountSlug? = nil
    ) {
        if let ticket, desk.strangers.mark(ticket) != nil { return }
        call(places.keys.sorted(), topic, ticket, sequence, author, account: account)
    }

    /// Whoever has done it knows.
    private mutating func call(
        _ reps: [RepName], _ topic: NotifyTopic, _ ticket: TicketID?, _ sequence: SequenceNumber, _ author: Author,
        account: AccountSlug? = nil
    ) {
        var frame: [UInt8]?
        for rep in reps where rep != author.person && desk.views.wants(topic, rep) {
            for session in places[rep] ?? [] where session.watch != nil {
                let made = frame ?? Self.notice(topic, ticket, sequence, author, account)
                frame = made
                sendEphemeral(made, to: session)
            }
        }
    }

    private static func notice(
        _ topic: NotifyTopic, _ ticket: TicketID?, _ sequence: SequenceNumber, _ author: Author, _ account: AccountSlug?
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.field("type", "notify")
        writer.field("topic", topic.rawValue)
        if let ticket { writer.field("ticket", UInt64(ticket.number)) }
        if let account { writer.slug("account", account.slug) }
        writer.field("seq", sequence.number)
        writer.author(author)
        writer.endObject()
        return writer.bytes
    }
}
