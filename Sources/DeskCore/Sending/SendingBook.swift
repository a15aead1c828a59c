/// How replies leave: conversations that a rep has begun, until their service has a name for them.
public struct SendingBook: Sendable {
    /// By account and address.
    private var begun: [Digest: ThreadID] = [:]

    var isEmpty: Bool { begun.isEmpty }
    func begun(_ digest: Digest) -> ThreadID? { begun.isEmpty ? nil : begun[digest] }

    mutating func begin(_ thread: ThreadID, _ digest: Digest) { begun[digest] = thread }
    /// Who writes again under another name begins another conversation.
    mutating func answered(_ digest: Digest) { begun[digest] = nil }

    func write(to state: inout StateWriter) {
        for (digest, thread) in begun.sorted(by: { $0.value.number < $1.value.number }) {
            state.write(digest)
            state.write(thread.number)
        }
    }
}
