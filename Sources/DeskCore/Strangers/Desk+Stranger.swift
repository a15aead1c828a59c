/// Who is kept out: blocked senders, spam, trash, rates and lists.
extension Desk {
    func decide(_ command: StrangerCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .none: .record([])
        }
    }

    mutating func apply(_ event: StrangerEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .none: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func strangerDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var strangerDeadline: Timestamp? { nil }
}

extension Desk {
    /// Whether the sender may write now, as often as they do.
    func screen(_ publish: Publish, from party: Party, on account: Account, at now: Timestamp) throws(Rejection) {}
}
