/// Who is kept out: blocked senders, spam, trash, rates and lists. What a peer may want of it.
public enum StrangerCommand: Sendable {
    case block(BlockTarget, reason: Text?, Key)
    case unblock(BlockTarget, Key)
    case spam(TicketID, isSpam: Bool, blocks: Bool, Key)
    case trash(TicketID, Key)
    case restore(TicketID, Key)
    case setGuard(AccountSlug, AccountGuardChange, revision: UInt64?)
}

/// Who is blocked: somebody who is known, with all that they write from, or an address of whoever it is.
public enum BlockTarget: Hashable, Sendable {
    case contact(ContactID)
    case identifier(Identifier)
}

/// How often one may write.
public struct Rate: Hashable, Sendable {
    public static let countMax: Int64 = 1_000_000
    public static let secondsMax: Int64 = 86_400

    /// So many at once.
    public let count: Int64
    /// And as many again in so many seconds.
    public let seconds: Int64

    public init(count: Int64, seconds: Int64) {
        self.count = count
        self.seconds = seconds
    }
}

/// What an account does about strangers. A class because every message looks at it.
public final class AccountGuard: Sendable {
    public static let listMax = 1_000
    static let open = AccountGuard()

    public let perSender: Rate?
    public let perAccount: Rate?
    /// Whom nothing here concerns.
    public let allowed: [SenderPattern]
    /// Whose messages are spam.
    public let denied: [SenderPattern]

    public init(perSender: Rate? = nil, perAccount: Rate? = nil, allowed: [SenderPattern] = [], denied: [SenderPattern] = []) {
        self.perSender = perSender
        self.perAccount = perAccount
        self.allowed = allowed
        self.denied = denied
    }

    func isSame(as other: AccountGuard) -> Bool {
        perSender == other.perSender && perAccount == other.perAccount && allowed == other.allowed && denied == other.denied
    }
}

public struct AccountGuardChange: Sendable {
    public var perSender = Edit<Rate>.unchanged
    public var perAccount = Edit<Rate>.unchanged
    public var allowed = Edit<[SenderPattern]>.unchanged
    public var denied = Edit<[SenderPattern]>.unchanged

    public init() {}

    public func applied(to former: AccountGuard) -> AccountGuard {
        AccountGuard(
            perSender: perSender.applied(to: former.perSender), perAccount: perAccount.applied(to: former.perAccount),
            allowed: allowed.applied(to: former.allowed, standard: []), denied: denied.applied(to: former.denied, standard: []))
    }
}

/// A sender, or all of a mail domain: `@example.org`.
public struct SenderPattern: Hashable, Sendable {
    public static let bytesMax = Identifier.bytesMax
    /// An identifier's value as it is written, or `@` and a domain, in lower case where letters have no case.
    public let text: [UInt8]

    /// Nil where it is empty or too long.
    public init?(_ text: [UInt8]) {
        guard !text.isEmpty, text.count <= Self.bytesMax, text != [0x40] else { return nil }
        self.text = Self.canonical(text)
    }

    /// As identifiers are kept: domains in lower case, numbers as `+` and digits.
    private static func canonical(_ text: [UInt8]) -> [UInt8] {
        if let at = text.lastIndex(of: 0x40) { return text[..<at] + text[at...].map(TicketPolicy.lowered) }
        guard text.first == 0x2B else { return text }
        return (try? Identifier(.phone, text))?.value ?? text
    }

    func matches(_ identifier: Identifier) -> Bool {
        guard text.first == 0x40, identifier.kind == .email else { return identifier.value == text }
        return identifier.value.count > text.count && identifier.value.suffix(text.count).elementsEqual(text)
    }
}
