/// What reps read by: saved views, what each has read, whom a ticket concerns.
public struct ViewBook: Sendable {
    public static let viewsMax = 1_000
    public static let followersMax = 200
    /// How long what was looked at waits for the journal, so that leafing through tickets does not fill it.
    public static let glanceMs: Int64 = 10_000
    /// The most marks in one entry.
    static let marksMax = 500

    private var views: [ViewSlug: SavedView] = [:]
    /// A mark for each ticket that a rep has read: as many as there were readers.
    private var marks: [RepName: [TicketID: SequenceNumber]] = [:]
    /// Marks that the journal does not have yet: not part of the state, and lost where the power goes.
    private var glances: [RepName: [TicketID: SequenceNumber]] = [:]
    private(set) var glancesDue: Timestamp?
    private var followersOf: [TicketID: [RepName]] = [:]
    private var mentionsOf: [TicketID: [RepName]] = [:]
    private var teams: [TicketID: TeamSlug] = [:]
    private var snoozes: [TicketID: Snooze] = [:]
    /// When the first of them is over.
    private(set) var snoozeDue: Timestamp?
    private var silenced: [RepName: Set<NotifyTopic>] = [:]
    /// Who has done something here: a rep need not be set up to be called.
    private var active: Set<RepName> = []

    public subscript(slug: ViewSlug) -> SavedView? { views[slug] }
    public func followers(of ticket: TicketID) -> [RepName] { followersOf[ticket] ?? [] }
    public func mentioned(on ticket: TicketID) -> [RepName] { mentionsOf[ticket] ?? [] }
    /// The team to which a ticket was given by hand.
    public func team(of ticket: TicketID) -> TeamSlug? { teams[ticket] }
    /// Nil where the ticket is in its place.
    public func snooze(of ticket: TicketID) -> Snooze? { snoozes.isEmpty ? nil : snoozes[ticket] }
    /// Those whose moment has come, by number.
    func snoozesOver(at now: Timestamp) -> [TicketID] {
        snoozes.filter { $0.value.until.map { $0 <= now } ?? false }.keys.sorted()
    }
    public func wants(_ topic: NotifyTopic, _ rep: RepName) -> Bool { silenced[rep].map { !$0.contains(topic) } ?? true }
    func silenced(by rep: RepName) -> Set<NotifyTopic> { silenced[rep] ?? [] }
    func isActive(_ rep: RepName) -> Bool { active.contains(rep) }
    var count: Int { views.count }

    /// Those of reps' own making, by name.
    var sorted: [SavedView] { views.values.sorted { $0.slug < $1.slug } }

    func read(_ ticket: TicketID, by rep: RepName) -> SequenceNumber {
        max(marks[rep]?[ticket] ?? .zero, glances[rep]?[ticket] ?? .zero)
    }

    /// The oldest of what waits for the journal, a full entry at most.
    func marksToKeep() -> [ReadMark] {
        let all = glances.sorted { $0.key < $1.key }.flatMap { rep, tickets in
            tickets.sorted { $0.key < $1.key }.map { ReadMark(rep: rep, ticket: $0.key, sequence: $0.value) }
        }
        return Array(all.prefix(Self.marksMax))
    }
}

extension ViewBook {
    mutating func apply(_ view: SavedView) { views[view.slug] = view }
    mutating func remove(_ slug: ViewSlug) { views[slug] = nil }
    mutating func note(active rep: RepName) { active.insert(rep) }

    mutating func glance(_ mark: ReadMark, at now: Timestamp) {
        glances[mark.rep, default: [:]][mark.ticket] = mark.sequence
        if glancesDue == nil { glancesDue = Timestamp(milliseconds: now.milliseconds + Self.glanceMs) }
    }

    mutating func apply(_ mark: ReadMark) {
        marks[mark.rep, default: [:]][mark.ticket] = max(marks[mark.rep]?[mark.ticket] ?? .zero, mark.sequence)
        guard let glance = glances[mark.rep]?[mark.ticket], glance <= mark.sequence else { return }
        glances[mark.rep]?[mark.ticket] = nil
        if glances[mark.rep]?.isEmpty == true { glances[mark.rep] = nil }
        if glances.isEmpty { glancesDue = nil }
    }

    mutating func apply(_ ticket: TicketID, follower rep: RepName, on: Bool) {
        var followers = followersOf[ticket] ?? []
        followers.removeAll { $0 == rep }
        if on { followers.append(rep) }
        followersOf[ticket] = followers.isEmpty ? nil : followers.sorted()
    }

    mutating func apply(_ ticket: TicketID, mentioned reps: [RepName]) {
        mentionsOf[ticket] = Set((mentionsOf[ticket] ?? []) + reps).sorted()
    }

    mutating func apply(_ ticket: TicketID, team: TeamSlug?) { teams[ticket] = team }
    mutating func apply(_ ticket: TicketID, snooze: Snooze?) {
        snoozes[ticket] = snooze
        snoozeDue = snoozes.values.compactMap(\.until).min()
    }

    /// The contact has spoken, or it is closed.
    mutating func wake(_ ticket: TicketID) { if !snoozes.isEmpty, snoozes[ticket] != nil { apply(ticket, snooze: nil) } }

    mutating func apply(_ rep: RepName, silenced topics: [NotifyTopic]) { silenced[rep] = topics.isEmpty ? nil : Set(topics) }

    func write(to state: inout StateWriter) {
        for view in sorted { write(view, to: &state) }
        for (rep, marks) in marks.sorted(by: { $0.key < $1.key }) {
            state.write(rep.slug)
            for (ticket, sequence) in marks.sorted(by: { $0.key < $1.key }) {
                state.write(ticket.number)
                state.write(sequence.number)
            }
        }
        write(followersOf, to: &state)
        write(mentionsOf, to: &state)
        for (ticket, team) in teams.sorted(by: { $0.key < $1.key }) {
            state.write(ticket.number)
            state.write(team.slug)
        }
        for (ticket, snooze) in snoozes.sorted(by: { $0.key < $1.key }) {
            state.write(ticket.number)
            state.write(snooze.until) { $0.write($1.milliseconds) }
        }
        for (rep, topics) in silenced.sorted(by: { $0.key < $1.key }) {
            state.write(rep.slug)
            for topic in topics.sorted() { state.write(Array(topic.rawValue.utf8)) }
        }
        for rep in active.sorted() { state.write(rep.slug) }
    }

    private func write(_ view: SavedView, to state: inout StateWriter) {
        state.write(view.slug.slug)
        state.write(view.label.encoded)
        state.write(view.query)
        for column in view.columns { state.write(column) }
        state.write(Array(view.layout.rawValue.utf8))
        state.write(Array(view.sharing.rawValue.utf8))
        state.write(view.owner) { $0.write($1.slug) }
    }

    private func write(_ reps: [TicketID: [RepName]], to state: inout StateWriter) {
        for (ticket, reps) in reps.sorted(by: { $0.key < $1.key }) {
            state.write(ticket.number)
            for rep in reps { state.write(rep.slug) }
        }
    }
}
