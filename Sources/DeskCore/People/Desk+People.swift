/// Reps, teams, seats, skills and who is available when.
extension Desk {
    func decide(_ command: PeopleCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .none: .record([])
        }
    }

    mutating func apply(_ event: PeopleEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .none: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func peopleDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var peopleDeadline: Timestamp? { nil }
}
