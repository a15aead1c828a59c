internal import DeskCore
internal import DeskWire

/// What one channel has to carry, all its accounts together.
struct ChannelLoad {
    let key: ChannelKey
    let isConnected: Bool
    /// How its adapter fares.
    let condition: AdapterCondition
    var accounts = 0
    /// Accounts that are switched off.
    var off = 0
    var tally = DeliveryTally()
    /// When the oldest reply was written that is queued or held.
    var oldest: Timestamp?
}

extension Broker {
    /// One pass over accounts and sessions, whatever their number.
    func channelLoads() -> [ChannelLoad] {
        var loads: [ChannelKey: ChannelLoad] = [:]
        let conditions = AdapterConditions(of: self)
        // One that is configured and was never here is missed most.
        for key in desk.channels.sortedChannels.map(\.key) + roster.sorted.map(\.channel) where loads[key] == nil {
            loads[key] = ChannelLoad(key: key, isConnected: conditions.isConnected(key), condition: conditions.condition(of: key))
        }
        for account in desk.channels.unorderedAccounts {
            guard var load = loads[account.channel] else { continue }
            load.accounts += 1
            load.off += account.isActive ? 0 : 1
            load.tally = load.tally + desk.deliveries.tally(of: account.slug)
            for first in [desk.deliveries.queued(of: account.slug).first, desk.deliveries.held(of: account.slug).first] {
                guard let written = first.flatMap({ desk.deliveries[$0]?.written }) else { continue }
                load.oldest = min(load.oldest ?? written, written)
            }
            loads[account.channel] = load
        }
        return loads.values.sorted { $0.key < $1.key }
    }

    /// Attached sessions of each role, and those that have not said hello.
    func sessionCounts() -> [(role: String, count: Int)] {
        var counts: [(role: String, count: Int)] = [("adapter", 0), ("rep", 0), ("admin", 0), ("none", 0)]
        for session in sessions.values {
            switch session.author {
            case .adapter: counts[0].count += 1
            case .rep: counts[1].count += 1
            case .admin: counts[2].count += 1
            case .desk, nil: counts[3].count += 1
            }
        }
        return counts
    }
}
