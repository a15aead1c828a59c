/// Channels and their accounts.
public struct ChannelBook: Sendable {
    public static let accountsMax = 10_000
    private var channels: [ChannelKey: Channel] = [:]
    private var accounts: [AccountSlug: Account] = [:]
    /// Which account is connected to that address now: at most one.
    private var live: [Place: AccountSlug] = [:]
    /// Channels in which something was said: how that is threaded cannot change any more.
    private var threaded: Set<ChannelKey> = []
    public internal(set) var notices = NoticeBook()
    public internal(set) var held = HeldMessages()
    public internal(set) var activity = AccountActivity()

    private struct Place: Hashable {
        let channel: ChannelKey
        let identifier: Identifier
    }

    public func channel(_ key: ChannelKey) -> Channel? { channels[key] }
    public func account(_ slug: AccountSlug) -> Account? { accounts[slug] }
    /// Those that are not deleted, in no order that means anything: for sums.
    public var unorderedAccounts: some Collection<Account> { accounts.values.lazy.filter { !$0.isArchived } }
    public var sortedChannels: [Channel] { channels.values.sorted { $0.key < $1.key } }
    /// Those that are not deleted.
    public var sortedAccounts: [Account] { accounts.values.filter { !$0.isArchived }.sorted { $0.slug < $1.slug } }
    public var archivedAccounts: [Account] { accounts.values.filter(\.isArchived).sorted { $0.slug < $1.slug } }
    public var liveCount: Int { live.count }

    /// The account that is connected to that address.
    public func account(on channel: ChannelKey, at identifier: Identifier) -> AccountSlug? {
        live[Place(channel: channel, identifier: identifier)]
    }

    /// Registration is an upsert on the key: the same manifest again changes nothing.
    func register(_ channel: Channel) throws(Rejection) -> [Event] {
        if let known = channels[channel.key], known.threadingModel != channel.threadingModel, threaded.contains(channel.key) {
            throw .badField(
                "capabilities.threadingModel",
                reason: "it is \"\(channel.threadingModel.rawValue)\", and was \"\(known.threadingModel.rawValue)\" when messages came; "
                    + "keep that, or register a channel of another key")
        }
        return channels[channel.key]?.manifest == channel.manifest ? [] : [.channelRegistered(channel)]
    }

    func create(_ account: NewAccount) throws(Rejection) -> [Event] {
        guard let channel = channels[account.channel] else { throw .channelNotInstalled(account.channel) }
        if let existing = accounts[account.slug] {
            guard !existing.isArchived else { throw Self.usedUp(account.slug) }
            // The same request again is the same account.
            guard existing.channel == account.channel, existing.identifier == account.identifier else { throw .accountExists(account.slug) }
            return []
        }
        try check(account.identifier, on: channel)
        return [.accountCreated(account)]
    }

    /// Whether a new account may be connected there.
    func check(_ identifier: Identifier, on channel: Channel) throws(Rejection) {
        guard channel.identifierKinds.contains(identifier.kind) else {
            throw .badIdentifier("\(channel.key.slug) takes \(channel.identifierKinds.map(\.rawValue).joined(separator: ", "))")
        }
        if let other = account(on: channel.key, at: identifier) { throw .accountExists(other) }
        guard live.count < Self.accountsMax else {
            throw .quota("There are \(Self.accountsMax) accounts, which is the most; delete one that is not used any more.", after: 0)
        }
    }

    static func usedUp(_ slug: AccountSlug) -> Rejection {
        .conflicting("The account \(slug.slug) was deleted, and its name stays with what was said there; choose another name.")
    }

    /// One that is there and was not deleted.
    func existing(_ slug: AccountSlug) throws(Rejection) -> Account {
        guard let account = accounts[slug] else { throw .unknownAccount }
        guard !account.isArchived else { throw .accountDeleted(slug) }
        return account
    }

    func set(_ slug: AccountSlug, active: Bool, reason: Text?) throws(Rejection) -> [Event] {
        let account = try existing(slug)
        guard account.isActive != active || account.reason != reason else { return [] }
        return [.accountChanged(slug, active: active, reason: reason)]
    }

    /// The account and its channel, where `author` is that channel's adapter.
    func served(_ slug: AccountSlug, by author: Author) throws(Rejection) -> (Account, Channel) {
        guard let account = accounts[slug], let channel = channels[account.channel] else { throw .unknownAccount }
        // To another adapter it does not exist: nobody learns of other channels.
        guard author == .adapter(account.channel) else { throw .unknownAccount }
        return (account, channel)
    }

    mutating func apply(_ channel: Channel) { channels[channel.key] = channel }

    mutating func apply(_ new: NewAccount, in sequence: SequenceNumber) {
        accounts[new.slug] = Account(new)
        live[Place(channel: new.channel, identifier: new.identifier)] = new.slug
        notices.add(new.slug, .created, in: sequence)
    }

    mutating func apply(_ slug: AccountSlug, active: Bool, reason: Text?, in sequence: SequenceNumber) {
        accounts[slug]?.queueWish = .hold
        accounts[slug]?.isActive = active
        accounts[slug]?.reason = reason
        accounts[slug]?.switched = sequence
        notices.add(slug, .updated, ["active"], in: sequence)
    }

    mutating func change(_ slug: AccountSlug, _ change: (inout Account) -> Void) {
        guard var account = accounts[slug] else { return }
        change(&account)
        accounts[slug] = account
    }

    mutating func archive(_ slug: AccountSlug, at now: Timestamp, in sequence: SequenceNumber) {
        guard let account = accounts[slug] else { return }
        let place = Place(channel: account.channel, identifier: account.identifier)
        if live[place] == slug { live[place] = nil }
        change(slug) {
            $0.archivedAt = now
            $0.isActive = false
        }
        notices.add(slug, .purged, in: sequence)
    }

    /// Something was said on the account for the first time in a thread.
    mutating func noteThread(on slug: AccountSlug) {
        if let channel = accounts[slug]?.channel { threaded.insert(channel) }
    }

    func write(to state: inout StateWriter) {
        for channel in sortedChannels {
            state.write(channel.key.slug)
            state.write(channel.manifest)
            state.write(threaded.contains(channel.key))
        }
        for account in accounts.values.sorted(by: { $0.slug < $1.slug }) { account.write(to: &state) }
        notices.write(to: &state)
        held.write(to: &state)
        activity.write(to: &state)
    }
}

// One number tells whether anything about an account's settings has changed since somebody looked.
extension ChannelBook {
    public func revision(of slug: AccountSlug) -> UInt64 { accounts[slug]?.revision ?? 0 }

    /// - Parameter expected: what the asker looked at; nil where they insist.
    /// - Throws: `unknownAccount`, `accountDeleted`, or `revisionConflict` where somebody was quicker.
    public func checkRevision(_ slug: AccountSlug, _ expected: UInt64?) throws(Rejection) {
        let account = try existing(slug)
        guard let expected, expected != account.revision else { return }
        throw .revisionConflict(account.revision)
    }

    /// Some setting of the account has changed.
    mutating func revise(_ slug: AccountSlug) { accounts[slug]?.revision += 1 }
}
