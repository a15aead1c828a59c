internal import DeskCore
internal import DeskWire

/// How the adapters fare, put together from the sessions that are here and from what is known of those that we keep running.
/// Who started one makes no difference.
struct AdapterConditions {
    private let now: Int64
    private let serving: [AccountSlug: SessionID]
    private let sessions: [SessionID: Session]
    /// By channel, in the order in which they came.
    private var attached: [ChannelKey: [AdapterPost]] = [:]
    private var supervised: [ChannelKey: [SupervisedEntry]] = [:]

    init(of broker: Broker) {
        now = broker.now.monotonicMilliseconds
        serving = broker.serving
        sessions = broker.sessions
        for session in sessions.values.filter({ $0.adapter != nil }).sorted(by: { $0.id < $1.id }) {
            if let post = session.adapter { attached[post.channel, default: []].append(post) }
        }
        for entry in broker.roster.sorted { supervised[entry.channel, default: []].append(entry) }
    }

    func isConnected(_ key: ChannelKey) -> Bool { attached[key] != nil }

    /// Of a channel as a whole: the worst that one of its adapters has to tell, since somebody must look at it.
    func condition(of key: ChannelKey) -> AdapterCondition {
        let ours = (supervised[key] ?? []).map(condition)
        let all = ours + (attached[key] ?? []).map { $0.condition(at: now) }
        return all.first { $0.state != .connected && $0.state != .away } ?? all.first { $0.state == .connected } ?? all.first
            ?? AdapterCondition(.away)
    }

    func condition(of account: Account) -> AdapterCondition {
        if let post = serving[account.slug].flatMap({ sessions[$0]?.adapter }) { return post.condition(of: account.slug, at: now) }
        // Whoever will serve it is not here: it is one of these.
        let missing = (supervised[account.channel] ?? []).filter { $0.session.flatMap { sessions[$0]?.adapter } == nil }
        return missing.first.map(condition) ?? AdapterCondition(.away)
    }

    /// Where contacts find it, as whoever serves it says.
    func address(of account: Account) -> [UInt8]? { serving[account.slug].flatMap { sessions[$0]?.adapter?.addresses[account.slug] } }

    func condition(of entry: SupervisedEntry) -> AdapterCondition {
        switch entry.phase {
        case .resting: return AdapterCondition(.away, reason: "stopped")
        case .ending: return AdapterCondition(.away, reason: "stopping")
        case .waiting where entry.isDisplaced: return AdapterCondition(.away, reason: Array(entry.reason.utf8))
        case .waiting(let until):
            return AdapterCondition(
                entry.isBroken ? .broken : .retrying, reason: Array(entry.reason.utf8), retryInMilliseconds: max(0, until - now))
        case .up:
            guard let post = entry.session.flatMap({ sessions[$0]?.adapter }) else {
                return AdapterCondition(.starting, reason: Array(entry.reason.utf8))
            }
            return post.condition(at: now)
        }
    }

    /// Channels whose adapter is configured and was never here: nobody would look for them elsewhere.
    func appendUninstalled(_ book: ChannelBook, to writer: inout JSONWriter) {
        for (key, entries) in supervised.sorted(by: { $0.key < $1.key }) where book.channel(key) == nil {
            writer.beginObject()
            writer.slug("channel", key.slug)
            writer.slug("name", key.slug)
            writer.field("description", "")
            writer.field("installed", false)
            writer.field("connected", false)
            writer.condition(entries.first.map(condition) ?? AdapterCondition(.away))
            writer.name("accounts")
            writer.beginArray()
            writer.endArray()
            writer.endObject()
        }
    }
}

extension AdapterCondition {
    init(_ state: AdapterState, reason: StaticString) {
        self.init(state, reason: Array(reason.description.utf8))
    }
}

extension AdapterPost {
    /// What an adapter said of its service, and when.
    struct Health {
        let condition: AdapterCondition
        let said: Int64

        /// The same as it is at `now`: the next attempt is nearer.
        func condition(at now: Int64) -> AdapterCondition {
            AdapterCondition(
                condition.state, reason: condition.reason,
                retryInMilliseconds: condition.retryInMilliseconds.map { max(0, said + $0 - now) })
        }
    }

    func condition(of account: AccountSlug, at now: Int64) -> AdapterCondition {
        healthOf[account]?.condition(at: now) ?? health?.condition(at: now) ?? AdapterCondition(.connected)
    }

    /// As a whole: what it said of itself, or else the first trouble of an account.
    func condition(at now: Int64) -> AdapterCondition {
        if let health, health.condition.state != .connected { return health.condition(at: now) }
        let troubled = healthOf.sorted { $0.key < $1.key }.first { $0.value.condition.state != .connected }
        return troubled?.value.condition(at: now) ?? AdapterCondition(.connected)
    }
}
