/// Who is kept out: blocked senders, spam, trash, rates and lists.
extension Desk {
    func decide(_ command: StrangerCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .block(let target, let reason, let key):
            try once(target, "block", key, by: author) { () throws(Rejection) in try block(current(target), reason) }
        case .unblock(let target, let key):
            try once(target, "unblock", key, by: author) { () throws(Rejection) in
                unblocked(target).filter { strangers.block($0) != nil }.map { .stranger(.unblocked($0)) }
            }
        case .spam(let id, let isSpam, let blocks, let key):
            try once(id, isSpam ? "spam" : "ham", key, by: author) { () throws(Rejection) in
                isSpam ? try spam(id, blocks: blocks) : try unmark(id, .spam)
            }
        case .trash(let id, let key): try once(id, "trash", key, by: author) { () throws(Rejection) in try mark(id, .trash) }
        case .restore(let id, let key): try once(id, "restore", key, by: author) { () throws(Rejection) in try unmark(id, .trash) }
        case .setGuard(let account, let change, let revision): .record(try set(change, of: account, revision))
        }
    }

    private func once(
        _ id: TicketID, _ verb: StaticString, _ key: Key, by author: Author, _ decide: () throws(Rejection) -> [Event]
    ) throws(Rejection) -> Decision {
        try once(keys.keyed(by: author, verb, key: key) { $0.combine(UInt64(id.number)) }, key, decide)
    }

    private func once(
        _ target: BlockTarget, _ verb: StaticString, _ key: Key, by author: Author, _ decide: () throws(Rejection) -> [Event]
    ) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, verb, key: key) {
            switch target {
            case .contact(let id): $0.combine(UInt64(id.number))
            case .identifier(let identifier): $0.combine(identifier)
            }
        }
        return try once(keyed, key, decide)
    }

    /// All that stands between the desk and somebody: those who turned out to be them may have been blocked by themselves.
    private func unblocked(_ target: BlockTarget) -> [BlockTarget] {
        guard case .contact(let id) = target else { return [target] }
        return contacts.family(of: contacts.current(id)).map { .contact($0) }
    }

    /// Whom the number stands for by now.
    private func current(_ target: BlockTarget) -> BlockTarget {
        guard case .contact(let id) = target else { return target }
        return .contact(contacts.current(id))
    }

    private func block(_ target: BlockTarget, _ reason: Text?) throws(Rejection) -> [Event] {
        if case .contact(let id) = target, contacts[id] == nil { throw .unknown("There is no contact \(id.number).") }
        // Said again without a reason, the reason that there was holds.
        if let former = strangers.block(target), reason == nil || former.reason == reason { return [] }
        guard strangers.blockCount < StrangerBook.blocksMax else {
            throw .quota("There are \(StrangerBook.blocksMax) blocks, which is the most; unblock somebody first.", after: 0)
        }
        return [.stranger(.blocked(target, reason: reason))]
    }

    private func spam(_ id: TicketID, blocks: Bool) throws(Rejection) -> [Event] {
        let marked = try mark(id, .spam)
        guard blocks, let contact = contact(of: id) else { return marked }
        return marked + (try block(.contact(contacts.current(contact)), nil))
    }

    /// What nobody should see is no work either: it is closed.
    private func mark(_ id: TicketID, _ kind: TicketMark.Kind) throws(Rejection) -> [Event] {
        let ticket = try existing(id)
        if strangers.mark(id)?.kind == kind { return [] }
        let before = tickets.isOpen(ticket) ? ticket.status : strangers.mark(id)?.status
        let closing = tickets.isOpen(ticket) ? [Event.statusChanged(id, from: ticket.status, to: closed(ticket))] : []
        return closing + [.stranger(.marked(id, TicketMark(kind: kind, cause: .manual, status: before)))]
    }

    private func unmark(_ id: TicketID, _ kind: TicketMark.Kind) throws(Rejection) -> [Event] {
        let ticket = try existing(id)
        guard let mark = strangers.mark(id), mark.kind == kind else { return [] }
        let pipeline = pipeline(of: ticket)
        let opening = mark.status ?? (mark.cause == .blocked ? pipeline.first : nil)
        guard let status = opening, !tickets.isOpen(ticket) else { return [.stranger(.unmarked(id))] }
        let known = pipeline[status]?.isOpen == true ? status : pipeline.first
        return [.stranger(.unmarked(id)), .statusChanged(id, from: ticket.status, to: known)]
    }

    private func existing(_ id: TicketID) throws(Rejection) -> Ticket {
        let ticket = try tickets.existing(id)
        guard !strangers.isPurged(id) else { throw .unknownTicket(id) }
        return ticket
    }

    private func closed(_ ticket: Ticket) -> StatusSlug { pipeline(of: ticket).firstClosed ?? ticket.status }

    private func set(_ change: AccountGuardChange, of account: AccountSlug, _ revision: UInt64?) throws(Rejection) -> [Event] {
        try channels.checkRevision(account, revision)
        let former = strangers.guarding(account)
        let limits = change.applied(to: former)
        return limits.isSame(as: former) ? [] : [.stranger(.guardSet(account, limits))]
    }

    mutating func apply(_ event: StrangerEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .blocked(let target, let reason): strangers.apply(target, reason: reason, in: sequence)
        case .unblocked(let target): strangers.apply(unblocked: target)
        case .marked(let ticket, let mark):
            strangers.apply(ticket, mark, at: now)
            tickets.touch(ticket, in: sequence, at: now)
        case .unmarked(let ticket):
            strangers.apply(ticket, nil, at: now)
            tickets.touch(ticket, in: sequence, at: now)
        case .purged(let ticket):
            strangers.apply(purged: ticket)
            tickets.forget(ticket)
            tickets.purge(ticket)
        case .guardSet(let account, let limits):
            strangers.apply(limits, to: account)
            channels.revise(account)
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func strangerDue(at now: Timestamp) -> [Event] {
        strangers.due(by: now).prefix(Self.purgesAnEntry).map { .stranger(.purged($0)) }
    }

    private static let purgesAnEntry = 100

    /// When time alone will next bring something about; nil where it will not.
    var strangerDeadline: Timestamp? { strangers.nextPurge }
}

