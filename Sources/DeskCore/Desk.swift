/// The help desk itself: it says what a command means, and takes note of what happened.
///
/// Deciding reads everything and changes nothing; applying changes everything and cannot refuse. Replay only applies, so that
/// a rule that changes never rewrites history. Each kind of state belongs to a book; this file only says whose turn it is.
public struct Desk: Sendable {
    public internal(set) var channels = ChannelBook()
    public internal(set) var contacts = ContactBook()
    public internal(set) var threads = ThreadIndex()
    public internal(set) var tickets = TicketBook()
    public internal(set) var messages = MessageIndex()
    public internal(set) var deliveries = DeliveryBook()
    public internal(set) var people = PeopleBook()
    public internal(set) var routing = RoutingTable()
    public internal(set) var connecting = StagingBook()
    public internal(set) var pipelines = PipelineBook()
    public internal(set) var strangers = StrangerBook()
    public internal(set) var service = ServiceBook()
    public internal(set) var contents = ContentBook()
    public internal(set) var sending = SendingBook()
    public internal(set) var views = ViewBook()
    public internal(set) var snippets = SnippetBook()
    public internal(set) var merging = MergeBook()
    public internal(set) var keys: KeyTable
    /// The sequence of the last entry applied.
    public private(set) var head = SequenceNumber.zero

    /// - Parameter secret: keys the tables' digests; the journal keeps it.
    public init(secret: Digest) { keys = KeyTable(secret: secret) }

    /// Says what would happen if `author` had their way now; `adapter` knows which accounts' adapters are ready.
    public func decide(
        _ command: Command, by author: Author, at now: Timestamp, adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        switch command {
        case .registerChannel(let channel): .record(try channels.register(channel))
        case .createAccount(let account): .record(try channels.create(account))
        case .setAccount(let slug, let active, let reason): .record(try toggle(slug, active: active, reason: reason, queued: .hold))
        case .publish(let publish): try receive(publish, by: author, at: now)
        case .send(let send): try reply(send, by: author, at: now, adapter)
        case .note(let ticket, let text, let content, let key): try note(ticket, text, content, key, by: author)
        case .assign(let ticket, let rep, let expected, let key): try assign(ticket, to: rep, expected: expected, key, by: author)
        case .retry(let message, let key): try retry(message, key, by: author, adapter)
        case .drop(let message, let key): try drop(message, key, by: author)
        case .report(let message, let report): .record(try deliveries.report(delivery(message, of: author), report))
        case .accept(let message): .record(try accept(message, by: author))
        case .settle(let message, let outcome, let resendable):
            .record(try settle(message, outcome, resendable: resendable, by: author))
        case .follow(let slug): .record(follow(slug))
        case .dispatch(let message): .record(deliveries.dispatch(try deliveries.existing(message)))
        case .tick: .record(due(at: now))
        case .people(let command): try decide(command, by: author, at: now)
        case .routing(let command): try decide(command, by: author, at: now)
        case .account(let command): try decide(command, by: author, at: now)
        case .contact(let command): try decide(command, by: author, at: now)
        case .pipeline(let command): try decide(command, by: author, at: now)
        case .stranger(let command): try decide(command, by: author, at: now)
        case .service(let command): try decide(command, by: author, at: now)
        case .sending(let command): try decide(command, by: author, at: now, adapter)
        case .view(let command): try decide(command, by: author, at: now, adapter)
        case .snippet(let command): try decide(command, by: author, at: now, adapter)
        case .merge(let command): try decide(command, by: author, at: now, adapter)
        }
    }

    /// Takes note of an entry. It cannot fail: replay does not argue with history.
    public mutating func apply(_ events: [Event], in sequence: SequenceNumber, at now: Timestamp) {
        for event in events {
            apply(event, in: sequence, at: now)
            notice(event, in: sequence, at: now)
            followRouting(event, in: sequence, at: now)
        }
        settleQueue()
        head = sequence
    }

