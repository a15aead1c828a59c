/// Who gets a new ticket, and why.
extension Desk {
    func decide(_ command: RoutingCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .set(let account, let change, let revision): .record(try set(change, of: account, revision: revision, by: author))
        case .noticeWritten(let sequence):
            .record(routing.unwrittenNotices.contains(sequence) ? [.routing(.noticeWritten(sequence))] : [])
        }
    }

    private func set(
        _ change: RoutingChange, of account: AccountSlug, revision: UInt64?, by author: Author
    ) throws(Rejection) -> [Event] {
        try channels.checkRevision(account, revision)
        try checkSeat(of: author)
        let former = routing.settings(of: account)
        let settings = change.applied(to: former)
        try check(settings, after: former)
        return settings.isSame(as: former) ? [] : [.routing(.settingsChanged(account, settings))]
    }

    func checkSeat(of author: Author) throws(Rejection) {
        guard let person = author.person, people.rep(person)?.hasSeat == true else {
            throw .conflicting("Routing is set by an admin with a seat, and you have none; `desk rep set NAME --seat` gives one.")
        }
    }

    /// Whoever is named must be able to be given tickets; who loses that later is kept and passed over.
    public func check(_ settings: RoutingSettings, after former: RoutingSettings) throws(Rejection) {
        let known = Set(former.reps)
        for name in settings.reps where !known.contains(name) {
            guard let rep = people.rep(name) else { throw .unknown(PeopleBook.noRep(name)) }
            guard rep.isActive else { throw .conflicting("\(name.slug) is not active; `desk rep set \(name.slug) --active` changes that.") }
            guard rep.hasSeat else {
                throw .conflicting("\(name.slug) has no seat, so is given no tickets; `desk rep set \(name.slug) --seat` gives one.")
            }
        }
        for team in settings.teams where people.team(team) == nil { throw .unknown(PeopleBook.noTeam(team)) }
        for skill in settings.skills where people.skill(skill) == nil { throw .unknown(PeopleBook.noSkill(skill)) }
    }

    mutating func apply(_ event: RoutingEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .settingsChanged(let account, let settings): apply(settings, to: account)
        case .decided(let decision): apply(decision, in: sequence)
        case .returned(let ticket, let owner):
            routing.pass(over: owner, for: ticket)
            routing.remember(sequence, of: ticket)
        case .ownerNotified: routing.notify(in: sequence)
        case .noticeWritten(let sequence): routing.noticeWritten(sequence)
        }
    }

    private mutating func apply(_ settings: RoutingSettings, to account: AccountSlug) {
        routing.apply(settings, to: account)
        channels.revise(account)
        // Who waits is looked at anew under the new rules.
        for ticket in routing.queue.tickets(of: account) {
            guard let facts = tickets[ticket] else { continue }
            routing.queue.add(ticket, to: pool(of: ticket, account, rule: matchingRule(for: facts, settings)))
        }
        if !settings.isOn {
            for ticket in routing.queue.allAwaited where accountOf(ticket) == account { routing.queue.stopAwaiting(ticket) }
        }
        if !settings.isOn || settings.returnAfterMinutes == nil {
            for ticket in routing.silences.tickets where accountOf(ticket) == account { routing.silences.stop(ticket) }
        }
        routing.queue.wake(account)
    }

    private func accountOf(_ ticket: TicketID) -> AccountSlug? { tickets[ticket].flatMap { threads[$0.thread] }?.account }

    private mutating func apply(_ decision: RoutingDecision, in sequence: SequenceNumber) {
        routing.apply(decision, in: sequence)
        switch decision.outcome {
        case .assigned, .nobody, .kept: break
        case .queued:
            routing.queue.add(decision.ticket, to: pool(of: decision.ticket, decision.account, rule: decision.rule))
        }
    }

    private func pool(of ticket: TicketID, _ account: AccountSlug, rule: Int?) -> RoutingQueue.Pool {
        RoutingQueue.Pool(
            account: account, rule: rule ?? 0, contactOwner: owner(of: contact(of: ticket)), passedOver: routing.silentOwners(of: ticket))
    }

    func contact(of ticket: TicketID) -> ContactID? { tickets[ticket].flatMap { threads[$0.thread] }?.contact }

    /// The first rule that the ticket meets, from 1.
    func matchingRule(for ticket: Ticket, _ settings: RoutingSettings) -> Int? {
        settings.rules.firstIndex { $0.condition.matches(ticket, in: self) }.map { $0 + 1 }
    }
}

