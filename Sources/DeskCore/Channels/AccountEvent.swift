/// Accounts as they are connected, edited, switched and deleted. What has happened of it.
public enum AccountEvent: Sendable {
    case staged(AccountStaged)
    /// A token has become an account, or has renewed one.
    case connected(AccountConnected)
    case connectFailed(StagingToken, code: Text?, text: Text?)
    case connectExpired(StagingToken)
    case edited(AccountEdited)
    case authorized(AccountSlug, Bool, reason: Text?)
    /// What becomes of the replies that waited when the account was switched off, where they are not held.
    case queueSettled(AccountSlug, QueueWish)
    case deleted(AccountSlug, reason: Text?)
    /// The adapter knows what happened to the account in entries up to this one.
    case told(AccountSlug, through: SequenceNumber)
    /// Stored without a ticket, because the account is off; its ticket is 0.
    case held(MessageReceived)
    /// What was held has got its ticket.
    case released(MessageReceived, MessageID)
    /// What the entry brought came in while the account was off, and rings nobody's bell.
    case silenced(AccountSlug)
}

public struct AccountStaged: Sendable {
    public let token: StagingToken
    public let request: ConnectRequest
    public let expires: Timestamp

    public init(token: StagingToken, request: ConnectRequest, expires: Timestamp) {
        self.token = token
        self.request = request
        self.expires = expires
    }
}

public struct AccountConnected: Sendable {
    public let token: StagingToken
    public let account: AccountSlug
    /// As the service calls it.
    public let name: Text
    public let identifier: Identifier
    public let settings: [Setting]
    public let hasCredentials: Bool
    public let isRenewal: Bool

    public init(
        token: StagingToken, account: AccountSlug, name: Text, identifier: Identifier, settings: [Setting], hasCredentials: Bool,
        isRenewal: Bool
    ) {
        self.token = token
        self.account = account
        self.name = name
        self.identifier = identifier
        self.settings = settings
        self.hasCredentials = hasCredentials
        self.isRenewal = isRenewal
    }
}

/// What is new; nil where it is as before.
public struct AccountEdited: Sendable {
    public let account: AccountSlug
    public let label: Text?
    public let whenOff: WhenOff?
    public let settings: [Setting]?
    public let undoSeconds: Int?

    public init(account: AccountSlug, label: Text?, whenOff: WhenOff?, settings: [Setting]?, undoSeconds: Int? = nil) {
        self.undoSeconds = undoSeconds
        self.account = account
        self.label = label
        self.whenOff = whenOff
        self.settings = settings
    }

    public var changed: [String] {
        [
            (label != nil, "label"), (whenOff != nil, "whenOff"), (settings != nil, "settings"), (undoSeconds != nil, "undoSeconds"),
        ].filter(\.0).map(\.1)
    }
}

extension AccountEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .released(let received, _): (received.ticket, nil)
        case .staged, .connected, .connectFailed, .connectExpired, .edited, .authorized, .queueSettled, .deleted, .told, .held, .silenced:
            (nil, nil)
        }
    }
}
