/// When something last came in and went out, account by account.
public struct AccountActivity: Sendable {
    public struct Times: Sendable {
        public internal(set) var incoming: Timestamp?
        public internal(set) var outgoing: Timestamp?
    }

    private var times: [AccountSlug: Times] = [:]

    public subscript(account: AccountSlug) -> Times { times[account] ?? Times() }

    mutating func received(on account: AccountSlug, _ direction: Publish.Direction, at now: Timestamp) {
        switch direction {
        case .incoming: times[account, default: Times()].incoming = now
        case .outgoing: times[account, default: Times()].outgoing = now
        }
    }

    mutating func replied(on account: AccountSlug, at now: Timestamp) { times[account, default: Times()].outgoing = now }

    func write(to state: inout StateWriter) {
        for (account, times) in times.sorted(by: { $0.key < $1.key }) {
            state.write(account.slug)
            state.write(times.incoming) { $0.write($1.milliseconds) }
            state.write(times.outgoing) { $0.write($1.milliseconds) }
        }
    }
}
