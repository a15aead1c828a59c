/// How replies leave: the undo window, other channels, calls, conversations that a rep begins.
extension Desk {
    func decide(
        _ command: SendingCommand, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        switch command {
        case .undo(let message, let key): try undo(message, key, by: author)
        }
    }

    mutating func apply(_ event: SendingEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .none: break
        }
    }

    /// What time alone brings about: nothing, or what is due at `now`.
    func sendingDue(at now: Timestamp) -> [Event] {
        guard let end = deliveries.nextWindowEnd, end <= now else { return [] }
        return deliveries.windowsEnded(by: now) { channels.account($0)?.passage ?? .gone }
    }

    /// When time alone will next bring something about; nil where it will not.
    var sendingDeadline: Timestamp? { deliveries.nextWindowEnd }

    // MARK: Taking back

    private func undo(_ id: MessageID, _ key: Key, by author: Author) throws(Rejection) -> Decision {
        let keyed = keys.keyed(by: author, "undo", key: key) { $0.combine(id.number) }
        return try once(keyed, key) { () throws(Rejection) in
            let delivery = try deliveries.existing(id)
            guard messages[id]?.rep == author.person else {
                throw .notAllowed("Another rep wrote that reply; only its writer takes it back. What is not out yet, `drop` stops.")
            }
            return try deliveries.undo(delivery)
        }
    }
}
