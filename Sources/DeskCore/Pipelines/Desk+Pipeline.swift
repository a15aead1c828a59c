/// Pipelines, their statuses, and the properties of tickets.
extension Desk {
    func decide(_ command: PipelineCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .none: .record([])
        }
    }

    mutating func apply(_ event: PipelineEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .none: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func pipelineDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var pipelineDeadline: Timestamp? { nil }
}
