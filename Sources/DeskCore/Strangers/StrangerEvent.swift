/// Who is kept out: blocked senders, spam, trash, rates and lists. What has happened of it.
public enum StrangerEvent: Sendable {
    case blocked(BlockTarget, reason: Text?)
    case unblocked(BlockTarget)
    case marked(TicketID, TicketMark)
    /// It is a ticket like others again.
    case unmarked(TicketID)
    /// Nobody sees it any more.
    case purged(TicketID)
    case guardSet(AccountSlug, AccountGuard)
}

/// Why a ticket is kept out of sight.
public struct TicketMark: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case spam, trash
    }

    public enum Cause: String, Sendable {
        /// Somebody said so.
        case manual
        /// Its sender was blocked when it was opened.
        case blocked
    }

    public let kind: Kind
    public let cause: Cause
    /// Where it was before, to go back to.
    public let status: StatusSlug?

    public init(kind: Kind, cause: Cause, status: StatusSlug?) {
        self.kind = kind
        self.cause = cause
        self.status = status
    }
}

extension StrangerEvent {
    /// The ticket and the contact that it is about: where earlier entries are lost, these get a place.
    var subject: (ticket: TicketID?, contact: ContactID?) {
        switch self {
        case .marked(let ticket, _), .unmarked(let ticket), .purged(let ticket): (ticket, nil)
        case .blocked(.contact(let contact), _), .unblocked(.contact(let contact)): (nil, contact)
        case .blocked, .unblocked, .guardSet: (nil, nil)
        }
    }
}
