/// Reps, teams, seats, skills and who is available when.
public struct PeopleBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
