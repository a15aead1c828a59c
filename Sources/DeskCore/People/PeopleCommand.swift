/// Reps, teams, seats, skills and who is available when. What a peer may want of it.
public enum PeopleCommand: Sendable {
    case setRep(RepChange)
    case removeRep(RepName)
    case setTeam(TeamChange)
    case removeTeam(TeamSlug)
    case setSkill(SkillChange)
    case removeSkill(SkillSlug)
    /// Of the author, where nobody is named.
    case setAvailability(RepName?, available: Bool, until: Timestamp?)
}
