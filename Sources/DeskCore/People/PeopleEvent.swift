/// Reps, teams, seats, skills and who is available when. What has happened of it.
public enum PeopleEvent: Sendable {
    /// Everything that is said of the rep from now on.
    case repSet(Rep)
    case repRemoved(RepName)
    case teamSet(Team)
    case teamRemoved(TeamSlug)
    case skillSet(Skill)
    case skillRemoved(SkillSlug)
    case availabilityChanged(AvailabilityChanged)
}

/// A rep came or went: because somebody said so, or because hours, an absence or the end of either did.
public struct AvailabilityChanged: Sendable {
    public let rep: RepName
    public let isAvailable: Bool
    public let cause: Availability.Cause
    /// Only of a manual change.
    public let until: Timestamp?

    public init(rep: RepName, isAvailable: Bool, cause: Availability.Cause, until: Timestamp? = nil) {
        self.rep = rep
        self.isAvailable = isAvailable
        self.cause = cause
        self.until = until
    }
}

extension PeopleEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) { (nil, nil) }
}
