/// Hours that reps and service levels may have.
public struct Schedule: Sendable {
    public static let holidaysMax = 512

    public let slug: ScheduleSlug
    public let label: Text
    public let zone: ZoneName
    public let hours: WeekHours
    /// In order, each once.
    public let holidays: [CalendarDay]

    public init(slug: ScheduleSlug, label: Text, zone: ZoneName, hours: WeekHours, holidays: [CalendarDay]) {
        self.slug = slug
        self.label = label
        self.zone = zone
        self.hours = hours
        self.holidays = holidays
    }

    func isSame(as other: Schedule) -> Bool {
        label == other.label && zone == other.zone && hours == other.hours && holidays == other.holidays
    }
}

/// Schedules, and the zones in which they are.
public struct ScheduleBook: Sendable {
    public static let schedulesMax = 1_000
    /// A zone's table is read anew when it reaches less far ahead than this.
    public static let zoneYearsAheadMin: Int64 = 5

    private var schedules: [ScheduleSlug: Schedule] = [:]
    private var calendars: [ScheduleSlug: WorkCalendar] = [:]
    private var zones: [ZoneName: ZoneOffsets] = [:]

    public subscript(slug: ScheduleSlug) -> Schedule? { schedules[slug] }
    public var sorted: [Schedule] { schedules.values.sorted { $0.slug < $1.slug } }
    public var count: Int { schedules.count }

    /// The hours of a schedule, to reckon with.
    public func calendar(_ slug: ScheduleSlug) -> WorkCalendar? { calendars[slug] }

    /// What is known of a zone; nil where no schedule has been in it.
    public func offsets(_ zone: ZoneName) -> ZoneOffsets? { zones[zone] }

    /// The zones that schedules are in, in order.
    public var zonesInUse: [ZoneName] { Set(schedules.values.map(\.zone)).sorted() }

    func existing(_ slug: ScheduleSlug) throws(Rejection) -> Schedule {
        guard let schedule = schedules[slug] else {
            let near = NearestWord.name(like: slug.slug.text, among: schedules.keys.map(\.slug.text).sorted())
            throw .unknown(
                "There is no schedule \(slug.slug)\(near.map { " (did you mean \($0)?)" } ?? ""); `desk schedule list` shows those there are."
            )
        }
        return schedule
    }

    mutating func apply(_ schedule: Schedule) {
        schedules[schedule.slug] = schedule
        reckon(schedule)
    }

    mutating func apply(_ offsets: ZoneOffsets) {
        zones[offsets.zone] = offsets
        for schedule in schedules.values where schedule.zone == offsets.zone { reckon(schedule) }
    }

    private mutating func reckon(_ schedule: Schedule) {
        calendars[schedule.slug] = zones[schedule.zone].map { WorkCalendar(schedule.hours, holidays: schedule.holidays, in: $0) }
    }

    mutating func remove(_ slug: ScheduleSlug) {
        schedules[slug] = nil
        calendars[slug] = nil
    }

    func write(to state: inout StateWriter) {
        state.write(schedules.count)
        for schedule in sorted {
            state.write(schedule.slug.slug)
            state.write(schedule.label.encoded)
            state.write(Array(schedule.zone.text.utf8))
            schedule.hours.write(to: &state)
            state.write(schedule.holidays.count)
            for day in schedule.holidays { state.write(day.number) }
        }
        state.write(zones.count)
        for zone in zones.keys.sorted() { zones[zone]?.write(to: &state) }
    }
}