// Steps of intake.
extension Desk {
    /// Whether the sender may write now, as often as they do. Nothing is recorded of a refusal: whoever floods fills no disk.
    func screen(_ publish: Publish, from party: Party, on account: Account, at now: Timestamp) throws(Rejection) {
        guard publish.direction == .incoming else { return }
        let limits = strangers.guarding(account.slug)
        guard limits.perSender != nil || limits.perAccount != nil, !limits.allowed.contains(where: { $0.matches(party.identifier) })
        else { return }
        guard let wait = strangers.wait(account.slug, digest(of: party.identifier, on: account.channel), at: now) else { return }
        throw .tooFast(milliseconds: wait)
    }

    mutating func pace(_ received: MessageReceived, at now: Timestamp) {
        guard received.direction == .incoming, strangers.isPaced(received.account),
            let channel = channels.account(received.account)?.channel
        else { return }
        let sender = digest(of: received.from.identifier, on: channel)
        strangers.take(received.account, sender, at: now)
    }

    /// Whether what the sender writes is for nobody's eyes.
    func isKeptOut(_ party: Party, _ contact: ContactID?, on account: AccountSlug) -> Bool {
        let limits = strangers.guarding(account)
        let isListed = { (list: [SenderPattern]) in !list.isEmpty && list.contains { $0.matches(party.identifier) } }
        if isListed(limits.allowed) { return false }
        if isListed(limits.denied) { return true }
        guard strangers.hasBlocks else { return false }
        if strangers.block(.identifier(party.identifier)) != nil { return true }
        // Whoever was blocked stays so, whomever they turned out to be.
        return contact.map { contacts.family(of: contacts.current($0)).contains { strangers.block(.contact($0)) != nil } } ?? false
    }
}

extension Desk {
    /// Whether the sender of a message is kept out, whose thread may be opened by `events`.
    func keepsOut(_ publish: Publish, in thread: ThreadID, after events: [Event]) -> Bool {
        guard publish.direction == .incoming else { return false }
        var contact = threads.contact(of: thread)
        for case .threadOpened(let opened) in events { contact = opened.contact }
        return isKeptOut(publish.from, contact, on: publish.account)
    }

    /// What a mark of the thread's ticket means for the next message; nil where it means nothing.
    func placement(on ticket: TicketID, _ mark: TicketMark?, keptOut: Bool) -> Placement? {
        guard let mark else { return keptOut ? .new(followUpOf: nil) : nil }
        switch mark.kind {
        case .trash: return .new(followUpOf: nil)
        // Whoever is not blocked any more begins anew; what somebody has called spam goes on to be that.
        case .spam: return keptOut || mark.cause == .manual ? .current(ticket) : .new(followUpOf: nil)
        }
    }

    /// A ticket of somebody who is kept out is closed and marked from the beginning: it is nobody's work.
    func opened(_ opened: TicketOpened, keptOut: Bool) -> [Event] {
        guard keptOut else { return [.ticketOpened(opened)] }
        let spam = TicketOpened(
            ticket: opened.ticket, thread: opened.thread, subject: opened.subject,
            status: pipelines.inUse(opened.pipeline).firstClosed ?? opened.status, followUpOf: nil, pipeline: opened.pipeline,
            properties: opened.properties)
        return [.ticketOpened(spam), .stranger(.marked(opened.ticket, TicketMark(kind: .spam, cause: .blocked, status: nil)))]
    }
}
