/// Service levels: how long contacts may wait, and how long they have.
extension Desk {
    func decide(_ command: ServiceCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .setSchedule(let change, let offsets): .record(try service.schedules.set(change, offsets))
        case .removeSchedule(let slug): .record(try removed(slug))
        case .renewZone(let offsets): .record([.service(.zoneRead(offsets))])
        case .setLevel(let change): .record(try set(change))
        case .removeLevel(let slug, let alsoOpen):
            .record([.service(.levelRemoved(try service.levels.existing(slug).slug, alsoOpen: alsoOpen))])
        }
    }

    mutating func apply(_ event: ServiceEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .scheduleSet(let schedule):
            service.change([schedule.slug], at: now) { $0.apply(schedule) }
            followShifts([schedule.slug], at: now)
        case .scheduleRemoved(let slug): service.schedules.remove(slug)
        case .zoneRead(let offsets):
            let slugs = service.schedules.sorted.filter { $0.zone == offsets.zone }.map(\.slug)
            service.change(slugs, at: now) { $0.apply(offsets) }
            followShifts(slugs, at: now)
        case .levelSet(let level, let place, let alsoOpen):
            service.levels.apply(level, place: place)
            if alsoOpen { rematchOpenTickets(at: now) }
        case .levelRemoved(let slug, let alsoOpen):
            service.levels.remove(slug)
            if alsoOpen { rematchOpenTickets(at: now) }
        case .levelApplied(let ticket, let level): apply(ticket, level, at: now)
        case .clockTold(let word): service.change(word.ticket) { clocks, _ in clocks.tell(word.word, of: word.kind) }
        }
    }

    /// Takes note of what other parts' events mean for hours and promises.
    mutating func notice(_ event: Event, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .people(let event): followShifts(event, at: now)
        default: followClocks(event, at: now)
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func serviceDue(at now: Timestamp) -> [Event] { shiftsDue(at: now) + clocksDue(at: now) }

    /// When time alone will next bring something about; nil where it will not.
    var serviceDeadline: Timestamp? {
        [service.shifts.next, service.unmatched.since, service.nextAlarm].compactMap(\.self).min()
    }

    private func set(_ change: LevelChange) throws(Rejection) -> [Event] {
        if case .set(let slug) = change.schedule { _ = try service.schedules.existing(slug) }
        if case .set(let pauses) = change.pausedIn {
            for pause in pauses { _ = try pipelines.existing(pause.pipeline).existing(pause.status) }
        }
        return try service.levels.set(change)
    }
    private func removed(_ slug: ScheduleSlug) throws(Rejection) -> [Event] {
        _ = try service.schedules.existing(slug)
        if let rep = people.sortedReps.first(where: { $0.schedule == slug }) {
            throw .conflicting("The schedule \(slug.slug) is in use, by \(rep.name.slug) for one; give them another first.")
        }
        if let level = service.firstUse(of: slug) {
            throw .conflicting("The schedule \(slug.slug) is in use, by the service level \(level.slug) for one; give that another first.")
        }
        return [.service(.scheduleRemoved(slug))]
    }
}

extension ScheduleBook {
    /// What happens where a schedule is to be so; nothing where it is.
    func set(_ change: ScheduleChange, _ offsets: ZoneOffsets?) throws(Rejection) -> [Event] {
        let former = self[change.slug]
        guard let zone = change.zone ?? former?.zone else {
            throw .badField("zone", reason: "a new schedule needs one, such as Europe/Madrid")
        }
        guard let hours = change.hours ?? former?.hours else {
            throw .badField("hours", reason: #"a new schedule needs them, such as {"mon":[["09:00","17:00"]]}"#)
        }
        guard former != nil || count < Self.schedulesMax else {
            throw .quota("There are \(Self.schedulesMax) schedules, which is the most; remove one that nobody has.", after: 0)
        }
        let schedule = Schedule(
            slug: change.slug, label: change.label ?? former?.label ?? Text(encoded: change.slug.slug.bytes), zone: zone, hours: hours,
            holidays: change.holidays ?? former?.holidays ?? [])
        if let former, former.isSame(as: schedule) { return [] }
        let read = self.offsets(zone) == nil ? offsets.map { [Event.service(.zoneRead($0))] } ?? [] : []
        return read + [.service(.scheduleSet(schedule))]
    }
}
