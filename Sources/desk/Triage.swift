/// Which tickets need somebody, and in which order.
struct Triage {
    let me: String

    enum Need: Int, Comparable {
        case failed, unknown, mine, unowned, others, nothing
        static func < (left: Need, right: Need) -> Bool { left.rawValue < right.rawValue }
    }

    func need(_ ticket: TicketFacts) -> Need {
        if ticket.failed > 0 { return .failed }
        if ticket.unknown > 0 { return .unknown }
        guard ticket.isOpen, ticket.isLastFromContact, ticket.snoozed == nil else { return .nothing }
        return ticket.owner == nil ? .unowned : ticket.owner == me ? .mine : .others
    }

    /// Whether it waits for me: what the prompt counts and what `next` opens.
    func isMine(_ ticket: TicketFacts) -> Bool {
        guard ticket.owner == nil || ticket.owner == me else { return false }
        let need = need(ticket)
        return need != .nothing && need != .others
    }

    /// Failed and unknown first, then what waits for us, longest first, then the rest, latest first.
    func inboxOrder(_ tickets: [TicketFacts]) -> [TicketFacts] {
        tickets.sorted { left, right in
            let (a, b) = (inboxRank(left), inboxRank(right))
            if a != b { return a < b }
            if left.updated != right.updated { return a == 2 ? left.updated > right.updated : left.updated < right.updated }
            return left.number < right.number
        }
    }

    private func inboxRank(_ ticket: TicketFacts) -> Int {
        switch need(ticket) {
        case .failed, .unknown: 0
        case .mine, .unowned, .others: 1
        case .nothing: 2
        }
    }

    /// Failed and unknown, then mine, then nobody's; the oldest first.
    func nextOrder(_ tickets: [TicketFacts]) -> [TicketFacts] {
        tickets.filter(isMine).sorted { left, right in
            let (a, b) = (need(left), need(right))
            return (a.rawValue, left.updated, left.number) < (b.rawValue, right.updated, right.number)
        }
    }

    /// Why this one.
    func reason(_ ticket: TicketFacts, now: Int64) -> String {
        let age = TimeWords.age(now - ticket.updated)
        return switch need(ticket) {
        case .failed: "a reply has failed"
        case .unknown: "a reply may or may not have been sent"
        case .mine: "yours, and \(ticket.shownContact) spoke last, \(age) ago"
        case .unowned: "nobody's, and waits the longest, \(age)"
        case .others: "\(ticket.shownOwner)'s"
        case .nothing: "nothing waits in it"
        }
    }
}
