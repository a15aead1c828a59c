/// Pipelines, their statuses, and the properties of tickets.
extension Desk {
    func decide(_ command: PipelineCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .setPipeline(let pipeline):
            .record(try pipelines.set(pipeline) { tickets.count(in: pipeline.slug, $0) })
        case .removePipeline(let slug): .record(try pipelines.remove(slug, uses: tickets.count(in: slug)))
        case .setProperty(let property): .record(try pipelines.set(property) { tickets.values(of: property.slug) })
        case .removeProperty(let slug): .record(try pipelines.remove(slug, uses: tickets.values(of: slug).count))
        case .change(let ticket, let change, let key): try self.change(ticket, change, key, by: author)
        case .move(let ticket, let pipeline, let status, let key): try move(ticket, to: pipeline, status, key, by: author)
        case .setPolicy(let account, let change, let revision): .record(try set(change, of: account, revision))
        case .moveAccount(let account, let pipeline, let team, let revision):
            .record(try move(account, to: pipeline, revision) + handing(account, to: team, by: author))
        }
    }

    mutating func apply(_ event: PipelineEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .pipelineSet(let pipeline): pipelines.apply(pipeline)
        case .pipelineRemoved(let slug): pipelines.apply(removed: slug)
        case .propertySet(let property): pipelines.apply(property)
        case .propertyRemoved(let slug): pipelines.apply(removed: slug)
        case .propertiesChanged(let ticket, let properties):
            tickets.apply(ticket, properties)
            tickets.touch(ticket, in: sequence, at: now)
        case .ticketMoved(let ticket, _, let pipeline, let status):
            let isOpen = pipelines.isOpen(status, in: pipeline)
            tickets.apply(ticket, pipeline: pipeline, status, isOpen: isOpen, at: now)
            if !isOpen { views.wake(ticket) }
            tickets.touch(ticket, in: sequence, at: now)
        case .policySet(let account, let policy):
            pipelines.apply(policy, to: account)
            channels.revise(account)
        case .accountMoved(let account, let former, let pipeline):
            moveTickets(of: account, from: former, to: pipeline, at: now)
            channels.notices.add(account, .updated, ["pipeline"], in: sequence)
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func pipelineDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var pipelineDeadline: Timestamp? { nil }

    /// How many tickets are in each status, by pipeline and in its order.
    public var statusCounts: [(pipeline: PipelineSlug, status: Pipeline.Status, count: Int)] {
        pipelines.sortedPipelines.flatMap { pipeline in
            pipeline.statuses.map { (pipeline.slug, $0, tickets.count(in: pipeline.slug, $0.slug)) }
        }
    }

    public func pipeline(of ticket: Ticket) -> Pipeline { pipelines.inUse(ticket.pipeline) }
}

