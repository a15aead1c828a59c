/// Service levels: how long contacts may wait, and how long they have. What has happened of it.
public enum ServiceEvent: Sendable {
    case scheduleSet(Schedule)
    case scheduleRemoved(ScheduleSlug)
    /// What clocks in a zone show, for years ahead.
    case zoneRead(ZoneOffsets)
    /// The place counts from 1.
    case levelSet(ServiceLevel, place: Int, alsoOpen: Bool)
    case levelRemoved(LevelSlug, alsoOpen: Bool)
    /// Which promise holds for the ticket from now on; nil where none does.
    case levelApplied(TicketID, LevelSlug?)
    case clockTold(ClockWord)
}

/// A clock is due soon, or overdue.
public struct ClockWord: Sendable {
    public let ticket: TicketID
    public let kind: ServiceClock.Kind
    public let word: ServiceClock.Word
    public let due: Timestamp

    public init(ticket: TicketID, kind: ServiceClock.Kind, word: ServiceClock.Word, due: Timestamp) {
        self.ticket = ticket
        self.kind = kind
        self.word = word
        self.due = due
    }
}

extension ServiceEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .scheduleSet, .scheduleRemoved, .zoneRead, .levelSet, .levelRemoved: (nil, nil)
        case .levelApplied(let ticket, _): (ticket, nil)
        case .clockTold(let word): (word.ticket, nil)
        }
    }
}
