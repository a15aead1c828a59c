/// Reps, teams, seats, skills and who is available when. What has happened of it.
public enum PeopleEvent: Sendable {
    case none
}

extension PeopleEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
