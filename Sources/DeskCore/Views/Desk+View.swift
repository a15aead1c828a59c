/// What reps read by: saved views, what each has read, whom a ticket concerns.
extension Desk {
    func decide(
        _ command: ViewCommand, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        guard let asker = author.person else { throw .notYours }
        return switch command {
        case .set(let change, let key):
            try keyed("view.set", key, author, { $0.combine(change) }) { () throws(Rejection) in
                try set(change, by: asker, author)
            }
        case .remove(let slug, let key):
            try keyed("view.remove", key, author, { $0.combine(slug.slug) }) { () throws(Rejection) in
                _ = try changeable(slug, author)
                return [.view(.removed(slug))]
            }
        case .follow(let ticket, let rep, let on, let key):
            try keyed(on ? "follow" : "unfollow", key, author, { $0.combine(ticket, rep?.slug) }) { () throws(Rejection) in
                try follow(ticket, rep ?? asker, on: on)
            }
        case .assignTeam(let ticket, let team, let key):
            try keyed("ticket.team", key, author, { $0.combine(ticket, team?.slug) }) { () throws(Rejection) in
                try assign(ticket, toTeam: team)
            }
        case .snooze(let ticket, let snooze, let key):
            try keyed("snooze", key, author, { $0.combine(ticket, snooze) }) { () throws(Rejection) in
                try self.snooze(ticket, snooze, at: now)
            }
        case .notify(let topics, let key):
            try keyed("notify.set", key, author, { $0.combine(topics) }) { () throws(Rejection) in
                notify(topics, asker)
            }
        }
    }

    private func keyed(
        _ verb: StaticString, _ key: Key, _ author: Author, _ describe: (inout KeyedHash) -> Void,
        _ decide: () throws(Rejection) -> [Event]
    ) throws(Rejection) -> Decision {
        try once(keys.keyed(by: author, verb, key: key, describe), key, decide)
    }

    mutating func apply(_ event: ViewEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .set(let view): views.apply(view)
        case .removed(let slug): views.remove(slug)
        case .read(let marks): for mark in marks { views.apply(mark) }
        case .followed(let ticket, let rep, let on): views.apply(ticket, follower: rep, on: on)
        case .mentioned(let ticket, let reps): views.apply(ticket, mentioned: reps)
        case .teamSet(let ticket, let team):
            views.apply(ticket, team: team)
            tickets.touch(ticket, in: sequence, at: now)
        case .snoozed(let ticket, let snooze): views.apply(ticket, snooze: snooze)
        case .notifySet(let rep, let off): views.apply(rep, silenced: off)
        }
    }

    /// What time alone brings about: what was looked at gets into the journal, and what was out of the way is there again.
    func viewDue(at now: Timestamp) -> [Event] {
        var events: [Event] = []
        if let due = views.glancesDue, due <= now { events.append(.view(.read(views.marksToKeep()))) }
        if let due = views.snoozeDue, due <= now { events += views.snoozesOver(at: now).map { .view(.snoozed($0, nil)) } }
        return events
    }

    /// When time alone will next bring something about; nil where it will not.
    var viewDeadline: Timestamp? { [views.glancesDue, views.snoozeDue].compactMap(\.self).min() }
}

// Views.
extension Desk {
    private func set(_ change: ViewChange, by asker: RepName, _ author: Author) throws(Rejection) -> [Event] {
        let former = views[change.slug]
        if former != nil || Self.isStandard(change.slug) { _ = try changeable(change.slug, author) }
        guard former != nil || views.count < ViewBook.viewsMax else {
            throw .quota("There are \(ViewBook.viewsMax) views, which is the most; remove one first.", after: 0)
        }
        let view = change.applied(to: former, owner: asker)
        try TicketCondition(parsing: view.query, asker: asker).checkNames(in: self)
        return view == former ? [] : [.view(.set(view))]
    }

    private static func isStandard(_ slug: ViewSlug) -> Bool { SavedView.standard.contains { $0.slug == slug } }

    /// A view is changed by whoever made it, and by admins.
    private func changeable(_ slug: ViewSlug, _ author: Author) throws(Rejection) -> SavedView {
        if Self.isStandard(slug) { throw .conflicting("Every desk has the view \(slug.slug), so it stays as it is; use another name.") }
        guard let view = views[slug] else { throw .unknown("There is no view \(slug.slug); `desk views` shows those there are.") }
        if case .admin = author { return view }
        guard view.owner == author.person else {
            throw .notAllowed("The view \(slug.slug) is another rep's; make one of your own under another name.")
        }
        return view
    }

    /// Those that a rep sees, in the order of lists.
    public func views(of rep: RepName) -> [SavedView] {
        let person = people.rep(rep)
        let isSeatless = person.map { !$0.hasSeat } ?? false
        return SavedView.standard.filter { !isSeatless || SavedView.seatless.contains($0.slug) } + views.sorted.filter { sees($0, rep) }
    }

