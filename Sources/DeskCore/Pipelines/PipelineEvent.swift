/// Pipelines, their statuses, and the properties of tickets. What has happened of it.
public enum PipelineEvent: Sendable {
    case pipelineSet(Pipeline)
    case pipelineRemoved(PipelineSlug)
    case propertySet(Property)
    case propertyRemoved(PropertySlug)
    case propertiesChanged(TicketID, [(property: PropertySlug, value: PropertyValue?)])
    case ticketMoved(TicketID, from: PipelineSlug, to: PipelineSlug, StatusSlug)
    case policySet(AccountSlug, TicketPolicy)
    /// All of its tickets are in the pipeline from now on.
    case accountMoved(AccountSlug, from: PipelineSlug, to: PipelineSlug)
}

extension PipelineEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .propertiesChanged(let ticket, _), .ticketMoved(let ticket, _, _, _): (ticket, nil)
        case .pipelineSet, .pipelineRemoved, .propertySet, .propertyRemoved, .policySet, .accountMoved: (nil, nil)
        }
    }
}
