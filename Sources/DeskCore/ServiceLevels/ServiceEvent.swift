/// Service levels: how long contacts may wait, and how long they have. What has happened of it.
public enum ServiceEvent: Sendable {
    case scheduleSet(Schedule)
    case scheduleRemoved(ScheduleSlug)
    /// What clocks in a zone show, for years ahead.
    case zoneRead(ZoneOffsets)
}

extension ServiceEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .scheduleSet, .scheduleRemoved, .zoneRead: (nil, nil)
        }
    }
}
