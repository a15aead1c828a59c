/// Pipelines, their statuses, and the properties of tickets.
public struct PipelineBook: Sendable {
    func write(to state: inout StateWriter) {
    }
}
