/// Tickets that become one, and one that becomes two.
///
/// Threads stay what they are: a merged ticket's go on and land in the one that is left, and each reply goes where the message that it
/// answers came from.
extension Desk {
    func decide(
        _ command: MergeCommand, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        switch command {
        case .merge(let id, let other, let isConfirmed, let key):
            try once(numbers: [id, other], "ticket.merge", key, author) { () throws(Rejection) in
                try merge(id, into: other, isConfirmed: isConfirmed)
            }
        case .unmerge(let id, let key):
            try once(numbers: [id], "ticket.unmerge", key, author) { () throws(Rejection) in try unmerge(id, at: now) }
        case .split(let wish, let key): try split(wish, key, by: author)
        }
    }

    private func once(
        numbers: [TicketID], _ verb: StaticString, _ key: Key, _ author: Author, _ decide: () throws(Rejection) -> [Event]
    ) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, verb, key: key) { for id in numbers { $0.combine(UInt64(id.number)) } }
        return try once(keyed, key, decide)
    }

    // MARK: Becoming one

    private func merge(_ id: TicketID, into other: TicketID, isConfirmed: Bool) throws(Rejection) -> [Event] {
        if tickets[id]?.mergedInto == other { return [] }
        let (ticket, target) = (try onDesk(id), try onDesk(other))
        guard id != other else { throw .conflicting("A ticket cannot be merged into itself; name another with `into`.") }
        if !isConfirmed { try checkSamePerson(ticket, target) }
        var events: [Event] = []
        if tickets.isOpen(ticket) {
            if !tickets.isOpen(target) { events.append(.statusChanged(other, from: target.status, to: pipeline(of: target).first)) }
            events.append(.statusChanged(id, from: ticket.status, to: pipeline(of: ticket).firstClosed ?? ticket.status))
        }
        events.append(.merge(.merged(id, into: other, status: tickets.isOpen(ticket) ? ticket.status : nil)))
        if target.owner == nil, let owner = ticket.owner { events.append(.assigned(other, from: nil, to: owner)) }
        return events + followersTaken(from: id, to: other)
    }

    /// Whoever wants to hear of the one wants to hear of what it is part of now.
    private func followersTaken(from id: TicketID, to other: TicketID) -> [Event] {
        let there = views.followers(of: other)
        let more = views.followers(of: id).filter { !there.contains($0) }
        return more.prefix(max(0, ViewBook.followersMax - there.count)).map { .view(.followed(other, $0, on: true)) }
    }

    private func onDesk(_ id: TicketID) throws(Rejection) -> Ticket {
        let ticket = try tickets.existing(id)
        guard strangers.mark(id) == nil else {
            throw .conflicting("Ticket \(id.number) is spam or in the trash; restore it first.")
        }
        return ticket
    }

    private func checkSamePerson(_ ticket: Ticket, _ target: Ticket) throws(Rejection) {
        let people = [ticket, target].map { ticket in threads[ticket.thread].map { contacts.current($0.contact) } }
        guard people[0] != people[1] else { return }
        throw .conflicting(
            """
            Ticket \(ticket.id.number) and ticket \(target.id.number) are of different people: each reply would go to whoever wrote the \
            message that it answers. To merge them all the same, say "confirm":true.
            """)
    }

    private func unmerge(_ id: TicketID, at now: Timestamp) throws(Rejection) -> [Event] {
        guard let ticket = tickets[id], !strangers.isPurged(id) else { throw .unknownTicket(id) }
        guard let merge = merging[id] else { throw .conflicting("Ticket \(id.number) is not merged into another.") }
        if let further = tickets[merge.into]?.mergedInto {
            throw .conflicting("Ticket \(merge.into.number) was itself merged into \(further.number) since; take that back first.")
        }
        guard now.milliseconds - merge.at.milliseconds <= MergeBook.undoMs else {
            throw .conflicting(
                """
                The merge is more than \(MergeBook.undoMs / 60_000) minutes old; split the messages off ticket \(merge.into.number) \
                instead.
                """)
        }
        let opening = merge.status.map { [Event.statusChanged(id, from: ticket.status, to: $0)] } ?? []
        return [.merge(.unmerged(id, from: merge.into))] + opening
    }

    // MARK: Becoming two

    private func split(_ wish: SplitWish, _ key: Key, by author: Author) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, "ticket.split", key: key) {
            $0.combine(UInt64(wish.ticket.number))
            for message in wish.messages { $0.combine(message.number) }
        }
        return try once(keyed, key) { () throws(Rejection) in try split(wish) }
    }

    private func split(_ wish: SplitWish) throws(Rejection) -> [Event] {
        let ticket = try onDesk(wish.ticket)
        let moved = Set(wish.messages)
        if let stray = wish.messages.first(where: { messages[$0]?.ticket != ticket.id }) { throw .unknownMessage(stray) }
        let threads = threadsInOrder(of: wish.messages)
        guard let first = threads.first else {
            throw .conflicting("Notes alone make no ticket: name at least one message that was said to or by the contact.")
        }
        guard ticket.timeline.contains(where: { !moved.contains($0) && messages[$0]?.thread != nil }) else {
            throw .conflicting("Nothing would be left of the ticket: leave at least one of its messages.")
        }
        let new = tickets.nextID
        let follows = wish.takesThreads ? threads.filter { self.threads.ticket(of: $0) == ticket.id } : []
        let opened = TicketOpened(
            ticket: new, thread: first, subject: wish.subject, status: pipeline(of: ticket).first, followUpOf: nil,
            pipeline: ticket.pipeline)
        var events: [Event] = [
            .ticketOpened(opened),
            .merge(
                .split(
                    TicketSplit(
                        ticket: ticket.id, into: new, messages: moved.sorted(), threads: follows,
                        home: self.threads.ticket(of: first) ?? ticket.id))),
        ]
        if let owner = ticket.owner { events.append(.assigned(new, from: nil, to: owner)) }
        return events
    }

    private func threadsInOrder(of ids: [MessageID]) -> [ThreadID] {
        var threads: [ThreadID] = []
        for case let thread? in ids.sorted().map({ messages[$0]?.thread }) where !threads.contains(thread) { threads.append(thread) }
        return threads
    }

    // MARK: Applying

    mutating func apply(_ event: MergeEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .merged(let id, let other, let status): apply(merged: id, into: other, status, at: now)
        case .unmerged(let id, let other): apply(unmerged: id, from: other)
        case .split(let split): apply(split)
        }
        for ticket in [event.tickets.0, event.tickets.1] { tickets.touch(ticket, in: sequence, at: now) }
    }

    private mutating func apply(merged id: TicketID, into other: TicketID, _ status: StatusSlug?, at now: Timestamp) {
        guard let ticket = tickets[id] else { return }
        let threads = threads(of: ticket).filter { self.threads.ticket(of: $0) == id }
        merging.apply(
            id, MergeBook.Merge(into: other, at: now, status: status, messages: ticket.timeline, threads: threads))
        move(ticket.timeline, from: id, to: other)
        for thread in threads { self.threads.attach(thread, to: other) }
        tickets.apply(id, mergedInto: other)
    }

    private mutating func apply(unmerged id: TicketID, from other: TicketID) {
        guard let merge = merging[id], let target = tickets[other] else { return }
        let went = Set(merge.messages)
        let threads = Set(merge.threads)
        let back = target.timeline.filter { message in
            went.contains(message) || (messages[message]?.thread.map { threads.contains($0) } ?? false)
        }
        move(back, from: other, to: id)
        for thread in merge.threads where self.threads.ticket(of: thread) == other { self.threads.attach(thread, to: id) }
        tickets.apply(id, mergedInto: nil)
        merging.apply(id, nil)
    }

    private mutating func apply(_ split: TicketSplit) {
        merging.apply(split.into, origin: split.ticket)
        move(split.messages, from: split.ticket, to: split.into)
        for thread in split.threads { threads.attach(thread, to: split.into) }
        if let thread = tickets[split.into]?.thread, !split.threads.contains(thread) { threads.attach(thread, to: split.home) }
    }

    /// The threads that a ticket's messages are of, and the one that it was opened for.
    private func threads(of ticket: Ticket) -> [ThreadID] { threadsInOrder(of: ticket.timeline) + [ticket.thread] }

    private mutating func move(_ moved: [MessageID], from id: TicketID, to other: TicketID) {
        for message in moved {
            messages.place(message, on: other)
            guard let state = deliveries[message]?.state else { continue }
            deliveries.move(message, to: other)
            tickets.carry(state, from: id, to: other)
        }
        tickets.move(moved, from: id, to: other)
        for ticket in [id, other] { tickets.apply(ticket, sides: sides(of: ticket)) }
    }

    private func sides(of id: TicketID) -> [Ticket.Side] {
        (tickets[id]?.timeline ?? []).compactMap { message in
            switch messages[message]?.kind {
            case .incoming: .contact
            case .outside, .reply: .rep
            case .note, nil: nil
            }
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func mergeDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var mergeDeadline: Timestamp? { nil }
}

extension MergeEvent {
    /// Both that it is about.
    fileprivate var tickets: (TicketID, TicketID) {
        switch self {
        case .merged(let ticket, let other, _), .unmerged(let ticket, let other): (ticket, other)
        case .split(let split): (split.ticket, split.into)
        }
    }
}
