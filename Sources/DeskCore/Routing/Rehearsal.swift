/// What would come of tickets if they came now, or if the rules had been others: nothing is changed by asking.
extension Desk {
    /// Who would get the ticket if it came now, as it is.
    public func rehearse(_ ticket: Ticket, in thread: MessageThread, _ settings: RoutingSettings) -> RoutingDecision {
        judge(
            RoutingSubject(
                ticket: ticket.id, account: thread.account, cause: .opened, rule: matchingRule(for: ticket, settings),
                contact: thread.contact, passedOver: []), settings)
    }

    /// Who would have got the account's latest tickets, the oldest first, people being as they are now. Each of them takes a slot of
    /// whoever it falls to until it was closed; nobody has others.
    public func dryRun(
        of settings: RoutingSettings, on account: AccountSlug, limit: Int
    ) -> [(decision: RoutingDecision, owner: RepName?)] {
        var trial = self
        trial.routing.beginRehearsal()
        var slots: [(rep: RepName, until: Timestamp)] = []
        return latest(limit, of: account).reversed().map { ticket, thread in
            for slot in slots where slot.until <= ticket.opened { trial.routing.count(slot.rep, by: -1) }
            slots.removeAll { $0.until <= ticket.opened }
            let decision = trial.rehearse(ticket, in: thread, settings)
            trial.routing.take(decision, as: SequenceNumber(UInt64(ticket.id.number)))
            if let rep = decision.chosen {
                trial.routing.count(rep, by: 1)
                if let closed = ticket.closed { slots.append((rep, closed)) }
            }
            return (decision, ticket.owner)
        }
    }

    private func latest(_ limit: Int, of account: AccountSlug) -> [(ticket: Ticket, thread: MessageThread)] {
        var latest: [(ticket: Ticket, thread: MessageThread)] = []
        var number = tickets.count
        let last = max(0, tickets.count - Self.ticketsSearchedMax)
        while number > last, latest.count < limit {
            if let ticket = tickets[TicketID(UInt32(number))], let thread = threads[ticket.thread], thread.account == account {
                latest.append((ticket, thread))
            }
            number -= 1
        }
        return latest
    }

    /// How far back a dry run looks for an account's tickets.
    private static let ticketsSearchedMax = 100_000

    /// Those whom the settings name and who cannot be given tickets any more, and why.
    public func flagged(in settings: RoutingSettings) -> [(rep: RepName, reason: RoutingDecision.Exclusion)] {
        settings.reps.compactMap { name in
            guard let rep = people.rep(name) else { return (name, .unknown) }
            if !rep.isActive { return (name, .inactive) }
            return rep.hasSeat ? nil : (name, .noSeat)
        }
    }
}

extension RoutingTable {
    /// Waiting tickets of the account, the oldest first.
    public func queuedTickets(of account: AccountSlug) -> [TicketID] { queue.tickets(of: account) }
}

extension RoutingTable {
    /// As if nobody had ever been given anything.
    mutating func beginRehearsal() {
        loads = [:]
        lasts = [:]
        turns = [:]
    }
}
