internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: ServiceQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .schedules(let after, let limit): try answerSchedules(after: after, limit: limit, session, id)
        case .setSchedule(let change): try set(change, session, id)
        case .levels: try answerLevels(session, id)
        }
    }

    /// There are never more than an answer has room for.
    private mutating func answerLevels(_ session: Session, _ id: UInt64?) throws(Refusal) {
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            writer.name("items")
            writer.beginArray()
            for (index, level) in desk.service.levels.all.enumerated() {
                writer.beginObject()
                writer.members(of: level, place: index + 1)
                writer.field("openTickets", desk.service.count(under: level.slug))
                writer.endObject()
            }
            writer.endArray()
            writer.fieldNull("next")
        }
        send(frame, to: session)
    }

    private mutating func answerSchedules(after: [UInt8]?, limit: Int, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let start = after.flatMap { Slug($0) }.map(ScheduleSlug.init)
        let rest = desk.service.schedules.sorted.filter { schedule in start.map { $0 < schedule.slug } ?? true }
        let frame = AnswerFrames.ok(to: try asked(id)) { writer in
            var page = rest.prefix(0)
            writer.name("items")
            writer.beginArray()
            while page.count < min(limit, rest.count), writer.bytes.count < limits.answerBytesMax {
                page = rest.prefix(page.count + 1)
                if let schedule = page.last { writer.schedule(schedule, at: wall, in: desk) }
            }
            writer.endArray()
            writer.field("next", page.count < rest.count ? page.last?.slug.slug.text : nil)
        }
        send(frame, to: session)
    }

    /// The desk does not read zones: it is told of one that it has not heard of yet.
    private mutating func set(_ change: ScheduleChange, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard let author = session.author else { return }
        var offsets: ZoneOffsets?
        if let zone = change.zone, desk.service.schedules.offsets(zone) == nil {
            offsets = zones.offsets(zone, at: wall)
            guard offsets != nil else { throw unknownZone(zone) }
        }
        try perform(.service(.setSchedule(change, offsets)), by: author, session, id)
    }

    private func unknownZone(_ zone: ZoneName) -> Refusal {
        let near = zones.names(like: zone)
        let hint =
            near.isEmpty ? "use a name such as Europe/Madrid, or UTC" : "did you mean \(near.joined(separator: " or "))?"
        return Refusal(.badField, "The time zone \(zone.text) is not known here; \(hint)") {
            $0.field("field", "zone")
            $0.strings("near", near.map { Array($0.utf8) })
        }
    }
}

// Zones change by decree, and a table of years ahead runs short some day.
extension Broker {
    private static let zonesHours: Int64 = 24

    /// When zones are read again: at the start, and then daily, where any schedule is in one.
    var zonesDeadline: Timestamp? {
        guard desk.service.schedules.count > 0 else { return nil }
        return zonesRead?.adding(hours: Self.zonesHours) ?? wall
    }

    /// Tells the desk of what has changed.
    mutating func renewZones() {
        guard let deadline = zonesDeadline, deadline <= wall else { return }
        zonesRead = wall
        for zone in desk.service.schedules.zonesInUse {
            guard let known = desk.service.schedules.offsets(zone) else { continue }
            guard let read = zones.offsets(zone, at: wall) else {
                note(.warning, "the time zone \(zone.text) cannot be read any more; its schedules go by what was read before")
                continue
            }
            let isShort = known.through < wall.adding(hours: ScheduleBook.zoneYearsAheadMin * 8_766)
            if isShort || !known.agrees(with: read, from: wall) { _ = try? decide(.service(.renewZone(read)), by: .desk) }
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: ServiceEvent, in sequence: SequenceNumber) {
        switch event {
        case .zoneRead(let offsets): note(.info, "the time zone \(offsets.zone.text) was read through \(offsets.through.text.prefix(10))")
        case .scheduleSet, .scheduleRemoved, .levelSet, .levelRemoved, .levelApplied, .clockTold: break
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: ServiceCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .setSchedule(let change, _): writer.slug("schedule", change.slug.slug)
        case .removeSchedule(let slug): writer.slug("schedule", slug.slug)
        case .setLevel(let change):
            writer.slug("sla", change.slug.slug)
            writer.field("place", desk.service.levels.place(of: change.slug) ?? 0)
        case .removeLevel(let slug, _): writer.slug("sla", slug.slug)
        case .renewZone: break
        }
    }
}

extension JSONWriter {
    /// A schedule as it stands at a moment.
    fileprivate mutating func schedule(_ schedule: Schedule, at now: Timestamp, in desk: Desk) {
        beginObject()
        members(of: schedule)
        if let calendar = desk.service.schedules.calendar(schedule.slug) {
            field("open", calendar.isOpen(at: now))
            if let edge = calendar.nextEdge(after: now) { time("changesAt", edge) }
        }
        endObject()
    }
}
