/// Tickets that wait for somebody who may take them, the oldest first.
///
/// Those that the same people could take share a pool, so that only the first of each pool has to be looked at.
struct RoutingQueue: Sendable {
    struct Pool: Hashable, Sendable {
        let account: AccountSlug
        /// From 1; 0 for none.
        let rule: Int
        let contactOwner: RepName?
        let passedOver: [RepName]
    }

    /// What has changed since the queue was last found to be stuck.
    struct Waking: Sendable {
        var everybody = false
        var reps: Set<RepName> = []
        var accounts: Set<AccountSlug> = []
        var isEmpty: Bool { !everybody && reps.isEmpty && accounts.isEmpty }
    }

    private var pools: [Pool: [TicketID]] = [:]
    private var places: [TicketID: Pool] = [:]
    private(set) var waking = Waking()
    /// Those that have not been decided about yet, in the order in which they came into question.
    private var awaiting = AwaitingTickets()
    /// The oldest ticket that somebody can take now.
    private(set) var next: TicketID?

    var isEmpty: Bool { places.isEmpty }
    var count: Int { places.count }
    func pool(of ticket: TicketID) -> Pool? { places[ticket] }
    /// The oldest of each pool, in no order that means anything.
    var heads: some Sequence<(pool: Pool, ticket: TicketID)> {
        pools.lazy.compactMap { pool, tickets in tickets.first.map { (pool, $0) } }
    }
    func tickets(of account: AccountSlug) -> [TicketID] {
        places.filter { $0.value.account == account }.map(\.key).sorted()
    }

    /// All that wait, by number.
    var all: [(ticket: TicketID, pool: Pool)] { places.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    /// The first to be decided about.
    var awaited: (ticket: TicketID, cause: RoutingDecision.Cause)? { awaiting.first }

    mutating func enlist(_ ticket: TicketID, _ cause: RoutingDecision.Cause) { awaiting.append(ticket, cause) }

    var allAwaited: [TicketID] { awaiting.tickets }

    mutating func stopAwaiting(_ ticket: TicketID) { awaiting.remove(ticket) }

    mutating func add(_ ticket: TicketID, to pool: Pool) {
        remove(ticket)
        places[ticket] = pool
        pools[pool, default: []].insert(ticket, at: Self.place(of: ticket, in: pools[pool] ?? []))
    }

    mutating func remove(_ ticket: TicketID) {
        guard let pool = places.removeValue(forKey: ticket) else { return }
        let place = Self.place(of: ticket, in: pools[pool] ?? [])
        pools[pool]?.remove(at: place)
        if pools[pool]?.isEmpty == true { pools[pool] = nil }
        if next == ticket { next = nil }
    }

    /// Where the ticket stands, or would.
    private static func place(of ticket: TicketID, in tickets: [TicketID]) -> Int {
        var (low, high) = (0, tickets.count)
        while low < high {
            let middle = (low + high) / 2
            if tickets[middle] < ticket { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func wake(_ rep: RepName) { if !isEmpty { waking.reps.insert(rep) } }
    mutating func wake(_ account: AccountSlug) { if !isEmpty { waking.accounts.insert(account) } }
    mutating func wakeEverybody() { if !isEmpty { waking.everybody = true } }

    /// Nothing more can be done until something changes.
    mutating func settle(next: TicketID?) {
        self.next = next
        if next == nil { waking = Waking() }
    }

    func write(to state: inout StateWriter) {
        for ticket in places.keys.sorted() {
            state.write(ticket.number)
            guard let pool = places[ticket] else { continue }
            state.write(pool.account.slug)
            state.write(pool.rule)
            state.write(pool.contactOwner) { $0.write($1.slug) }
            for rep in pool.passedOver { state.write(rep.slug) }
        }
        awaiting.write(to: &state)
        state.write(next) { $0.write($1.number) }
    }
}