// What people change of a ticket.
extension Desk {
    private func change(_ id: TicketID, _ change: TicketChange, _ key: Key, by author: Author) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, "set", key: key) {
            $0.combine(UInt64(id.number))
            if let status = change.status { $0.combine(status.slug) }
            for (property, value) in change.properties {
                $0.combine(property.slug)
                if let value { $0.combine(value) }
            }
        }
        return try once(keyed, key) { () throws(Rejection) in try changed(try tickets.existing(id), change, by: author) }
    }

    /// All of it, or nothing.
    func changed(_ ticket: Ticket, _ change: TicketChange, by author: Author) throws(Rejection) -> [Event] {
        let pipeline = pipeline(of: ticket)
        let status = try pipeline.existing(change.status ?? ticket.status)
        if status.slug != ticket.status, case .rep = author { try pipeline.check(from: ticket.status, to: status.slug) }
        if let mark = strangers.mark(ticket.id), change.status != nil, status.isOpen {
            throw .conflicting(
                mark.kind == .trash
                    ? "Ticket \(ticket.id.number) is in the trash; take it out first (`trash \(ticket.id.number) --undo`)."
                    : "Ticket \(ticket.id.number) is spam; say first that it is none (`spam \(ticket.id.number) --undo`).")
        }
        var said = ticket.properties
        var news: [(property: PropertySlug, value: PropertyValue?)] = []
        for (name, value) in change.properties {
            let property = try pipelines.existing(name)
            if let value { try property.check(value) }
            if said[name] != value { news.append((name, value)) }
            said[name] = value
        }
        try Property.check(count: said.count)
        // What was missing before is not asked for by a change of something else.
        let excused = change.status == nil ? pipeline.missing(in: status, ticket.properties) : []
        let missing = pipeline.missing(in: status, said).filter { !excused.contains($0) }
        guard missing.isEmpty else { throw .requiredPropertiesMissing(missing.map(\.slug)) }
        var events: [Event] = news.isEmpty ? [] : [.pipeline(.propertiesChanged(ticket.id, news))]
        if status.slug != ticket.status { events.append(.statusChanged(ticket.id, from: ticket.status, to: status.slug)) }
        return events
    }

    private func move(
        _ id: TicketID, to slug: PipelineSlug, _ status: StatusSlug?, _ key: Key, by author: Author
    ) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, "ticket.move", key: key) {
            $0.combine(UInt64(id.number))
            $0.combine(slug.slug)
            if let status { $0.combine(status.slug) }
        }
        return try once(keyed, key) { () throws(Rejection) in
            let ticket = try tickets.existing(id)
            let pipeline = try pipelines.existing(slug)
            let status = status ?? pipeline.counterpart(of: ticket.status, isOpen: tickets.isOpen(ticket))
            if ticket.pipeline == slug, case .rep = author { try pipeline.check(from: ticket.status, to: status) }
            if ticket.pipeline != slug, case .rep = author, !pipeline.rules.createIn.isEmpty, !pipeline.rules.createIn.contains(status) {
                let names = pipeline.rules.createIn.map(\.slug.text).joined(separator: ", ")
                throw .conflicting("In the pipeline \(slug.slug) a ticket begins in \(names); an admin can begin elsewhere.")
            }
            let missing = pipeline.missing(in: try pipeline.existing(status), ticket.properties)
            guard missing.isEmpty else { throw .requiredPropertiesMissing(missing.map(\.slug)) }
            guard ticket.pipeline != slug || ticket.status != status else { return [] }
            return [.pipeline(.ticketMoved(id, from: ticket.pipeline, to: slug, status))]
        }
    }
}

// What becomes of an account's messages.
extension Desk {
    private func set(_ change: TicketPolicyChange, of account: AccountSlug, _ revision: UInt64?) throws(Rejection) -> [Event] {
        try channels.checkRevision(account, revision)
        let former = pipelines.policy(of: account)
        let policy = change.applied(to: former)
        try pipelines.check(policy, of: account, in: try pipelines.existing(policy.pipeline))
        return policy.isSame(as: former) ? [] : [.pipeline(.policySet(account, policy))]
    }

    private func move(_ account: AccountSlug, to pipeline: PipelineSlug, _ revision: UInt64?) throws(Rejection) -> [Event] {
        var change = TicketPolicyChange()
        change.pipeline = pipeline
        let former = pipelines.policy(of: account).pipeline
        // Where new ones go there already, it is about those that stayed behind.
        let places = former == pipeline ? places(of: account).filter { $0 != pipeline } : [former]
        return try set(change, of: account, revision) + places.map { .pipeline(.accountMoved(account, from: $0, to: pipeline)) }
    }

    /// The pipelines in which an account's tickets are.
    private func places(of account: AccountSlug) -> [PipelineSlug] {
        Set(tickets.all.filter { threads[$0.thread]?.account == account }.map(\.pipeline)).sorted { $0.slug < $1.slug }
    }

