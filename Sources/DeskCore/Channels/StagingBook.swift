/// What became of an attempt to connect an account.
public struct Staging: Sendable {
    public enum State: Sendable {
        case pending
        case completed(AccountSlug, name: Text, Identifier, in: SequenceNumber)
        case failed(code: Text?, text: Text?)
        case expired
    }

    public let token: StagingToken
    public let request: ConnectRequest
    public let expires: Timestamp
    public internal(set) var state = State.pending

    public var isPending: Bool { if case .pending = state { true } else { false } }
}

/// Accounts that are being connected, and what became of those before.
public struct StagingBook: Sendable {
    static let lifeMilliseconds: Int64 = 15 * 60_000
    static let pendingMax = 64
    /// So many are remembered, so that an adapter which repeats itself hears the same again.
    static let rememberedMax = 1_024

    private var stagings: [StagingToken: Staging] = [:]
    /// Oldest first, all of them and those that are pending.
    private var order: [StagingToken] = []
    private var pendingOrder: [StagingToken] = []

    public subscript(token: StagingToken) -> Staging? { stagings[token] }
    /// Oldest first, which is also the order in which they expire.
    public var pending: [Staging] { pendingOrder.compactMap { stagings[$0] } }
    var nextExpiry: Timestamp? { pendingOrder.first.flatMap { stagings[$0]?.expires } }

    /// One of the adapter's own.
    func existing(_ token: StagingToken, by author: Author) throws(Rejection) -> Staging {
        guard let staging = stagings[token], author == .adapter(staging.request.channel) || author == .desk else {
            throw .stagingToken(.unknown)
        }
        return staging
    }

    mutating func apply(_ staged: AccountStaged) {
        stagings[staged.token] = Staging(token: staged.token, request: staged.request, expires: staged.expires)
        order.append(staged.token)
        pendingOrder.append(staged.token)
        guard order.count > Self.rememberedMax, let oldest = order.firstIndex(where: { stagings[$0]?.isPending == false }) else { return }
        stagings[order.remove(at: oldest)] = nil
    }

    mutating func settle(_ token: StagingToken, _ state: Staging.State) {
        stagings[token]?.state = state
        pendingOrder.removeAll { $0 == token }
    }

    func write(to state: inout StateWriter) {
        for staging in order.compactMap({ stagings[$0] }) {
            state.write(Array(staging.token.text.utf8))
            state.write(staging.expires.milliseconds)
            state.write(staging.request.channel.slug)
            switch staging.state {
            case .pending: state.write(0)
            case .completed(let account, _, let identifier, let sequence):
                state.write(1)
                state.write(account.slug)
                state.write(identifier.value)
                state.write(sequence.number)
            case .failed(let code, let text):
                state.write(2)
                state.write(code) { $0.write($1.encoded) }
                state.write(text) { $0.write($1.encoded) }
            case .expired: state.write(3)
            }
        }
    }
}
