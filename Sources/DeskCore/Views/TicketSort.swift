/// In which order a list has its tickets.
public enum TicketSort: String, CaseIterable, Sendable {
    /// What has failed or is in doubt first, then the latest.
    case attention
    /// By the last thing that happened.
    case newest, oldest
    /// By when it was opened, the latest first.
    case created
    case number
}
