/// Tickets that have come into question and have not been decided about yet, in that order.
///
/// In a flood there are many more of them than are decided about in a turn, so nothing here looks at all of them: what is taken out
/// of the middle stays in its place as a gap until that place comes up.
struct AwaitingTickets: Sendable {
    private struct Place: Sendable {
        let ticket: TicketID
        let cause: RoutingDecision.Cause
        let number: UInt64
    }

    private var places: [Place] = []
    /// Places before it are over.
    private var start = 0
    /// The number of each ticket's place; other places of it are gaps.
    private var numbers: [TicketID: UInt64] = [:]
    private var lastNumber: UInt64 = 0

    var first: (ticket: TicketID, cause: RoutingDecision.Cause)? {
        start < places.count ? (places[start].ticket, places[start].cause) : nil
    }

    /// One that is there keeps its place and its cause.
    mutating func append(_ ticket: TicketID, _ cause: RoutingDecision.Cause) {
        guard numbers[ticket] == nil else { return }
        lastNumber += 1
        numbers[ticket] = lastNumber
        places.append(Place(ticket: ticket, cause: cause, number: lastNumber))
    }

    mutating func remove(_ ticket: TicketID) {
        guard numbers.removeValue(forKey: ticket) != nil else { return }
        skipGaps()
    }

    var tickets: [TicketID] { live.map(\.ticket) }

    func write(to state: inout StateWriter) {
        for place in live {
            state.write(place.ticket.number)
            state.write(Array(place.cause.rawValue.utf8))
        }
    }

    private var live: some Sequence<Place> { places[start...].lazy.filter { isLive($0) } }

    private func isLive(_ place: Place) -> Bool { numbers[place.ticket] == place.number }

    /// The first place is never a gap. What is over is given back when it is half of all.
    private mutating func skipGaps() {
        while start < places.count, !isLive(places[start]) { start += 1 }
        guard start >= 64, start * 2 >= places.count else { return }
        places.removeFirst(start)
        start = 0
    }
}
