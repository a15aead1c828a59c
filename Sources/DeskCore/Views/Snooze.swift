/// A ticket that is out of the way, open as it is, until a moment has come or the contact says something.
public struct Snooze: Hashable, Sendable {
    /// When it is back at the latest; nil where only the contact brings it back.
    public let until: Timestamp?

    /// The longest, in milliseconds: a year and a day.
    public static let msMax: Int64 = 366 * 86_400_000

    public init(until: Timestamp?) { self.until = until }
}

extension Desk {
    func snooze(_ id: TicketID, _ snooze: Snooze?, at now: Timestamp) throws(Rejection) -> [Event] {
        let ticket = try tickets.existing(id)
        if let snooze {
            guard tickets.isOpen(ticket) else { throw .conflicting("Ticket \(id.number) is closed, so nothing of it is in the way.") }
            if let until = snooze.until {
                guard until > now else { throw .badField("until", reason: "that moment is over already") }
                guard until.milliseconds - now.milliseconds <= Snooze.msMax else {
                    throw .badField("until", reason: "it is more than a year ahead")
                }
            }
        }
        return views.snooze(of: id) == snooze ? [] : [.view(.snoozed(id, snooze))]
    }
}
