/// An outside service, as its adapter's manifest describes it.
///
/// A class because every message looks at it, and it never changes.
public final class Channel: Sendable {
    public enum ThreadingModel: String, Sendable {
        /// The adapter names the thread.
        case adapterThread = "adapter_thread"
        /// The broker groups by the set of identifiers.
        case byAddress = "by_address"
    }

    public let key: ChannelKey
    public let name: Text
    public let summary: Text
    public let threadingModel: ThreadingModel
    public let identifierKinds: [Identifier.Kind]
    public let allowsOutgoing: Bool
    /// The service itself drops a second send under the same key.
    public let sendsIdempotently: Bool
    /// Longest text in bytes as encoded; nil where the desk's own limit is the only one.
    public let textBytesMax: Int?
    /// The manifest as the adapter wrote it: what is not listed above is kept for those who read it.
    public let manifest: [UInt8]

    public init(
        key: ChannelKey, name: Text, summary: Text, threadingModel: ThreadingModel, identifierKinds: [Identifier.Kind],
        allowsOutgoing: Bool, sendsIdempotently: Bool, textBytesMax: Int?, manifest: [UInt8]
    ) {
        self.key = key
        self.name = name
        self.summary = summary
        self.threadingModel = threadingModel
        self.identifierKinds = identifierKinds
        self.allowsOutgoing = allowsOutgoing
        self.sendsIdempotently = sendsIdempotently
        self.textBytesMax = textBytesMax
        self.manifest = manifest
    }
}

/// An account as an admin asks for it. A class for the reason that ``Channel`` is one.
public final class NewAccount: Sendable {
    public let slug: AccountSlug
    public let channel: ChannelKey
    public let label: Text
    public let identifier: Identifier

    public init(slug: AccountSlug, channel: ChannelKey, label: Text, identifier: Identifier) {
        self.slug = slug
        self.channel = channel
        self.label = label
        self.identifier = identifier
    }
}

/// One connected number, page or mailbox of a channel.
public struct Account: Sendable {
    private let asked: NewAccount
    public fileprivate(set) var isActive = true
    public fileprivate(set) var reason: Text?
    /// The entry in which it was last switched or given a reason; nil where that never was.
    public fileprivate(set) var switched: SequenceNumber?
    /// Its credentials hold, as far as anybody knows.
    public fileprivate(set) var isAuthorized = true
    /// When it was deleted; nil where it was not.
    public fileprivate(set) var archivedAt: Timestamp?
    /// Goes up with every change of its settings, whichever book owns these.
    public fileprivate(set) var revision: UInt64 = 1

    fileprivate init(_ asked: NewAccount) { self.asked = asked }

    public var slug: AccountSlug { asked.slug }
    public var channel: ChannelKey { asked.channel }
    public var label: Text { asked.label }
    public var identifier: Identifier { asked.identifier }
    public var isArchived: Bool { archivedAt != nil }
}

/// Channels and their accounts.
public struct ChannelBook: Sendable {
    public static let accountsMax = 10_000
    private var channels: [ChannelKey: Channel] = [:]
    private var accounts: [AccountSlug: Account] = [:]

    public func channel(_ key: ChannelKey) -> Channel? { channels[key] }
    public func account(_ slug: AccountSlug) -> Account? { accounts[slug] }
    /// In no order that means anything: for sums.
    public var unorderedAccounts: some Collection<Account> { accounts.values }
    public var sortedChannels: [Channel] { channels.values.sorted { $0.key < $1.key } }
    public var sortedAccounts: [Account] { accounts.values.sorted { $0.slug < $1.slug } }

    /// Registration is an upsert on the key: the same manifest again changes nothing.
    func register(_ channel: Channel) -> [Event] {
        channels[channel.key]?.manifest == channel.manifest ? [] : [.channelRegistered(channel)]
    }

    func create(_ account: NewAccount) throws(Rejection) -> [Event] {
        guard let channel = channels[account.channel] else { throw .channelNotInstalled(account.channel) }
        if let existing = accounts[account.slug] {
            // The same request again is the same account.
            guard existing.channel == account.channel, existing.identifier == account.identifier else { throw .accountExists(account.slug) }
            return []
        }
        guard channel.identifierKinds.contains(account.identifier.kind) else {
            throw .badIdentifier("\(channel.key.slug) takes \(channel.identifierKinds.map(\.rawValue).joined(separator: ", "))")
        }
        if let other = sortedAccounts.first(where: { $0.channel == account.channel && $0.identifier == account.identifier }) {
            throw .accountExists(other.slug)
        }
        guard accounts.count < Self.accountsMax else {
            throw .badField("account", reason: "there are \(Self.accountsMax) accounts, which is the most")
        }
        return [.accountCreated(account)]
    }

    func set(_ slug: AccountSlug, active: Bool, reason: Text?) throws(Rejection) -> [Event] {
        guard let account = accounts[slug] else { throw .unknownAccount }
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

    mutating func apply(_ new: NewAccount) {
        accounts[new.slug] = Account(new)
    }

    mutating func apply(_ slug: AccountSlug, active: Bool, reason: Text?, in sequence: SequenceNumber) {
        accounts[slug]?.isActive = active
        accounts[slug]?.reason = reason
        accounts[slug]?.switched = sequence
    }

    func write(to state: inout StateWriter) {
        for channel in sortedChannels {
            state.write(channel.key.slug)
            state.write(channel.manifest)
        }
        for account in sortedAccounts {
            state.write(account.slug.slug)
            state.write(account.channel.slug)
            state.write(account.label.encoded)
            state.write(account.identifier.value)
            state.write(account.isActive)
            state.write(account.reason) { $0.write($1.encoded) }
            state.write(account.isAuthorized)
            state.write(account.archivedAt) { $0.write($1.milliseconds) }
            state.write(account.revision)
        }
    }
}

// One number tells whether anything about an account's settings has changed since somebody looked.
extension ChannelBook {
    public func revision(of slug: AccountSlug) -> UInt64 { accounts[slug]?.revision ?? 0 }

    /// - Parameter expected: what the asker looked at; nil where they insist.
    /// - Throws: `unknownAccount`, `accountDeleted`, or `revisionConflict` where somebody was quicker.
    public func checkRevision(_ slug: AccountSlug, _ expected: UInt64?) throws(Rejection) {
        guard let account = accounts[slug] else { throw .unknownAccount }
        guard !account.isArchived else { throw .accountDeleted(slug) }
        guard let expected, expected != account.revision else { return }
        throw .revisionConflict(account.revision)
    }

    /// Some setting of the account has changed.
    mutating func revise(_ slug: AccountSlug) { accounts[slug]?.revision += 1 }
}