    private func handing(_ account: AccountSlug, to team: TeamSlug?, by author: Author) throws(Rejection) -> [Event] {
        guard let team else { return [] }
        try checkSeat(of: author)
        let former = routing.settings(of: account)
        var change = RoutingChange()
        change.mode = .set(.usersAndTeams)
        change.reps = .cleared
        change.teams = .set([team])
        let settings = change.applied(to: former)
        try check(settings, after: former)
        return settings.isSame(as: former) ? [] : [.routing(.settingsChanged(account, settings))]
    }

    /// Each to the status of the same name, else to the first that is as open or closed as its own.
    private mutating func moveTickets(of account: AccountSlug, from former: PipelineSlug, to slug: PipelineSlug, at now: Timestamp) {
        let pipeline = pipelines.inUse(slug)
        for ticket in tickets.all where ticket.pipeline == former && threads[ticket.thread]?.account == account {
            let isOpen = tickets.isOpen(ticket)
            tickets.apply(
                ticket.id, pipeline: slug, pipeline.counterpart(of: ticket.status, isOpen: isOpen), isOpen: isOpen, at: now)
        }
    }
}

extension Pipeline {
    /// Where a ticket goes that comes from another pipeline.
    fileprivate func counterpart(of status: StatusSlug, isOpen: Bool) -> StatusSlug {
        if let same = self[status], same.isOpen == isOpen { return same.slug }
        return isOpen ? first : firstClosed ?? first
    }
}

// Steps of intake.
extension Desk {
    enum Placement {
        case current(TicketID)
        case reopened(TicketID)
        case new(followUpOf: TicketID?)
    }

    /// Where a message goes whose thread's ticket was `latest`.
    func placement(
        of publish: Publish, after latest: TicketID?, keptOut: Bool, _ policy: TicketPolicy, at now: Timestamp
    ) -> Placement {
        guard let id = latest else { return .new(followUpOf: nil) }
        if let placement = placement(on: id, strangers.mark(id), keptOut: keptOut) { return placement }
        guard let closed = tickets.closed(id) else { return .current(id) }
        // What is said in passing is kept where it belongs, and nobody is called back to work for it.
        if publish.direction == .incoming, policy.isThanks(publish.text, closed: closed, at: now) { return .current(id) }
        return policy.reopens(closed: closed, at: now) ? .reopened(id) : .new(followUpOf: id)
    }

    func newTicket(
        _ publish: Publish, _ id: TicketID, _ thread: ThreadID, _ followUpOf: TicketID?, _ policy: TicketPolicy
    ) -> TicketOpened {
        let pipeline = pipelines.inUse(policy.pipeline)
        var status = policy.status ?? pipeline.first
        if publish.direction == .outgoing { status = policy.onRepReply ?? pipeline.onRepReply ?? status }
        return TicketOpened(
            ticket: id, thread: thread,
            subject: publish.subject.flatMap { $0.isEmpty ? nil : $0 } ?? FirstLine.of(publish.text, publish.content),
            status: status, followUpOf: followUpOf, pipeline: policy.pipeline, properties: said(publish, policy))
    }

    /// The account's defaults, and what the adapter may say instead. A value that does not fit is left out: the message is worth more.
    private func said(_ publish: Publish, _ policy: TicketPolicy) -> [(property: PropertySlug, value: PropertyValue)] {
        guard !publish.properties.isEmpty, !policy.fromAdapter.isEmpty else { return policy.defaults }
        var said = Dictionary(uniqueKeysWithValues: policy.defaults.map { ($0.property, $0.value) })
        for (name, value) in publish.properties where policy.fromAdapter.contains(name) {
            guard let property = pipelines.property(name), (try? property.check(value)) != nil else { continue }
            said[name] = value
        }
        return said.sorted { $0.key < $1.key }.prefix(Property.saidMax).map { (property: $0.key, value: $0.value) }
    }

