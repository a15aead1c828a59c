/// When reps come and go by themselves: as their hours and their absences have it.
///
/// An edge is a moment at which the plan changes, be it that the clock gets there or that somebody changes the plan so that it
/// says something else of this very moment. What a rep or an admin says holds until the next one.
struct Shifts: Sendable {
    /// Nobody's plan has so many edges that change nothing in a row.
    private static let looksMax = 1_000

    private var edges = AlarmHeap<RepName>()
    private var awayByPlan: Set<RepName> = []

    var next: Timestamp? { edges.next }

    func due(by now: Timestamp, max: Int) -> [RepName] { edges.due(by: now, max: max) }

    func edge(of rep: RepName) -> Timestamp? { edges[rep] }

    /// The plan was made, changed or carried out. Nil: there is nobody of that name any more.
    mutating func plan(_ rep: RepName, _ plan: ShiftPlan?, at now: Timestamp) {
        guard let plan else {
            edges.set(rep, nil)
            awayByPlan.remove(rep)
            return
        }
        let isEdge = plan.isWorking(at: now) == awayByPlan.contains(rep)
        edges.set(rep, isEdge ? now : plan.nextEdge(after: now, looksMax: Self.looksMax))
    }

    /// What was planned has been said.
    mutating func settle(_ rep: RepName, _ plan: ShiftPlan?, available: Bool, at now: Timestamp) {
        if available { awayByPlan.remove(rep) } else { awayByPlan.insert(rep) }
        self.plan(rep, plan, at: now)
    }

    func write(to state: inout StateWriter) {
        state.write(edges.count)
        for (rep, at) in edges.sorted {
            state.write(rep.slug)
            state.write(at.milliseconds)
        }
        for rep in awayByPlan.sorted() { state.write(rep.slug) }
    }
}

/// A rep's hours, where they have any, without their absences.
struct ShiftPlan {
    let calendar: WorkCalendar?
    /// In order, none reaching into the next.
    let absences: [Absence]

    func isWorking(at moment: Timestamp) -> Bool {
        !absences.contains { $0.contains(moment) } && calendar?.isOpen(at: moment) ?? true
    }

    func nextEdge(after moment: Timestamp, looksMax: Int) -> Timestamp? {
        let isWorking = isWorking(at: moment)
        var at = moment
        for _ in 0..<looksMax {
            guard let next = candidate(after: at) else { return nil }
            if self.isWorking(at: next) != isWorking { return next }
            at = next
        }
        return nil
    }

    private func candidate(after moment: Timestamp) -> Timestamp? {
        if let absence = absences.first(where: { $0.contains(moment) }) { return absence.to }
        return [calendar?.nextEdge(after: moment), absences.first { $0.from > moment }?.from].compactMap(\.self).min()
    }

    /// What makes the rep come or go at `moment`, by an edge that was due at `edge`.
    func cause(at moment: Timestamp, edge: Timestamp) -> Availability.Cause {
        let isAbsence = absences.contains { $0.contains(moment) || $0.to == edge } || calendar == nil
        return isAbsence ? .absence : .hours
    }
}
