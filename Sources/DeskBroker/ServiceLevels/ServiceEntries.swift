internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let service: [String: [[UInt8]]] = [
        "schedule_set": names("event schedule label zone hours holidays"),
        "schedule_removed": names("event schedule"),
        "zone_read": names("event zone through first changes"),
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
