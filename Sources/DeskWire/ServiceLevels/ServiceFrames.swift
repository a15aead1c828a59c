public import DeskCore

/// What is read of this part of the desk without changing it, and what needs to be looked up before it can be decided.
public enum ServiceQuery: Sendable {
    case schedules(after: [UInt8]?, limit: Int)
    /// The broker knows where a zone's offsets can be read.
    case setSchedule(ScheduleChange)
    case levels
}

extension RequestTypes {
    static let service: [RequestType] = [
        RequestType("schedules", .people), RequestType("schedule.set", .admin), RequestType("schedule.remove", .admin),
        RequestType("slas", .people), RequestType("sla.set", .admin), RequestType("sla.remove", .admin),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func service(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "schedules":
            .service(.schedules(after: try fields.optionalBytes("after", bytesMax: Slug.bytesMax), limit: try fields.limit()))
        case "schedule.set": .service(.setSchedule(try scheduleChange(fields)))
        case "schedule.remove": .command(.service(.removeSchedule(ScheduleSlug(try fields.slug("schedule")))))
        case "slas": .service(.levels)
        case "sla.set": .command(.service(.setLevel(try levelChange(fields))))
        case "sla.remove":
            .command(.service(.removeLevel(LevelSlug(try fields.slug("sla")), alsoOpen: try fields.bool("alsoOpen", default: false))))
        default: nil
        }
    }

    private static func scheduleChange(_ fields: Fields) throws(Refusal) -> ScheduleChange {
        let slug = try fields.slug("schedule")
        return ScheduleChange(
            slug: ScheduleSlug(slug), label: try label(fields, slug), zone: try zone(fields), hours: try hours(fields),
            holidays: try holidays(fields))
    }

    /// Null takes it away: then it is called by its name.
    static func label(_ fields: Fields, _ slug: Slug) throws(Refusal) -> Text? {
        if fields.object["label"]?.isNull == true { return Text(encoded: slug.bytes) }
        return try fields.optionalText("label", bytesMax: 256)
    }

    private static func zone(_ fields: Fields) throws(Refusal) -> ZoneName? {
        guard let bytes = try fields.optionalBytes("zone", bytesMax: ZoneName.bytesMax) else { return nil }
        guard let zone = ZoneName(bytes) else { throw .badField("zone", "it is not the name of a zone, such as Europe/Madrid") }
        return zone
    }

    private static func hours(_ fields: Fields) throws(Refusal) -> WeekHours? {
        guard let value = fields.optional("hours") else { return nil }
        guard let hours = WeekHours(json: value) else {
            throw .badField(
                "hours",
                #"it is not like {"mon":[["09:00","13:00"],["14:00","18:00"]],"sat":[["22:00","06:00"]]}: days mon to sun, at most \#(WeekHours.spansADayMax) spans each, from 00:00 to 24:00"#
            )
        }
        return hours
    }

    private static func holidays(_ fields: Fields) throws(Refusal) -> [CalendarDay]? {
        guard let value = fields.object["holidays"] else { return nil }
        if value.isNull { return [] }
        let elements = value.elements
        guard value.kind == .array, elements.count <= Schedule.holidaysMax else {
            throw .badField("holidays", "it is not a list of at most \(Schedule.holidaysMax) days")
        }
        let days = elements.compactMap { $0.utf8.flatMap { CalendarDay(text: $0) } }
        guard days.count == elements.count else { throw .badField("holidays", "it has an element that is no day such as 2026-12-25") }
        return Set(days).sorted()
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: ServiceEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .scheduleSet(let schedule):
            writer.field("event", "schedule_set")
            writer.members(of: schedule)
        case .scheduleRemoved(let slug):
            writer.field("event", "schedule_removed")
            writer.slug("schedule", slug.slug)
        case .zoneRead(let offsets):
            writer.field("event", "zone_read")
            writer.field("zone", offsets.zone.text)
            writer.time("through", offsets.through)
        case .levelSet(let level, let place, let alsoOpen):
            writer.field("event", "sla_set")
            writer.members(of: level, place: place)
            writer.field("alsoOpen", alsoOpen)
        case .levelRemoved(let slug, let alsoOpen):
            writer.field("event", "sla_removed")
            writer.slug("sla", slug.slug)
            writer.field("alsoOpen", alsoOpen)
        case .levelApplied(let ticket, let level):
            writer.field("event", "sla_applied")
            writer.field("ticket", UInt64(ticket.number))
            writer.slug("sla", level?.slug)
            writer.clocks("clocks", of: ticket, in: desk)
        case .clockTold(let word):
            writer.field("event", word.word.eventName)
            writer.members(of: word)
        }
    }
}
