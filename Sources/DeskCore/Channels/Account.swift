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

/// What an admin can edit of an account. A class because it changes seldom and every message copies the account.
final class AccountProfile: Sendable {
    let label: Text
    let whenOff: WhenOff
    let settings: [Setting]
    /// As the service calls it; nil where it was never connected through its adapter.
    let serviceName: Text?
    let hasCredentials: Bool
    /// Nil where nobody has said.
    let undoSeconds: Int?

    init(
        label: Text, whenOff: WhenOff = .refuse, settings: [Setting] = [], serviceName: Text? = nil, hasCredentials: Bool = false,
        undoSeconds: Int? = nil
    ) {
        self.undoSeconds = undoSeconds
        self.label = label
        self.whenOff = whenOff
        self.settings = settings
        self.serviceName = serviceName
        self.hasCredentials = hasCredentials
    }

    func edited(_ edit: AccountEdited) -> AccountProfile {
        AccountProfile(
            label: edit.label ?? label, whenOff: edit.whenOff ?? whenOff, settings: edit.settings ?? settings, serviceName: serviceName,
            hasCredentials: hasCredentials, undoSeconds: edit.undoSeconds ?? undoSeconds)
    }

    func connected(_ connected: AccountConnected) -> AccountProfile {
        AccountProfile(
            label: label, whenOff: whenOff, settings: connected.settings, serviceName: connected.name,
            hasCredentials: connected.hasCredentials, undoSeconds: undoSeconds)
    }
}

/// One connected number, page or mailbox of a channel.
public struct Account: Sendable {
    private let asked: NewAccount
    var profile: AccountProfile
    public internal(set) var isActive = true
    public internal(set) var reason: Text?
    /// The entry in which it was last switched or given a reason; nil where that never was.
    public internal(set) var switched: SequenceNumber?
    /// Its credentials hold, as far as anybody knows.
    public internal(set) var isAuthorized = true
    /// When it was deleted; nil where it was not.
    public internal(set) var archivedAt: Timestamp?
    /// Goes up with every change of its settings, whichever book owns these.
    public internal(set) var revision: UInt64 = 1
    var queueWish = QueueWish.hold

    init(_ asked: NewAccount) {
        self.asked = asked
        profile = AccountProfile(label: asked.label)
    }

    public var slug: AccountSlug { asked.slug }
    public var channel: ChannelKey { asked.channel }
    public var identifier: Identifier { asked.identifier }
    public var label: Text { profile.label }
    public var whenOff: WhenOff { profile.whenOff }
    public var settings: [Setting] { profile.settings }
    public var serviceName: Text? { profile.serviceName }
    public var hasCredentials: Bool { profile.hasCredentials }
    public var isArchived: Bool { archivedAt != nil }
}

extension Account {
    /// What becomes of its replies.
    public enum Passage: Sendable {
        case open
        /// What was written before it was switched off still goes out.
        case draining
        case shut
        case canceling
        /// Nothing will ever come or go again.
        case gone
    }

    public var passage: Passage {
        if isArchived { return .gone }
        if isActive && isAuthorized { return .open }
        guard isAuthorized else { return .shut }
        return switch queueWish {
        case .wait: .draining
        case .hold: .shut
        case .cancel: .canceling
        }
    }

    /// A new reply may go out.
    public var carries: Bool { passage == .open }

    /// Replies that wait in its queue go out.
    public var givesOut: Bool {
        switch passage {
        case .open, .draining: true
        case .shut, .canceling, .gone: false
        }
    }

    func write(to state: inout StateWriter) {
        state.write(slug.slug)
        state.write(channel.slug)
        state.write(label.encoded)
        state.write(identifier.value)
        state.write(isActive)
        state.write(reason) { $0.write($1.encoded) }
        state.write(isAuthorized)
        state.write(archivedAt) { $0.write($1.milliseconds) }
        state.write(revision)
        state.write(Array(whenOff.rawValue.utf8))
        state.write(Array(queueWish.rawValue.utf8))
        state.write(serviceName) { $0.write($1.encoded) }
        state.write(hasCredentials)
        state.write(profile.undoSeconds) { $0.write($1) }
        for setting in settings { state.write(setting) }
    }
}

extension StateWriter {
    mutating func write(_ setting: Setting) {
        write(Array(setting.name.text.utf8))
        switch setting.value {
        case .text(let bytes): write(bytes)
        case .integer(let number): write(number)
        case .flag(let flag): write(flag)
        }
    }
}