// Tickets that have just come into question. They are decided about in an entry of the desk's own at the end of the same turn:
// by then the ticket is all that it will be, and whoever waits for longer has had their turn.
extension Desk {
    /// A contact has written.
    private mutating func consider(_ received: MessageReceived) {
        let (id, account) = (received.ticket, received.account)
        let settings = routing.settings(of: account)
        guard settings.isOn, routing.isOpen(id) else { return }
        if routing.isNew(id) { return routing.queue.enlist(id, .opened) }
        guard settings.mode != .nobody || !settings.rules.isEmpty, !routing.isQueued(id) else { return }
        guard let owner = routing.owner(of: id) else {
            if routing.isReopened(id) { routing.queue.enlist(id, .reopened) }
            return
        }
        if people.rep(owner)?.isActive == false { return routing.queue.enlist(id, .ownerGone) }
        guard settings.stickiness == .onlyIfAvailable, !people.isAvailable(owner) else { return }
        if let decision = judge(id, .ownerAway), decision.outcome == .assigned, decision.chosen != owner {
            routing.queue.enlist(id, .ownerAway)
        }
    }

    /// What would come of a ticket that is not in the queue.
    private func judge(_ id: TicketID, _ cause: RoutingDecision.Cause) -> RoutingDecision? {
        guard let ticket = tickets[id], let thread = threads[ticket.thread] else { return nil }
        let settings = routing.settings(of: thread.account)
        let silent = routing.silentOwners(of: id) + (cause == .returned ? [ticket.owner].compactMap(\.self) : [])
        return judge(
            RoutingSubject(
                ticket: id, account: thread.account, cause: cause, rule: matchingRule(for: ticket, settings), contact: thread.contact,
                passedOver: silent), settings)
    }

    private func events(of decision: RoutingDecision) -> [Event] {
        let owner = routing.owner(of: decision.ticket)
        var events: [Event] = [.routing(.decided(decision))]
        if decision.chosen != owner && decision.outcome != .kept {
            events.append(.assigned(decision.ticket, from: owner, to: decision.chosen))
        }
        if let facts = decision.contactOwner, facts.isNotified, decision.chosen == facts.rep {
            events.append(.routing(.ownerNotified(OwnerNotice(ticket: decision.ticket, rep: facts.rep))))
        }
        return events
    }
}

// What time brings: the queue moves, and silent owners lose their tickets.
extension Desk {
    func routingDue(at now: Timestamp) -> [Event] {
        // What others bring about at this moment is taken note of first: it may be about the same people.
        guard !others(areDueAt: now) else { return [] }
        if let next = routing.queue.next, let decision = judgeQueued(next) { return events(of: decision) }
        if let (ticket, cause) = routing.queue.awaited, let decision = judge(ticket, cause) { return events(of: decision) }
        guard let silence = routing.silences.first, silence.at <= now else { return [] }
        guard let owner = routing.owner(of: silence.ticket), let decision = judge(silence.ticket, .returned) else { return [] }
        return [.routing(.returned(silence.ticket, from: owner))] + events(of: decision)
    }

    private func others(areDueAt now: Timestamp) -> Bool {
        [
            peopleDeadline, accountDeadline, contactDeadline, pipelineDeadline, strangerDeadline, serviceDeadline,
            sendingDeadline, viewDeadline, snippetDeadline, mergeDeadline,
        ].contains {
            $0.map { $0 <= now } ?? false
        }
    }

    /// At once where somebody can take what waits; else when the next silence is over.
    var routingDeadline: Timestamp? {
        routing.queue.next != nil || routing.queue.awaited != nil ? Timestamp(milliseconds: 0) : routing.silences.first?.at
    }

    /// What would come of the ticket now; nil where its account is given nothing.
    func judgeQueued(_ ticket: TicketID) -> RoutingDecision? {
        guard let pool = routing.queue.pool(of: ticket) else { return nil }
        let settings = routing.settings(of: pool.account)
        guard settings.isOn else { return nil }
        let subject = RoutingSubject(
            ticket: ticket, account: pool.account, cause: .queue, rule: pool.rule == 0 ? nil : pool.rule, contact: contact(of: ticket),
            passedOver: pool.passedOver)
        return judge(subject, settings)
    }
}

