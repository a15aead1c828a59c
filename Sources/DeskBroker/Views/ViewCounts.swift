internal import DeskCore

/// How many tickets views hold. Counted once over all tickets, and from then on only where something has happened: what an
/// event costs does not depend on how many tickets or views there are.
struct ViewCounts {
    /// The most views that are kept counted, whoever asks.
    static let countedMax = 512
    /// The most tickets that wait to be looked at again; beyond that, counting anew is as cheap.
    static let touchedMax = 65_536

    private struct Counted {
        var members: [UInt64] = []
        var count = 0
        /// How much of ``touched`` it has seen.
        var seen: Int
    }

    private var counted: [TicketCondition: Counted] = [:]
    private var touched: [TicketID] = []

    mutating func note(_ events: [Event]) {
        guard !counted.isEmpty else { return }
        for event in events {
            guard let tickets = event.touchedTickets else { return forget() }
            note(tickets)
        }
    }

    mutating func note(_ tickets: [TicketID]) {
        guard !counted.isEmpty else { return }
        touched += tickets
        if touched.count > Self.touchedMax { forget() }
    }

    private mutating func forget() {
        counted = [:]
        touched = []
    }

    mutating func count(_ condition: TicketCondition, in desk: Desk) -> Int {
        guard condition.followsTickets else { return desk.tickets.all.count { condition.matches($0, in: desk) } }
        if counted[condition] == nil, counted.count >= Self.countedMax { forget() }
        var view = counted[condition] ?? all(condition, desk)
        for ticket in Set(touched[view.seen...]) {
            Self.set(&view, ticket, desk.tickets[ticket].map { condition.matches($0, in: desk) } ?? false)
        }
        view.seen = touched.count
        counted[condition] = view
        return view.count
    }

    private func all(_ condition: TicketCondition, _ desk: Desk) -> Counted {
        var view = Counted(seen: touched.count)
        for ticket in desk.tickets.all where condition.matches(ticket, in: desk) { Self.set(&view, ticket.id, true) }
        return view
    }

    private static func set(_ view: inout Counted, _ ticket: TicketID, _ isMember: Bool) {
        let (word, bit) = (Int(ticket.number) >> 6, UInt64(1) << UInt64(ticket.number & 63))
        while view.members.count <= word { view.members.append(0) }
        guard (view.members[word] & bit != 0) != isMember else { return }
        view.members[word] ^= bit
        view.count += isMember ? 1 : -1
    }
}
