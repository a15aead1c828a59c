/// What has happened. Applying events in order, at start-up as in service, is all that makes state.
public enum Event: Sendable {
    case channelRegistered(Channel)
    case accountCreated(NewAccount)
    case accountChanged(AccountSlug, active: Bool, reason: Text?)
    /// The channel scopes identifiers that mean something on one service only.
    case contactCreated(ContactID, Party, ChannelKey)
    case threadOpened(ThreadOpened)
    case ticketOpened(TicketOpened)
    case messageReceived(MessageReceived)
    case replySent(ReplySent)
    case noted(Noted)
    case assigned(TicketID, from: RepName?, to: RepName?)
    case statusChanged(TicketID, from: StatusSlug, to: StatusSlug)
    case deliveryChanged(DeliveryChanged)
    /// A command that creates nothing to hang its key on, such as `assign`.
    case keyUsed(Keyed, Key)
    indirect case people(PeopleEvent)
    indirect case routing(RoutingEvent)
    indirect case account(AccountEvent)
    indirect case contact(ContactEvent)
    indirect case pipeline(PipelineEvent)
    indirect case stranger(StrangerEvent)
    indirect case service(ServiceEvent)
    indirect case sending(SendingEvent)
    indirect case view(ViewEvent)
    indirect case snippet(SnippetEvent)
    indirect case merge(MergeEvent)
}

public struct ThreadOpened: Sendable {
    public let thread: ThreadID
    public let account: AccountSlug
    /// The adapter's name for it, or empty where the account groups by address.
    public let name: [UInt8]
    public let contact: ContactID
    public let party: Identifier
    /// Who else is in it, where the account groups by address and the service carries to several: in order, each once.
    public let others: [Identifier]

    public init(
        thread: ThreadID, account: AccountSlug, name: [UInt8], contact: ContactID, party: Identifier, others: [Identifier] = []
    ) {
        self.others = others
        self.thread = thread
        self.account = account
        self.name = name
        self.contact = contact
        self.party = party
    }
}

public struct TicketOpened: Sendable {
    public let ticket: TicketID
    public let thread: ThreadID
    public let subject: Text
    public let status: StatusSlug
    public let followUpOf: TicketID?
    public let pipeline: PipelineSlug
    /// Sorted by name.
    public let properties: [(property: PropertySlug, value: PropertyValue)]

    public init(
        ticket: TicketID, thread: ThreadID, subject: Text, status: StatusSlug, followUpOf: TicketID?,
        pipeline: PipelineSlug = Pipeline.standard.slug, properties: [(property: PropertySlug, value: PropertyValue)] = []
    ) {
        self.pipeline = pipeline
        self.properties = properties
        self.ticket = ticket
        self.thread = thread
        self.subject = subject
        self.status = status
        self.followUpOf = followUpOf
    }
}

/// A class for the reason that ``Publish`` is one.
public final class MessageReceived: Sendable {
    public let ticket: TicketID
    public let thread: ThreadID
    public let direction: Publish.Direction
    public let account: AccountSlug
    public let key: Key
    /// Nil where it was read from the journal: it follows from the rest.
    public let keyed: Keyed?
    public let threadName: [UInt8]?
    public let from: Party
    public let to: [Party]
    public let text: Text
    public let subject: Text?
    public let at: Timestamp
    public let externalID: [UInt8]?
    public let replyTo: MessageID?
    /// Nil where it is words only.
    public let content: MessageContent?
    /// What it says of its ticket, where that waits with it; nil where the ticket has it.
    public let wish: TicketWish?

    public init(
        ticket: TicketID, thread: ThreadID, direction: Publish.Direction, account: AccountSlug, key: Key, keyed: Keyed?,
        threadName: [UInt8]?, from: Party, to: [Party], text: Text, subject: Text?, at: Timestamp, externalID: [UInt8]?,
        replyTo: MessageID?, content: MessageContent? = nil, wish: TicketWish? = nil
    ) {
        self.content = content
        self.wish = wish
        self.ticket = ticket
        self.thread = thread
        self.direction = direction
        self.account = account
        self.key = key
        self.keyed = keyed
        self.threadName = threadName
        self.from = from
        self.to = to
        self.text = text
        self.subject = subject
        self.at = at
        self.externalID = externalID
        self.replyTo = replyTo
    }
}

/// What an adapter says of the ticket that a message is for.
public struct TicketWish: Sendable {
    public let properties: [(property: PropertySlug, value: PropertyValue)]
    public let closes: Bool

    public init(properties: [(property: PropertySlug, value: PropertyValue)], closes: Bool) {
        self.properties = properties
        self.closes = closes
    }
}

public struct ReplySent: Sendable {
    public let ticket: TicketID
    public let thread: ThreadID
    public let account: AccountSlug
    public let threadName: [UInt8]
    public let rep: RepName
    /// Frozen here: nothing that happens to the contact later changes where this reply goes.
    public let to: [Party]
    public let text: Text
    public let replyTo: MessageID?
    public let key: Key
    public let keyed: Keyed
    public let state: DeliveryState
    /// Until when it is kept back so that it can be taken back; nil where it is not.
    public let until: Timestamp?
    /// Nil where it is words only.
    public let content: MessageContent?

    public init(
        ticket: TicketID, thread: ThreadID, account: AccountSlug, threadName: [UInt8], rep: RepName, to: [Party], text: Text,
        replyTo: MessageID?, key: Key, keyed: Keyed, state: DeliveryState, until: Timestamp? = nil, content: MessageContent? = nil
    ) {
        self.until = until
        self.content = content
        self.ticket = ticket
        self.thread = thread
        self.account = account
        self.threadName = threadName
        self.rep = rep
        self.to = to
        self.text = text
        self.replyTo = replyTo
        self.key = key
        self.keyed = keyed
        self.state = state
    }
}

public struct Noted: Sendable {
    public let ticket: TicketID
    public let rep: RepName
    public let text: Text
    public let key: Key
    public let keyed: Keyed
    /// Nil where it is words only.
    public let content: MessageContent?

    public init(ticket: TicketID, rep: RepName, text: Text, key: Key, keyed: Keyed, content: MessageContent? = nil) {
        self.content = content
        self.ticket = ticket
        self.rep = rep
        self.text = text
        self.key = key
        self.keyed = keyed
    }
}

public struct DeliveryChanged: Sendable {
    public let ticket: TicketID
    public let message: MessageID
    public let state: DeliveryState
    public let attempt: UInt32
    public let failure: DeliveryFailure?
    public let externalIDs: [[UInt8]]
    /// The entry of the step before this one, so that a delivery's story can be read backwards; nil in older journals.
    public let previous: SequenceNumber?

    public init(
        ticket: TicketID, message: MessageID, state: DeliveryState, attempt: UInt32, failure: DeliveryFailure?, externalIDs: [[UInt8]],
        previous: SequenceNumber?
    ) {
        self.ticket = ticket
        self.message = message
        self.state = state
        self.attempt = attempt
        self.failure = failure
        self.externalIDs = externalIDs
        self.previous = previous
    }
}
