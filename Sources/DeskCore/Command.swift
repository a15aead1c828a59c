/// What a peer wants done, in the core's own words.
public enum Command: Sendable {
    case registerChannel(Channel)
    case createAccount(NewAccount)
    case setAccount(AccountSlug, active: Bool, reason: Text?)
    case publish(Publish)
    case send(Send)
    case note(TicketID, Text, MessageContent?, Key)
    case assign(TicketID, to: RepName?, expected: Expectation, Key)
    case retry(MessageID, Key)
    case drop(MessageID, Key)
    case report(MessageID, DeliveryReport)
    /// The adapter has answered `ok` to a delivery.
    case accept(MessageID)
    /// The adapter has said what it knows of a delivery in doubt.
    case settle(MessageID, ProbeOutcome, resendable: Bool)
    /// A queued delivery goes out now.
    case dispatch(MessageID)
    /// More of the account's deliveries follow its switch than one entry has room for.
    case follow(AccountSlug)
    /// Time has passed: what is due happens.
    case tick
    indirect case people(PeopleCommand)
    indirect case routing(RoutingCommand)
    indirect case account(AccountCommand)
    indirect case contact(ContactCommand)
    indirect case pipeline(PipelineCommand)
    indirect case stranger(StrangerCommand)
    indirect case service(ServiceCommand)
    indirect case sending(SendingCommand)
    indirect case view(ViewCommand)
    indirect case snippet(SnippetCommand)
    indirect case merge(MergeCommand)
}

/// A message that an adapter's service brought.
///
/// A class because it is handed on from step to step and never changes: one reference instead of a dozen.
public final class Publish: Sendable {
    public enum Direction: String, Sendable {
        case incoming
        /// Said by the business elsewhere: recorded, never sent.
        case outgoing
    }

    public let account: AccountSlug
    public let key: Key
    /// The adapter's name for the thread; nil where the channel groups by address.
    public let thread: [UInt8]?
    public let direction: Direction
    public let from: Party
    public let to: [Party]
    public let text: Text
    public let subject: Text?
    /// When the service says that it was said.
    public let at: Timestamp
    public let externalID: [UInt8]?
    public let replyTo: ReplyTarget?
    /// What the adapter says of a ticket that this opens.
    public let properties: [(property: PropertySlug, value: PropertyValue)]
    /// The contact's side asks to close the ticket.
    public let closes: Bool
    /// Who the adapter says that the sender is.
    public let preResolved: [PreResolved]
    /// Nil where it is words only.
    public let content: MessageContent?
    /// What it does to an earlier message; nil where it is said anew.
    public let action: ActionWish?

    public init(
        account: AccountSlug, key: Key, thread: [UInt8]?, direction: Direction, from: Party, to: [Party], text: Text, subject: Text?,
        at: Timestamp, externalID: [UInt8]?, replyTo: ReplyTarget?,
        properties: [(property: PropertySlug, value: PropertyValue)] = [], closes: Bool = false, preResolved: [PreResolved] = [],
        content: MessageContent? = nil, action: ActionWish? = nil
    ) {
        self.content = content
        self.action = action
        self.properties = properties
        self.closes = closes
        self.preResolved = preResolved
        self.account = account
        self.key = key
        self.thread = thread
        self.direction = direction
        self.from = from
        self.to = to
        self.text = text
        self.subject = subject
        self.at = at
        self.externalID = externalID
        self.replyTo = replyTo
    }
}

/// The message that another one answers.
public enum ReplyTarget: Hashable, Sendable {
    case message(MessageID)
    /// By the id that the service knows it under.
    case external([UInt8])
}

/// A rep's reply.
public struct Send: Sendable {
    public let ticket: TicketID
    public let text: Text
    /// The highest sequence of the ticket that the rep was shown; nil where the rep insists.
    public let seen: SequenceNumber?
    public let replyTo: MessageID?
    /// What becomes of the ticket with it: all of it happens, or the reply does not.
    public let change: TicketChange?
    public let key: Key
    /// Nil where it is words only.
    public let content: MessageContent?
    /// What it does to an earlier message; nil where it is said anew.
    public let action: ActionWish?
    /// Nil: where the message that it answers came from.
    public let via: Via?

    public init(
        ticket: TicketID, text: Text, seen: SequenceNumber?, replyTo: MessageID?, change: TicketChange?, key: Key,
        content: MessageContent? = nil, action: ActionWish? = nil, via: Via? = nil
    ) {
        self.via = via
        self.content = content
        self.action = action
        self.ticket = ticket
        self.text = text
        self.seen = seen
        self.replyTo = replyTo
        self.change = change
        self.key = key
    }
}

/// Whether an account's adapter could take one more delivery at this moment: a fact of the running sessions, told to the core.
public enum AdapterReadiness: Sendable {
    case ready
    case busyOrAway
}

/// Whom the asker believes to be the ticket's owner.
public enum Expectation: Hashable, Sendable {
    case owner(RepName?)
    case anyone
}

/// What an adapter reports of a delivery.
public struct DeliveryReport: Sendable {
    public enum Status: String, Sendable { case accepted, sent, delivered, read, failed }
    public let status: Status
    public let failure: DeliveryFailure?
    /// The ids under which the service knows what was sent; several where it was cut in parts.
    public let externalIDs: [[UInt8]]

    public init(status: Status, failure: DeliveryFailure?, externalIDs: [[UInt8]]) {
        self.status = status
        self.failure = failure
        self.externalIDs = externalIDs
    }
}

/// Why a delivery failed, in the adapter's words.
public struct DeliveryFailure: Hashable, Sendable {
    public let code: Text?
    public let text: Text?
    public let isRetryable: Bool

    public init(code: Text?, text: Text?, isRetryable: Bool) {
        self.code = code
        self.text = text
        self.isRetryable = isRetryable
    }
}

public enum ProbeOutcome: Sendable {
    case sent(externalIDs: [[UInt8]])
    case notSent
    case cannotTell
}
