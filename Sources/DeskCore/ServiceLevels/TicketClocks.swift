/// The clocks of one ticket, and what they depend on.
struct TicketClocks: Sendable {
    private(set) var level: ServiceLevel
    /// When it was opened, or opened again.
    private var opened: Timestamp
    /// Whether a contact's next message waits for a next reply rather than for the first.
    private var isAnswered: Bool
    /// Since when a contact waits for an answer.
    private var waitingSince: Timestamp?
    private(set) var isClosed: Bool
    private var isPaused: Bool
    /// At most one of a kind, in the order of kinds.
    private(set) var clocks: [ServiceClock] = []

    init(_ ticket: Ticket, _ level: ServiceLevel, isPaused: Bool, at now: Timestamp, _ calendar: WorkCalendar?) {
        self.level = level
        opened = ticket.opened
        isAnswered = ticket.isAnswered
        // Nothing is known of when a message came that is older than the promise.
        waitingSince = ticket.lastSide == .contact ? (ticket.isAnswered ? now : ticket.opened) : nil
        isClosed = ticket.closed != nil
        self.isPaused = isPaused
        for kind in ServiceClock.Kind.allCases { start(kind, at: now, calendar) }
    }

    /// The most pressing state, for lists and counts.
    var worst: ServiceClock.State? {
        let states = clocks.map(\.state)
        return [.overdue, .dueSoon].first { states.contains($0) }
    }

    private func index(of kind: ServiceClock.Kind) -> Int? { clocks.firstIndex { $0.kind == kind } }

    /// Puts a clock where there is a promise and a reason, and none runs.
    private mutating func start(_ kind: ServiceClock.Kind, at now: Timestamp, _ calendar: WorkCalendar?) {
        guard !isClosed, let goal = level.goal(kind), let since = reason(for: kind) else { return }
        var clock = ServiceClock(kind, goal: goal, soon: level.soon(of: goal), from: since, calendar)
        if isPaused { clock.pause(at: now, calendar) }
        if let index = index(of: kind) {
            guard clocks[index].isOver else { return }
            clocks[index] = clock
        } else {
            clocks.insert(clock, at: clocks.firstIndex { kind < $0.kind } ?? clocks.endIndex)
        }
    }

    private func reason(for kind: ServiceClock.Kind) -> Timestamp? {
        switch kind {
        case .firstReply: isAnswered ? nil : opened
        case .nextReply: isAnswered ? waitingSince : nil
        case .close: opened
        }
    }

    mutating func contactSaid(at now: Timestamp, _ calendar: WorkCalendar?) {
        // What is only said in passing on a closed ticket waits for nobody.
        guard waitingSince == nil, !isClosed else { return }
        waitingSince = now
        start(.nextReply, at: now, calendar)
    }

    mutating func repSaid(at now: Timestamp, _ calendar: WorkCalendar?) {
        isAnswered = true
        waitingSince = nil
        for index in clocks.indices where clocks[index].kind != .close { clocks[index].complete(at: now, calendar) }
    }

    /// Whoever closes a ticket says that nobody waits any more.
    mutating func close(at now: Timestamp, _ calendar: WorkCalendar?) {
        isClosed = true
        isAnswered = true
        waitingSince = nil
        for index in clocks.indices { clocks[index].complete(at: now, calendar) }
    }

    mutating func reopen(at now: Timestamp, _ calendar: WorkCalendar?) {
        isClosed = false
        opened = now
        start(.close, at: now, calendar)
    }

    mutating func stand(still isPaused: Bool, at now: Timestamp, _ calendar: WorkCalendar?) {
        guard self.isPaused != isPaused else { return }
        self.isPaused = isPaused
        for index in clocks.indices {
            if isPaused { clocks[index].pause(at: now, calendar) } else { clocks[index].resume(at: now, calendar) }
        }
    }

    /// Another promise holds from now on; what was waited so far counts.
    mutating func follow(
        _ level: ServiceLevel, isPaused: Bool, at now: Timestamp, from former: WorkCalendar?, to calendar: WorkCalendar?
    ) {
        check(at: now, former)
        self.level = level
        clocks.removeAll { !$0.isOver && level.goal($0.kind) == nil }
        for index in clocks.indices {
            guard let goal = level.goal(clocks[index].kind) else { continue }
            clocks[index].promise(goal: goal, soon: level.soon(of: goal), calendar)
        }
        stand(still: isPaused, at: now, calendar)
        for kind in ServiceClock.Kind.allCases where index(of: kind) == nil { start(kind, at: now, calendar) }
    }

    mutating func check(at now: Timestamp, _ calendar: WorkCalendar?) {
        for index in clocks.indices { clocks[index].check(at: now, calendar) }
    }

    mutating func reckon(_ calendar: WorkCalendar?) {
        for index in clocks.indices { clocks[index].reckon(calendar) }
    }

    mutating func tell(_ word: ServiceClock.Word, of kind: ServiceClock.Kind) {
        if let index = index(of: kind) { clocks[index].tell(word) }
    }

    subscript(kind: ServiceClock.Kind) -> ServiceClock? { index(of: kind).map { clocks[$0] } }

    func write(to state: inout StateWriter) {
        level.write(to: &state)
        state.write(opened.milliseconds)
        for flag in [isAnswered, isClosed, isPaused] { state.write(flag) }
        state.write(waitingSince) { $0.write($1.milliseconds) }
        state.write(clocks.count)
        for clock in clocks { clock.write(to: &state) }
    }
}
