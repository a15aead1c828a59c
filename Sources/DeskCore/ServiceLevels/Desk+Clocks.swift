/// The clocks of what was promised: set when a ticket is opened, and moved by what happens to it.
extension Desk {
    private static let ticketsAnEntry = 256
    private static let wordsAnEntry = 256

    /// Which promises hold for tickets that wait to hear it, and what is to be told of clocks.
    func clocksDue(at now: Timestamp) -> [Event] {
        let matches = service.unmatched.first.prefix(Self.ticketsAnEntry).map { id in
            Event.service(.levelApplied(id, tickets[id].flatMap { level(for: $0) }))
        }
        return matches + service.words(by: now, max: Self.wordsAnEntry).map { .service(.clockTold($0)) }
    }

    /// The first level that is for the ticket as it is.
    func level(for ticket: Ticket) -> LevelSlug? { service.levels.all.first { isFor(ticket, $0) }?.slug }

    func isFor(_ ticket: Ticket, _ level: ServiceLevel) -> Bool { level.when?.matches(ticket, in: self) ?? true }

    mutating func apply(_ id: TicketID, _ slug: LevelSlug?, at now: Timestamp) {
        let follows = service.unmatched.follows(id)
        service.unmatched.remove(id)
        guard let ticket = tickets[id], let level = slug.flatMap({ service.levels[$0] }) else { return service.put(nil, for: id) }
        guard let former = service.level(of: id) else {
            return service.put(
                TicketClocks(ticket, level, isPaused: isPaused(ticket, level), at: now, service.calendar(of: level)), for: id)
        }
        if former.slug == level.slug && !follows { return }
        let isPaused = isPaused(ticket, level)
        let calendar = service.calendar(of: level)
        service.change(id) { $0.follow(level, isPaused: isPaused, at: now, from: $1, to: calendar) }
    }

    /// Every open ticket is to hear anew which promise holds for it.
    mutating func rematchOpenTickets(at now: Timestamp) {
        for ticket in tickets.all where ticket.closed == nil { service.unmatched.add(ticket.id, follows: true, at: now) }
    }

    private func isPaused(_ ticket: Ticket, _ level: ServiceLevel) -> Bool {
        level.pausedIn.contains { $0.pipeline == ticket.pipeline && $0.status == ticket.status }
    }

    /// Takes note of what happens to a ticket.
    mutating func followClocks(_ event: Event, at now: Timestamp) {
        switch event {
        case .ticketOpened(let opened):
            if !service.levels.all.isEmpty { service.unmatched.add(opened.ticket, follows: false, at: now) }
        case .messageReceived(let received) where !received.isLinked, .account(.released(let received, _)) where !received.isLinked:
            switch received.direction {
            case .incoming: service.change(received.ticket) { $0.contactSaid(at: now, $1) }
            case .outgoing: service.change(received.ticket) { $0.repSaid(at: now, $1) }
            }
        case .replySent(let reply) where !reply.isLinked: service.change(reply.ticket) { $0.repSaid(at: now, $1) }
        case .statusChanged(let id, from: _, to: _): followStatus(of: id, at: now)
        case .pipeline(let event): followClocks(event, at: now)
        default: break
        }
    }

    /// What a ticket is said to be decides which promise holds for it.
    private mutating func followClocks(_ event: PipelineEvent, at now: Timestamp) {
        switch event {
        case .propertiesChanged(let id, _): rematch(id, at: now)
        case .ticketMoved(let id, from: _, to: _, _):
            followStatus(of: id, at: now)
            rematch(id, at: now)
        case .accountMoved(let account, from: _, to: let pipeline):
            for ticket in tickets.all where ticket.pipeline == pipeline && threads[ticket.thread]?.account == account {
                followStatus(of: ticket.id, at: now)
                rematch(ticket.id, at: now)
            }
        case .pipelineSet, .pipelineRemoved, .propertySet, .propertyRemoved, .policySet: break
        }
    }

    private mutating func rematch(_ id: TicketID, at now: Timestamp) {
        guard !service.levels.all.isEmpty, tickets[id]?.closed == nil else { return }
        service.unmatched.add(id, follows: false, at: now)
    }

    private mutating func followStatus(of id: TicketID, at now: Timestamp) {
        guard let ticket = tickets[id], let level = service.level(of: id) else { return }
        let isPaused = isPaused(ticket, level)
        service.change(id) { clocks, calendar in
            if ticket.closed != nil {
                if !clocks.isClosed { clocks.close(at: now, calendar) }
            } else if clocks.isClosed {
                clocks.reopen(at: now, calendar)
            }
            clocks.stand(still: isPaused, at: now, calendar)
        }
    }
}
