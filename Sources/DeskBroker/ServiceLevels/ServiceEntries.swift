internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let service: [String: [[UInt8]]] = [
        "schedule_set": names("event schedule label zone hours holidays"),
        "schedule_removed": names("event schedule"),
        "zone_read": names("event zone through first changes"),
        "sla_set": names(
            "event sla place label when firstReplyMinutes nextReplyMinutes closeMinutes schedule pausedIn dueSoonMinutes alsoOpen"),
        "sla_removed": names("event sla alsoOpen"),
        "sla_applied": names("event ticket sla"),
        "sla_due_soon": names("event ticket clock dueAt"),
        "sla_overdue": names("event ticket clock dueAt"),
    ]
}

extension EntryCoding {
    static func append(_ event: ServiceEvent, to writer: inout JSONWriter) {
        switch event {
        case .scheduleSet(let schedule):
            writer.field("event", "schedule_set")
            writer.members(of: schedule)
        case .scheduleRemoved(let slug):
            writer.field("event", "schedule_removed")
            writer.slug("schedule", slug.slug)
        case .zoneRead(let offsets): append(offsets, to: &writer)
        case .levelSet(let level, let place, let alsoOpen):
            writer.field("event", "sla_set")
            writer.members(of: level, place: place)
            if alsoOpen { writer.field("alsoOpen", true) }
        case .levelRemoved(let slug, let alsoOpen):
            writer.field("event", "sla_removed")
            writer.slug("sla", slug.slug)
            if alsoOpen { writer.field("alsoOpen", true) }
        case .levelApplied(let ticket, let level):
            writer.field("event", "sla_applied")
            writer.field("ticket", UInt64(ticket.number))
            writer.slug("sla", level?.slug)
        case .clockTold(let word):
            writer.field("event", word.word.eventName)
            writer.members(of: word)
        }
    }

    /// Changes are pairs: seconds since 1970, and seconds ahead of UTC from then on.
    private static func append(_ offsets: ZoneOffsets, to writer: inout JSONWriter) {
        writer.field("event", "zone_read")
        writer.field("zone", offsets.zone.text)
        writer.time("through", offsets.through)
        writer.field("first", offsets.first)
        writer.name("changes")
        writer.beginArray()
        for change in offsets.changes {
            writer.beginArray()
            writer.integer(change.at)
            writer.integer(change.offset)
            writer.endArray()
        }
        writer.endArray()
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func service(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "schedule_set": .service(.scheduleSet(try schedule(value)))
        case "schedule_removed": .service(.scheduleRemoved(ScheduleSlug(try slug(value, "schedule"))))
        case "zone_read": .service(.zoneRead(try zone(value)))
        case "sla_set": .service(try level(value))
        case "sla_removed":
            .service(.levelRemoved(LevelSlug(try slug(value, "sla")), alsoOpen: value["alsoOpen"]?.bool ?? false))
        case "sla_applied":
            .service(.levelApplied(try ticket(value), value["sla"]?.utf8.flatMap { Slug($0) }.map(LevelSlug.init)))
        case "sla_due_soon": .service(.clockTold(try word(value, .soon)))
        case "sla_overdue": .service(.clockTold(try word(value, .overdue)))
        default: nil
        }
    }

    private func schedule(_ value: JSONValue) throws(UnreadableEntry) -> Schedule {
        guard let zone = ZoneName(try bytes(value, "zone")), let hours = value["hours"].flatMap({ WeekHours(json: $0) }) else {
            throw unreadable("a schedule's zone or hours")
        }
        var holidays: [CalendarDay] = []
        for element in value["holidays"]?.elements ?? [] {
            guard let day = element.utf8.flatMap({ CalendarDay(text: $0) }) else { throw unreadable("a schedule's holiday") }
            holidays.append(day)
        }
        return Schedule(
            slug: ScheduleSlug(try slug(value, "schedule")), label: try text(value, "label"), zone: zone, hours: hours, holidays: holidays)
    }

    private func level(_ value: JSONValue) throws(UnreadableEntry) -> ServiceEvent {
        var pauses: [ServiceLevel.Pause] = []
        for element in value["pausedIn"]?.elements ?? [] {
            guard let pause = element.utf8.flatMap({ ServiceLevel.Pause(text: $0) }) else { throw unreadable("where clocks stand still") }
            pauses.append(pause)
        }
        let when = value["when"]?.utf8.flatMap { try? TicketCondition(parsing: $0) }
        if value["when"] != nil && when == nil { throw unreadable("which tickets a service level is for") }
        func minutes(_ name: String) -> Int? { value[name]?.integer.map { Int($0) } }
        let level = ServiceLevel(
            slug: LevelSlug(try slug(value, "sla")), label: try text(value, "label"), when: when,
            firstReply: minutes("firstReplyMinutes"), nextReply: minutes("nextReplyMinutes"), close: minutes("closeMinutes"),
            schedule: value["schedule"]?.utf8.flatMap { Slug($0) }.map(ScheduleSlug.init), pausedIn: pauses,
            dueSoon: minutes("dueSoonMinutes"))
        return .levelSet(level, place: Int(try small(value, "place")), alsoOpen: value["alsoOpen"]?.bool ?? false)
    }

    private func word(_ value: JSONValue, _ word: ServiceClock.Word) throws(UnreadableEntry) -> ClockWord {
        guard let kind = (value["clock"]?.string).flatMap(ServiceClock.Kind.init(rawValue:)) else { throw unreadable("an unknown clock") }
        return ClockWord(ticket: try ticket(value), kind: kind, word: word, due: try time(value, "dueAt"))
    }

    private func zone(_ value: JSONValue) throws(UnreadableEntry) -> ZoneOffsets {
        var changes: [ZoneOffsets.Change] = []
        for element in value["changes"]?.elements ?? [] {
            let pair = element.elements.compactMap(\.integer)
            guard pair.count == 2, let offset = Int32(exactly: pair[1]) else { throw unreadable("a zone's change") }
            changes.append(ZoneOffsets.Change(at: pair[0], offset: offset))
        }
        guard let zone = ZoneName(try bytes(value, "zone")), let first = (value["first"]?.integer).flatMap({ Int32(exactly: $0) }),
            let offsets = ZoneOffsets(zone: zone, first: first, changes: changes, through: try time(value, "through"))
        else { throw unreadable("a zone's offsets") }
        return offsets
    }
}
