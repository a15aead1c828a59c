/// How replies leave: conversations that a rep has begun, until their service has a name for them; what replies changed that can still be
/// taken back.
public struct SendingBook: Sendable {
    /// A ticket's status that was set together with a reply.
    struct StatusStep: Sendable {
        let ticket: TicketID
        let from: StatusSlug
        let to: StatusSlug
    }

    /// By the entry of a reply that can be taken back; nil where it changed no status.
    private var steps: [SequenceNumber: StatusStep?] = [:]

    /// What was changed with a reply that can still be taken back.
    func step(with message: MessageID) -> StatusStep? { steps[SequenceNumber(message.number)] ?? nil }

    mutating func held(_ message: MessageID) { steps[SequenceNumber(message.number)] = .some(nil) }
    mutating func settled(_ message: MessageID) { if !steps.isEmpty { steps[SequenceNumber(message.number)] = nil } }

    mutating func note(_ ticket: TicketID, from: StatusSlug, to: StatusSlug, in sequence: SequenceNumber) {
        guard !steps.isEmpty, let earlier = steps[sequence] else { return }
        steps[sequence] = StatusStep(ticket: ticket, from: earlier?.from ?? from, to: to)
    }

    /// By account and address.
    private var begun = DigestTable<ThreadID>()

    var isEmpty: Bool { begun.isEmpty }
    func begun(_ digest: Digest) -> ThreadID? { begun.isEmpty ? nil : begun[digest] }

    mutating func begin(_ thread: ThreadID, _ digest: Digest) { begun[digest] = thread }
    /// Who writes again under another name begins another conversation.
    mutating func answered(_ digest: Digest) { begun[digest] = nil }

    func write(to state: inout StateWriter) {
        for (digest, thread) in begun.inOrder.sorted(by: { $0.value.number < $1.value.number }) {
            state.write(digest)
            state.write(thread.number)
        }
        for (sequence, step) in steps.sorted(by: { $0.key < $1.key }) {
            state.write(sequence.number)
            guard let step else { continue }
            state.write(step.ticket.number)
            state.write(step.from.slug)
            state.write(step.to.slug)
        }
    }
}