    private mutating func apply(_ event: Event, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .channelRegistered(let channel): channels.apply(channel)
        case .accountCreated(let account): channels.apply(account, in: sequence)
        case .accountChanged(let slug, let active, let reason): channels.apply(slug, active: active, reason: reason, in: sequence)
        case .contactCreated(let id, let party, let channel): contacts.apply(id, party, digest(of: party.identifier, on: channel))
        case .threadOpened(let opened):
            threads.apply(opened, digest(of: opened))
            channels.noteThread(on: opened.account)
        case .ticketOpened(let opened): open(opened, in: sequence, at: now)
        case .messageReceived(let received): take(received, in: sequence, at: now)
        case .replySent(let reply): take(reply, in: sequence, at: now)
        case .noted(let noted): take(noted, in: sequence, at: now)
        case .assigned(let ticket, from: _, let rep):
            tickets.apply(ticket, owner: rep)
            if let rep { views.note(active: rep) }
            tickets.touch(ticket, in: sequence, at: now)
        case .statusChanged(let ticket, from: let old, let status):
            sending.note(ticket, from: old, to: status, in: sequence)
            let isOpen = pipelines.isOpen(status, in: tickets.pipeline(ticket))
            tickets.apply(ticket, status: status, isOpen: isOpen, at: now)
            if !isOpen { views.wake(ticket) }
            tickets.touch(ticket, in: sequence, at: now)
        case .deliveryChanged(let change): take(change, in: sequence, at: now)
        case .keyUsed(let keyed, _): keys.apply(keyed, in: sequence)
        case .people(let event): apply(event, in: sequence, at: now)
        case .routing(let event): apply(event, in: sequence, at: now)
        case .account(let event): apply(event, in: sequence, at: now)
        case .contact(let event): apply(event, in: sequence, at: now)
        case .pipeline(let event): apply(event, in: sequence, at: now)
        case .stranger(let event): apply(event, in: sequence, at: now)
        case .service(let event): apply(event, in: sequence, at: now)
        case .sending(let event): apply(event, in: sequence, at: now)
        case .view(let event): apply(event, in: sequence, at: now)
        case .snippet(let event): apply(event, in: sequence, at: now)
        case .merge(let event): apply(event, in: sequence, at: now)
        }
    }

    /// What time alone brings about by now.
    private func due(at now: Timestamp) -> [Event] {
        peopleDue(at: now) + routingDue(at: now) + accountDue(at: now) + contactDue(at: now) + pipelineDue(at: now) + strangerDue(at: now)
            + serviceDue(at: now) + sendingDue(at: now) + viewDue(at: now) + snippetDue(at: now) + mergeDue(at: now)
    }

    /// When something happens next without anybody asking for it; nil where nothing does. Asked once a turn.
    public var nextDeadline: Timestamp? {
        [
            peopleDeadline, routingDeadline, accountDeadline, contactDeadline, pipelineDeadline, strangerDeadline, serviceDeadline,
            sendingDeadline, viewDeadline, snippetDeadline, mergeDeadline,
        ].compactMap(
            \.self
        ).min()
    }

    /// Open tickets by the account on which they were opened.
    public var openTicketCounts: [AccountSlug: Int] {
        tickets.all.reduce(into: [:]) { counts, ticket in
            guard tickets.isOpen(ticket), let account = threads[ticket.thread]?.account else { return }
            counts[account, default: 0] += 1
        }
    }

    /// The whole state in one fixed order, to compare or to digest.
    public func stateBytes() -> [UInt8] {
        var state = StateWriter()
        state.write(head.number)
        channels.write(to: &state)
        contacts.write(to: &state)
        threads.write(to: &state)
        tickets.write(to: &state)
        messages.write(to: &state)
        deliveries.write(to: &state)
        people.write(to: &state)
        routing.write(to: &state)
        connecting.write(to: &state)
        pipelines.write(to: &state)
        strangers.write(to: &state)
        service.write(to: &state)
        contents.write(to: &state)
        sending.write(to: &state)
        views.write(to: &state)
        snippets.write(to: &state)
        merging.write(to: &state)
        keys.write(to: &state)
        return state.bytes
    }
}

/// What comes of a command that is not refused.
public enum Decision: Sendable {
    /// These happen; none means that everything is as asked already.
    case record([Event])
    /// The same was asked before, and this entry came of it.
    case repeated(SequenceNumber)
}
