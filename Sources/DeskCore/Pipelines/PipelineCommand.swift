/// Pipelines, their statuses, and the properties of tickets. What a peer may want of it.
public enum PipelineCommand: Sendable {
    case setPipeline(Pipeline)
    case removePipeline(PipelineSlug)
    case setProperty(Property)
    case removeProperty(PropertySlug)
    /// A rep's or admin's change of what a ticket says of itself.
    case change(TicketID, TicketChange, Key)
    case move(TicketID, to: PipelineSlug, StatusSlug?, Key)
    case setPolicy(AccountSlug, TicketPolicyChange, revision: UInt64?)
    /// The account's tickets go along, old ones too; with a team, new ones are given to it.
    case moveAccount(AccountSlug, to: PipelineSlug, team: TeamSlug?, revision: UInt64?)
}

public struct TicketChange: Sendable {
    public let status: StatusSlug?
    /// Sorted by name; nil clears one.
    public let properties: [(property: PropertySlug, value: PropertyValue?)]

    public init(status: StatusSlug?, properties: [(property: PropertySlug, value: PropertyValue?)]) {
        self.status = status
        self.properties = properties
    }
}