    /// Nil where the rep sees none of that name.
    public func view(_ slug: ViewSlug, of rep: RepName) -> SavedView? { views(of: rep).first { $0.slug == slug } }

    private func sees(_ view: SavedView, _ rep: RepName) -> Bool {
        guard let owner = view.owner, owner != rep else { return true }
        return switch view.sharing {
        case .everyone: true
        case .mine: false
        case .team: !teams(of: owner).isDisjoint(with: teams(of: rep))
        }
    }

    func teams(of rep: RepName) -> Set<TeamSlug> { Set(people.rep(rep)?.allTeams ?? []) }
}

// Whom a ticket concerns.
extension Desk {
    private func follow(_ id: TicketID, _ rep: RepName, on: Bool) throws(Rejection) -> [Event] {
        let followers = views.followers(of: try tickets.existing(id).id)
        guard followers.contains(rep) != on else { return [] }
        guard !on || followers.count < ViewBook.followersMax else {
            throw .quota("\(ViewBook.followersMax) reps follow ticket \(id.number), which is the most.", after: 0)
        }
        return [.view(.followed(id, rep, on: on))]
    }

    /// Given to a team, it is nobody's until one of them takes it.
    private func assign(_ id: TicketID, toTeam team: TeamSlug?) throws(Rejection) -> [Event] {
        let ticket = try tickets.existing(id)
        if let team, people.team(team) == nil { throw .unknown(PeopleBook.noTeam(team)) }
        var events: [Event] = views.team(of: id) == team ? [] : [.view(.teamSet(id, team))]
        if team != nil, let owner = ticket.owner { events.append(.assigned(id, from: owner, to: nil)) }
        return events
    }

    /// Whom a note calls: reps who are set up or have done something here, and all of a team.
    func mentions(in noted: Noted) -> [Event] {
        let called = Mentions.names(in: noted.text.utf8).flatMap { name -> [RepName] in
            if people.rep(RepName(name)) != nil || views.isActive(RepName(name)) { return [RepName(name)] }
            return people.members(of: TeamSlug(name)).map(\.name)
        }
        let reps = Set(called).subtracting([noted.rep]).sorted()
        return reps.isEmpty ? [] : [.view(.mentioned(noted.ticket, reps))]
    }

    private func notify(_ topics: [NotifyTopic: Bool], _ rep: RepName) -> [Event] {
        let former = views.silenced(by: rep)
        let off = NotifyTopic.allCases.filter { topics[$0].map { !$0 } ?? former.contains($0) }
        return Set(off) == former ? [] : [.view(.notifySet(rep, off: off))]
    }
}

// What each has read.
extension Desk {
    /// Whether a contact has said something that the rep has not seen; a sign under a message says nothing that has to be read.
    public func isUnread(_ ticket: Ticket, by rep: RepName) -> Bool {
        let read = views.read(ticket.id, by: rep).number
        return ticket.timeline.reversed().prefix { $0.number > read }.contains {
            messages[$0]?.kind == .incoming && contents.action(of: $0)?.kind != .reaction
        }
    }

    /// A rep looks at it. The journal hears of that later.
    /// - Returns: whether there was anything new in it.
    public mutating func glance(at id: TicketID, by rep: RepName, at now: Timestamp) -> Bool {
        guard let ticket = tickets[id], isUnread(ticket, by: rep) else { return false }
        views.glance(ReadMark(rep: rep, ticket: id, sequence: head), at: now)
        return true
    }

    /// Whether a ticket is the team's: given to it, or to a rep whose main team it is.
    func isTeam(_ team: TeamSlug, _ ticket: Ticket) -> Bool {
        if views.team(of: ticket.id) == team { return true }
        if routing.assignedTeams(of: ticket.id).contains(team) { return true }
        return ticket.owner.flatMap { people.rep($0)?.mainTeam } == team
    }
}

extension KeyedHash {
    fileprivate mutating func combine(_ change: ViewChange) {
        combine(change.slug.slug)
        combine(change.label?.encoded ?? [])
        combine(change.query ?? [])
        for column in change.columns ?? [] { combine(column) }
        combine(Array((change.layout?.rawValue ?? "").utf8))
        combine(Array((change.sharing?.rawValue ?? "").utf8))
    }

    fileprivate mutating func combine(_ ticket: TicketID, _ name: Slug?) {
        combine(UInt64(ticket.number))
        if let name { combine(name) }
    }

    fileprivate mutating func combine(_ ticket: TicketID, _ snooze: Snooze?) {
        combine(UInt64(ticket.number))
        combine(snooze == nil ? 0 : 1)
        if let until = snooze?.until { combine(UInt64(bitPattern: until.milliseconds)) }
    }

    fileprivate mutating func combine(_ topics: [NotifyTopic: Bool]) {
        for topic in NotifyTopic.allCases { combine(topics[topic].map { $0 ? 2 : 1 } ?? 0) }
    }
}
