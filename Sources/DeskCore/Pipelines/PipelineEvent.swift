/// Pipelines, their statuses, and the properties of tickets. What has happened of it.
public enum PipelineEvent: Sendable {
    case none
}

extension PipelineEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .none: (nil, nil)
        }
    }
}
