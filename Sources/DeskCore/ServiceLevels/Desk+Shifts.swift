/// Reps come and go as their hours and absences have it.
extension Desk {
    private static let shiftsAnEntry = 256

    /// Those whose plan says something else by now.
    func shiftsDue(at now: Timestamp) -> [Event] {
        service.shifts.due(by: now, max: Self.shiftsAnEntry).compactMap { name in
            guard let plan = plan(of: name), let edge = service.shifts.edge(of: name) else { return nil }
            let change = AvailabilityChanged(rep: name, isAvailable: plan.isWorking(at: now), cause: plan.cause(at: now, edge: edge))
            return .people(.availabilityChanged(change))
        }
    }

    private func plan(of name: RepName) -> ShiftPlan? {
        people.rep(name).map { rep in
            ShiftPlan(calendar: rep.schedule.flatMap { service.schedules.calendar($0) }, absences: rep.outOfOffice)
        }
    }

    /// Takes note of what changes who works when.
    mutating func followShifts(_ event: PeopleEvent, at now: Timestamp) {
        switch event {
        case .repSet(let rep): service.shifts.plan(rep.name, plan(of: rep.name), at: now)
        case .repRemoved(let name): service.shifts.plan(name, nil, at: now)
        case .availabilityChanged(let change):
            switch change.cause {
            case .hours, .absence: service.shifts.settle(change.rep, plan(of: change.rep), available: change.isAvailable, at: now)
            case .none, .manual, .until: break
            }
        case .teamSet, .teamRemoved, .skillSet, .skillRemoved: break
        }
    }

    /// Their hours are others from now on.
    mutating func followShifts(_ slugs: [ScheduleSlug], at now: Timestamp) {
        for rep in people.sortedReps {
            guard let slug = rep.schedule, slugs.contains(slug) else { continue }
            service.shifts.plan(rep.name, plan(of: rep.name), at: now)
        }
    }

    func checkSchedule(_ change: RepChange) throws(Rejection) {
        guard case .set(let slug) = change.schedule else { return }
        _ = try service.schedules.existing(slug)
    }
}
