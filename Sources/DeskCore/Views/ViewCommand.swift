/// What reps read by: saved views, what each has read, whom a ticket concerns. What a peer may want of it.
public enum ViewCommand: Sendable {
    case set(ViewChange, Key)
    case remove(ViewSlug, Key)
    /// Nil for the asker.
    case follow(TicketID, RepName?, on: Bool, Key)
    case assignTeam(TicketID, TeamSlug?, Key)
    /// Nil: it is there again.
    case snooze(TicketID, Snooze?, Key)
    /// Which topics call the asker, and which do not; what is not named stays.
    case notify([NotifyTopic: Bool], Key)
}
