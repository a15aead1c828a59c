/// Reps, teams, seats, skills and who is available when. What a peer may want of it.
public enum PeopleCommand: Sendable {
    case none
}
