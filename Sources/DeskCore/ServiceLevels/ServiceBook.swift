/// Service levels: how long contacts may wait, and how long they have.
public struct ServiceBook: Sendable {
    /// A clock of a ticket.
    struct ClockID: Hashable, Comparable, Sendable {
        let ticket: TicketID
        let kind: ServiceClock.Kind

        static func < (left: Self, right: Self) -> Bool {
            left.ticket == right.ticket ? left.kind < right.kind : left.ticket < right.ticket
        }
    }

    public internal(set) var schedules = ScheduleBook()
    public internal(set) var levels = LevelBook()
    var shifts = Shifts()
    /// Tickets of which it is to be said which promise holds for them.
    var unmatched = MatchQueue()
    private var tickets: [TicketID: TicketClocks] = [:]
    private var alarms = AlarmHeap<ClockID>()
    public private(set) var overdueCount = 0
    public private(set) var dueSoonCount = 0

    /// The clocks of a ticket, in a fixed order; none where nothing is promised.
    public func clocks(of ticket: TicketID) -> [ServiceClock] { tickets[ticket]?.clocks ?? [] }

    /// What was promised when the ticket came under it.
    public func level(of ticket: TicketID) -> ServiceLevel? { tickets[ticket]?.level }

    public func isOverdue(_ ticket: TicketID) -> Bool { tickets[ticket]?.worst == .overdue }
    public func isDueSoon(_ ticket: TicketID) -> Bool { tickets[ticket]?.clocks.contains { $0.state == .dueSoon } ?? false }

    /// Open tickets that are under a version of the level, or were under a former one.
    public func count(under slug: LevelSlug) -> Int { tickets.values.count { $0.level.slug == slug && !$0.isClosed } }

    var nextAlarm: Timestamp? { alarms.next }

    func calendar(of level: ServiceLevel) -> WorkCalendar? { level.schedule.flatMap { schedules.calendar($0) } }

    func isUnder(_ ticket: TicketID) -> Bool { tickets[ticket] != nil }

    /// An open ticket's level that has this schedule.
    func firstUse(of slug: ScheduleSlug) -> LevelSlug? {
        levels.all.first { $0.schedule == slug }?.slug
            ?? tickets.values.lazy.filter { $0.level.schedule == slug && !$0.isClosed }.map(\.level.slug).min()
    }
}

// What is due.
extension ServiceBook {
    /// What is to be told of clocks by now, at most so many.
    func words(by now: Timestamp, max: Int) -> [ClockWord] {
        alarms.due(by: now, max: max).compactMap { id in
            guard let clock = tickets[id.ticket]?[id.kind], let word = clock.word(at: now) else { return nil }
            return ClockWord(ticket: id.ticket, kind: id.kind, word: word, due: clock.due ?? now)
        }
    }
}

// Taking note.
extension ServiceBook {
    mutating func put(_ clocks: TicketClocks?, for ticket: TicketID) {
        count(tickets[ticket]?.worst, by: -1)
        tickets[ticket] = clocks
        settle(ticket)
    }

    /// Changes a ticket's clocks, where it has any; its calendar comes along.
    mutating func change(_ ticket: TicketID, _ body: (inout TicketClocks, WorkCalendar?) -> Void) {
        guard let index = tickets.index(forKey: ticket) else { return }
        let calendar = calendar(of: tickets.values[index].level)
        count(tickets.values[index].worst, by: -1)
        body(&tickets.values[index], calendar)
        settle(ticket)
    }

    private mutating func settle(_ ticket: TicketID) {
        let clocks = tickets[ticket]
        count(clocks?.worst, by: 1)
        for kind in ServiceClock.Kind.allCases { alarms.set(ClockID(ticket: ticket, kind: kind), clocks?[kind]?.alarm) }
    }

    private mutating func count(_ state: ServiceClock.State?, by step: Int) {
        switch state {
        case .overdue: overdueCount += step
        case .dueSoon: dueSoonCount += step
        default: break
        }
    }

    /// Changes schedules; what was waited so far was waited by the hours that there were.
    mutating func change(_ slugs: [ScheduleSlug], at now: Timestamp, _ body: (inout ScheduleBook) -> Void) {
        let affected = tickets.keys.filter { id in
            guard let clocks = tickets[id], let slug = clocks.level.schedule, !clocks.isClosed else { return false }
            return slugs.contains(slug)
        }
        for id in affected { change(id) { $0.check(at: now, $1) } }
        body(&schedules)
        for id in affected { change(id) { $0.reckon($1) } }
    }

    func write(to state: inout StateWriter) {
        schedules.write(to: &state)
        levels.write(to: &state)
        shifts.write(to: &state)
        unmatched.write(to: &state)
        state.write(tickets.count)
        for id in tickets.keys.sorted() {
            state.write(id.number)
            tickets[id]?.write(to: &state)
        }
        state.write(overdueCount)
        state.write(dueSoonCount)
    }
}

/// Tickets in the order in which it became open which promise holds for them.
struct MatchQueue: Sendable {
    private var tickets: [TicketID] = []
    private var start = 0
    /// Whether a ticket is to follow a level that it has already.
    private var follows: [TicketID: Bool] = [:]
    private(set) var since: Timestamp?

    var first: ArraySlice<TicketID> { tickets[start...] }

    func follows(_ ticket: TicketID) -> Bool { follows[ticket] ?? false }

    mutating func add(_ ticket: TicketID, follows: Bool, at now: Timestamp) {
        if self.follows.updateValue(follows || self.follows(ticket), forKey: ticket) == nil { tickets.append(ticket) }
        since = since ?? now
    }

    mutating func remove(_ ticket: TicketID) {
        guard follows.removeValue(forKey: ticket) != nil else { return }
        if start < tickets.count, tickets[start] == ticket { start += 1 } else { tickets.removeAll { $0 == ticket } }
        guard start == tickets.count else { return }
        tickets = []
        start = 0
        since = nil
    }

    func write(to state: inout StateWriter) {
        for ticket in first {
            state.write(ticket.number)
            state.write(follows(ticket))
        }
        state.write(since) { $0.write($1.milliseconds) }
    }
}
