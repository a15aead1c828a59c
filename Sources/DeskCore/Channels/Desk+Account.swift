/// Accounts as they are connected, edited and deleted.
extension Desk {
    func decide(_ command: AccountCommand, by author: Author, at now: Timestamp) throws(Rejection) -> Decision {
        switch command {
        case .none: .record([])
        }
    }

    mutating func apply(_ event: AccountEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .none: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func accountDue(at now: Timestamp) -> [Event] { [] }

    /// When time alone will next bring something about; nil where it will not.
    var accountDeadline: Timestamp? { nil }
}

extension Desk {
    /// Whether a message comes in by the account's switches.
    func admit(_ publish: Publish, on account: Account) throws(Rejection) {
        guard account.isActive else { throw .channelOff(account.slug) }
    }
}