    func reopening(_ id: TicketID, by publish: Publish, _ policy: TicketPolicy) -> [Event] {
        guard let ticket = tickets[id] else { return [] }
        let pipeline = pipeline(of: ticket)
        let isIncoming = publish.direction == .incoming
        let wished = isIncoming ? policy.reopenStatus ?? policy.onContactReply : policy.onRepReply
        let standard = isIncoming ? pipeline.onContactReply : pipeline.onRepReply
        let status = [wished, standard].compactMap(\.self).first { pipeline.takes(ticket, in: $0) } ?? pipeline.first
        let owner = isIncoming ? reopenedOwner(of: ticket, policy) : ticket.owner
        return [.statusChanged(id, from: ticket.status, to: status)]
            + (owner == ticket.owner ? [] : [.assigned(id, from: ticket.owner, to: owner)])
    }

    private func reopenedOwner(of ticket: Ticket, _ policy: TicketPolicy) -> RepName? {
        switch policy.reopenedOwner {
        case .keep: ticket.owner
        case .keepIfAvailable: ticket.owner.flatMap { people.isAvailable($0) ? $0 : nil }
        case .contactOwner: owner(of: contact(of: ticket.id)) ?? ticket.owner
        case .unassigned: nil
        }
    }

    /// The status that an open ticket gets because somebody wrote, or nothing where it stays. It never gets one that asks for what it
    /// does not say.
    /// - Parameter change: what happens to the ticket in the same entry.
    func statusAfter(_ side: Ticket.Side, on id: TicketID, _ policy: TicketPolicy, with change: TicketChange? = nil) -> [Event] {
        guard let status = tickets.openStatus(id) else { return [] }
        let pipeline = pipelines.inUse(tickets.pipeline(id))
        let waiting = policy.onRepReply ?? pipeline.onRepReply
        let next: StatusSlug? =
            switch side {
            case .rep: waiting
            case .contact: status == waiting ? policy.onContactReply ?? pipeline.onContactReply : nil
            }
        guard let next, next != status, let ticket = tickets[id], let step = pipeline[next] else { return [] }
        var said = ticket.properties
        for (property, value) in change?.properties ?? [] { said[property] = value }
        guard pipeline.missing(in: step, said).isEmpty else { return [] }
        return [.statusChanged(id, from: status, to: next)]
    }

    /// The contact's side asks to close the ticket that the message came to, where the account lets it and the ticket says enough.
    func closing(_ publish: Publish, _ id: TicketID, _ policy: TicketPolicy, after events: [Event]) -> [Event] {
        guard policy.allowsClosing, publish.direction == .incoming else { return [] }
        var status = tickets[id]?.status
        var properties = tickets[id]?.properties ?? [:]
        var pipeline = tickets[id].map { self.pipeline(of: $0) } ?? .standard
        for event in events {
            switch event {
            case .ticketOpened(let opened):
                status = opened.status
                pipeline = pipelines.inUse(opened.pipeline)
                properties = Dictionary(uniqueKeysWithValues: opened.properties.map { ($0.property, $0.value) })
            case .statusChanged(_, from: _, let now): status = now
            default: continue
            }
        }
        let closed = pipeline.statuses.first { !$0.isOpen && pipeline.missing(in: $0, properties).isEmpty }
        guard let status, pipeline.isOpen(status), let closed else { return [] }
        return [.statusChanged(id, from: status, to: closed.slug)]
    }
}

extension Pipeline {
    /// Whether a ticket says all that the status asks for.
    fileprivate func takes(_ ticket: Ticket, in status: StatusSlug) -> Bool {
        self[status].map { missing(in: $0, ticket.properties).isEmpty } ?? false
    }
}

extension KeyedHash {
    mutating func combine(_ value: PropertyValue) {
        switch value {
        case .text(let text): combine(text.encoded)
        case .number(let bytes): combine(bytes)
        case .bool(let flag): combine(flag ? 1 : 0)
        case .texts(let texts): for text in texts { combine(text.encoded) }
        }
    }
}
