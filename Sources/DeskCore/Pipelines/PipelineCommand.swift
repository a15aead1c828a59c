/// Pipelines, their statuses, and the properties of tickets. What a peer may want of it.
public enum PipelineCommand: Sendable {
    case none
}
