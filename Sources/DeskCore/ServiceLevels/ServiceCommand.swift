/// Service levels: how long contacts may wait, and how long they have. What a peer may want of it.
public enum ServiceCommand: Sendable {
    /// The zone's offsets are there where the desk does not know the zone yet.
    case setSchedule(ScheduleChange, ZoneOffsets?)
    case removeSchedule(ScheduleSlug)
    /// The zone's offsets were read again.
    case renewZone(ZoneOffsets)
    case setLevel(LevelChange)
    /// Tickets that are open keep their clocks unless they are to follow.
    case removeLevel(LevelSlug, alsoOpen: Bool)
}

/// A schedule as somebody wants it; nil is as it was.
public struct ScheduleChange: Sendable {
    public let slug: ScheduleSlug
    public let label: Text?
    public let zone: ZoneName?
    public let hours: WeekHours?
    public let holidays: [CalendarDay]?

    public init(slug: ScheduleSlug, label: Text?, zone: ZoneName?, hours: WeekHours?, holidays: [CalendarDay]?) {
        self.slug = slug
        self.label = label
        self.zone = zone
        self.hours = hours
        self.holidays = holidays
    }
}
