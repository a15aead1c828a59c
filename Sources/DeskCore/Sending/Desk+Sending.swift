/// How replies leave: the undo window, other channels, calls, conversations that a rep begins.
extension Desk {
    func decide(
        _ command: SendingCommand, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        switch command {
        case .undo(let message, let key): try undo(message, key, by: author)
        case .retry(let message, let seen, let key): try retry(message, seen: seen, key, by: author, at: now, adapter)
        case .start(let start): try self.start(start, by: author, at: now, adapter)
        }
    }

    mutating func apply(_ event: SendingEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .threadLinked(let thread, let ticket):
            threads.attach(thread, to: ticket)
            tickets.touch(ticket, in: sequence, at: now)
        case .threadBegun(let id):
            if let thread = threads[id] { sending.begin(id, digest(of: thread.account, thread.party)) }
        case .threadNamed(let id, let name):
            guard let thread = threads[id] else { return }
            threads.rename(id, name, threadDigest(thread.account, name, []))
            sending.answered(digest(of: thread.account, thread.party))
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
            return try deliveries.undo(delivery) + statusBefore(id)
        }
    }

    /// As it was before the reply set it, unless somebody has set another since, or put the ticket where it has no status of its own.
    private func statusBefore(_ id: MessageID) -> [Event] {
        guard let step = sending.step(with: id), let ticket = tickets[step.ticket], ticket.status == step.to, ticket.mergedInto == nil,
            strangers.mark(ticket.id) == nil, (try? pipeline(of: ticket).existing(step.from)) != nil
        else { return [] }
        return [.statusChanged(step.ticket, from: step.to, to: step.from)]
    }

    // MARK: Once more

    /// A reply that is as old as this is read again before it goes out.
    public static let staleRetryMs: Int64 = 3_600_000

    /// Late, or after others have spoken, a reply may say what is not so any more: whoever sends it again has seen the ticket as it is.
    private func retry(
        _ id: MessageID, seen: SequenceNumber?, _ key: Key, by author: Author, at now: Timestamp,
        _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        let delivery = try deliveries.existing(id)
        let ticket = tickets[delivery.ticket]
        let newer = (ticket?.timeline ?? []).filter { $0 > id && messages[$0]?.thread == delivery.thread }
        let isLate = now.milliseconds - delivery.written.milliseconds >= Self.staleRetryMs
        if isLate || !newer.isEmpty, delivery.state == .failed || delivery.state == .unknown, let head = ticket?.head,
            seen.map({ $0 < head }) ?? true
        {
            throw .staleView(newer: newer, head: head)
        }
        return try retry(id, key, by: author, adapter)
    }
}
