/// Accounts as they are connected, edited, switched and deleted. What a peer may want of it.
public enum AccountCommand: Sendable {
    case stage(ConnectRequest)
    /// The adapter has tried what it was given, and the service has let it in.
    case complete(StagingToken, name: Text, Identifier)
    case fail(StagingToken, code: Text?, text: Text)
    case set(AccountSlug, active: Bool, reason: Text?, queued: QueueWish)
    case authorize(AccountSlug, Bool, reason: Text?)
    case edit(AccountEdit)
    case delete(AccountSlug, confirm: Text, reason: Text?)
    /// The adapter has answered what it was told of in that entry.
    case told(AccountSlug, SequenceNumber)
    /// A message that was kept back while the account was off gets its ticket; its text comes from the journal.
    case release(MessageID, Publish)
}

/// Stands for a connect in progress: 32 hexadecimal digits that nobody can guess.
public struct StagingToken: Hashable, Sendable {
    public let text: String

    init(_ digest: Digest) { text = Self.hexadecimal(digest.high) + Self.hexadecimal(digest.low) }

    /// Nil where `bytes` cannot be one.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32, bytes.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What an admin wants connected. Secrets are not in it: they never come near the journal.
public struct ConnectRequest: Sendable {
    public let channel: ChannelKey
    /// The account whose credentials are renewed; nil for a new one.
    public let renewed: AccountSlug?
    /// How a new one shall be called; nil: after what the adapter calls it.
    public let slug: AccountSlug?
    public let label: Text?
    public let settings: [Setting]
    public let hasSecrets: Bool

    public init(channel: ChannelKey, renewed: AccountSlug?, slug: AccountSlug?, label: Text?, settings: [Setting], hasSecrets: Bool) {
        self.channel = channel
        self.renewed = renewed
        self.slug = slug
        self.label = label
        self.settings = settings
        self.hasSecrets = hasSecrets
    }
}

/// What becomes of the replies that wait when an account is switched off.
public enum QueueWish: String, CaseIterable, Sendable {
    /// They still go out; new ones are held.
    case wait
    /// They go out when the account is on again.
    case hold
    /// They never go out.
    case cancel
}

/// What becomes of messages that come in while the account is off.
public enum WhenOff: String, CaseIterable, Sendable {
    /// The adapter is refused and may try again.
    case refuse
    /// They are stored, and get their tickets in order when the account is on again.
    case hold
    /// They get their tickets at once, and nobody is assigned or rung.
    case silent
}

/// What an admin changes of an account; what is not named stays as it is.
public struct AccountEdit: Sendable {
    public let account: AccountSlug
    /// What the admin was shown; nil where they insist.
    public let revision: UInt64?
    public var label: Text?
    public var whenOff: WhenOff?
    public var settings: [SettingChange] = []
    /// How long a reply is kept back so that it can be taken back.
    public var undoSeconds: Int?

    public init(_ account: AccountSlug, revision: UInt64?) {
        self.account = account
        self.revision = revision
    }
}