// Taking note of what others' events mean here.
extension Desk {
    /// After each event of an entry.
    mutating func followRouting(_ event: Event, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .messageReceived(let received):
            followRouting(received, at: now)
        case .replySent(let reply): if !routing.silences.isEmpty, !reply.isLinked { routing.silences.stop(reply.ticket) }
        case .ticketOpened(let opened):
            routing.open(opened.ticket)
            observe(opened.ticket, in: sequence, at: now)
        case .assigned(let ticket, _, _):
            observe(ticket, in: sequence, at: now)
            routing.remember(sequence, of: ticket)
        case .statusChanged(let ticket, _, _):
            observe(ticket, in: sequence, at: now)
            reconsider(ticket)
        case .people(let event): follow(event)
        case .account(.released(let received, _)):
            followRouting(received, at: now)
            observe(received.ticket, in: sequence, at: now)
        case .account: break
        case .contact(let event): followOwners(event)
        case .pipeline(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .stranger(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .service(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .sending(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .view(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .snippet(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .merge(let event): observe(event.subject.ticket, in: sequence, at: now)
        case .channelRegistered, .accountCreated, .accountChanged, .contactCreated, .threadOpened, .noted, .deliveryChanged, .keyUsed,
            .routing:
            break
        }
    }

    /// What is let in while its account is off goes to nobody.
    private mutating func followRouting(_ received: MessageReceived, at now: Timestamp) {
        guard channels.account(received.account)?.isActive == true, !received.isLinked else { return }
        if received.direction == .incoming { consider(received) }
        if routing.returningAccounts > 0 { hear(received, at: now) }
    }

    /// A ticket that is open again and nobody's, whoever opened it.
    private mutating func reconsider(_ id: TicketID) {
        guard routing.isReopened(id), routing.isOpen(id), routing.owner(of: id) == nil, !routing.isQueued(id),
            let account = accountOf(id), channels.account(account)?.isActive == true
        else { return }
        let settings = routing.settings(of: account)
        if settings.isOn, settings.mode != .nobody || !settings.rules.isEmpty { routing.queue.enlist(id, .reopened) }
    }

    /// Whose contact somebody is decides who may take what waits of theirs.
    private mutating func followOwners(_ event: ContactEvent) {
        switch event {
        case .set, .merged, .unmerged, .forgotten: break
        case .propertiesChanged, .named, .resolved: return
        }
        for (ticket, pool) in routing.queue.all {
            let now = self.pool(of: ticket, pool.account, rule: pool.rule == 0 ? nil : pool.rule)
            guard now != pool else { continue }
            routing.queue.add(ticket, to: now)
            routing.queue.wake(pool.account)
        }
    }

    private mutating func observe(_ id: TicketID?, in sequence: SequenceNumber, at now: Timestamp) {
        guard let id, let ticket = tickets[id] else { return }
        let given = routing.observe(id, owner: ticket.owner, isOpen: countsAsOpen(ticket), in: sequence)
        if !routing.isOpen(id) { routing.silences.stop(id) }
        guard let owner = given else { return }
        if let team = people.rep(owner)?.mainTeam { routing.apply(teams: [team], of: id) }
        if routing.returningAccounts > 0, ticket.lastSide != .rep { startSilence(id, ticket.thread, at: now) }
    }

    /// Whether the ticket takes up one of its owner's slots.
    private func countsAsOpen(_ ticket: Ticket) -> Bool { tickets.isOpen(ticket) }

    private mutating func hear(_ received: MessageReceived, at now: Timestamp) {
        guard received.direction == .incoming else { return routing.silences.stop(received.ticket) }
        guard routing.owner(of: received.ticket) != nil, !routing.silences.isRunning(received.ticket) else { return }
        startSilence(received.ticket, received.thread, at: now)
    }

    private mutating func startSilence(_ ticket: TicketID, _ thread: ThreadID, at now: Timestamp) {
        guard let account = threads[thread]?.account, routing.isOpen(ticket) else { return }
        let settings = routing.settings(of: account)
        guard settings.isOn, let minutes = settings.returnAfterMinutes else { return }
        routing.silences.start(ticket, at: Timestamp(milliseconds: now.milliseconds + minutes * 60_000))
    }

    private mutating func follow(_ event: PeopleEvent) {
        switch event {
        case .repSet(let rep): routing.queue.wake(rep.name)
        case .availabilityChanged(let change): if change.isAvailable { routing.queue.wake(change.rep) }
        case .skillSet: routing.queue.wakeEverybody()
        case .repRemoved, .teamSet, .teamRemoved, .skillRemoved: break
        }
    }

    /// After an entry: whether somebody can take a ticket that waits, and which is the oldest such.
    mutating func settleQueue() {
        routing.forgetNews()
        guard !routing.queue.waking.isEmpty else { return }
        var next: TicketID?
        for (pool, ticket) in routing.queue.heads where (next.map { ticket < $0 } ?? true) && concerns(pool) {
            if judgeQueued(ticket)?.chosen != nil { next = ticket }
        }
        routing.queue.settle(next: next)
    }

    /// Whether anybody of those who have become free is one whom the pool's tickets could go to.
    private func concerns(_ pool: RoutingQueue.Pool) -> Bool {
        let waking = routing.queue.waking
        if waking.everybody || waking.accounts.contains(pool.account) { return true }
        let settings = routing.settings(of: pool.account)
        let rule = settings.rules.indices.contains(pool.rule - 1) ? settings.rules[pool.rule - 1] : nil
        return waking.reps.contains { name in
            if name == pool.contactOwner { return true }
            let targets = [rule?.targets ?? settings.targets, rule?.targets ?? settings.fallback]
            let team = people.rep(name)?.mainTeam
            return targets.contains { $0.reps.contains(name) || (team.map($0.teams.contains) ?? false) }
        }
    }
}
