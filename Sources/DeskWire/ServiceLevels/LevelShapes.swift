public import DeskCore

/// Service levels and their clocks as frames and entries have them.
extension JSONWriter {
    /// The members of a level, without those that say nothing.
    public mutating func members(of level: ServiceLevel, place: Int) {
        slug("sla", level.slug.slug)
        field("place", place)
        text("label", level.label)
        if let when = level.when { field("when", utf8: when.text) }
        let minutes = [
            ("firstReplyMinutes", level.firstReply), ("nextReplyMinutes", level.nextReply), ("closeMinutes", level.close),
            ("dueSoonMinutes", level.dueSoon),
        ]
        for (name, number) in minutes { if let number { field(name, number) } }
        if let schedule = level.schedule { slug("schedule", schedule.slug) }
        if !level.pausedIn.isEmpty { strings("pausedIn", level.pausedIn.map { Array($0.text.utf8) }) }
    }

    public mutating func members(of word: ClockWord) {
        field("ticket", UInt64(word.ticket.number))
        field("clock", word.kind.rawValue)
        time("dueAt", word.due)
    }

    /// What is promised of a ticket, where anything is.
    public mutating func clocks(_ name: String, of ticket: TicketID, in desk: Desk) {
        let clocks = desk.service.clocks(of: ticket)
        guard !clocks.isEmpty else { return }
        self.name(name)
        beginArray()
        for clock in clocks { self.clock(clock) }
        endArray()
    }

    private mutating func clock(_ clock: ServiceClock) {
        beginObject()
        field("clock", clock.kind.rawValue)
        field("state", clock.state.rawValue)
        if let due = clock.due { time("dueAt", due) }
        if clock.state == .paused { field("leftSeconds", clock.leftSeconds) }
        if clock.isOver { time("completedAt", clock.checked) }
        endObject()
    }
}

extension ServiceClock.Word {
    /// What the event is called that tells of it.
    public var eventName: String {
        switch self {
        case .soon: "sla_due_soon"
        case .overdue: "sla_overdue"
        }
    }
}

extension ServiceLevel.Pause {
    /// `support/waiting-contact`
    public var text: String { "\(pipeline.slug.text)/\(status.slug.text)" }

    /// Nil where it is no pipeline and status.
    public init?(text: [UInt8]) {
        let parts = text.split(separator: 0x2F, omittingEmptySubsequences: false)
        guard parts.count == 2, let pipeline = Slug(Array(parts[0])), let status = Slug(Array(parts[1])) else { return nil }
        self.init(pipeline: PipelineSlug(pipeline), status: StatusSlug(status))
    }
}

extension Dispatch {
    static func levelChange(_ fields: Fields) throws(Refusal) -> LevelChange {
        var change = LevelChange(slug: LevelSlug(try fields.slug("sla")))
        change.label = try fields.edit("label") { fields, name throws(Refusal) in try fields.text(name, bytesMax: 256) }
        change.when = try fields.edit("when") { fields, name throws(Refusal) in try condition(fields, name) }
        change.firstReply = try fields.edit("firstReplyMinutes", minutes)
        change.nextReply = try fields.edit("nextReplyMinutes", minutes)
        change.close = try fields.edit("closeMinutes", minutes)
        change.dueSoon = try fields.edit("dueSoonMinutes", minutes)
        change.schedule = try fields.edit("schedule") { fields, name throws(Refusal) in ScheduleSlug(try fields.slug(name)) }
        change.pausedIn = try fields.edit("pausedIn", pauses)
        if fields.optional("place") != nil { change.place = Int(try fields.integer("place", in: 1...Int64(LevelBook.levelsMax))) }
        change.alsoOpen = try fields.bool("alsoOpen", default: false)
        return change
    }

    private static func condition(_ fields: Fields, _ name: String) throws(Refusal) -> TicketCondition {
        let text = try fields.bytes(name, bytesMax: TicketCondition.bytesMax)
        do throws(Rejection) {
            return try TicketCondition(parsing: text)
        } catch {
            throw Refusal(error)
        }
    }

    private static func minutes(_ fields: Fields, _ name: String) throws(Refusal) -> Int {
        Int(try fields.integer(name, in: 1...Int64(ServiceLevel.minutesMax)))
    }

    private static func pauses(_ fields: Fields, _ name: String) throws(Refusal) -> [ServiceLevel.Pause] {
        let texts = try fields.byteStrings(name, bytesMax: 2 * Slug.bytesMax + 1)
        let pauses = texts.compactMap { ServiceLevel.Pause(text: $0) }
        guard pauses.count == texts.count else { throw .badField(name, "it has an element that is not like support/waiting-contact") }
        return pauses
    }
}
