public import DeskCore

/// What a frame asks for, in the broker's terms.
public enum Intention: Sendable {
    case hello(Hello)
    case ping
    case command(Command)
    case history(AccountSlug, thread: [UInt8], after: MessageID, limit: Int)
    case adapterTyping(AccountSlug, thread: [UInt8], on: Bool)
    case watch(from: SequenceNumber?)
    case tickets(TicketQuery)
    case ticket(TicketID, before: MessageID?, limit: Int)
    case viewing(TicketID?)
    case typing(TicketID, on: Bool)
    case who
    case channels(after: [UInt8]?)
    case stats
    case metrics
    case trace(MessageID)
    case tap(Tap)
    /// An adapter says how it fares with its service.
    case health(HealthReport)
    case adapters
    case restartAdapter(name: [UInt8])
    case adapterLogs(AdapterLogsQuery)
    case export(Export)
    /// What is durable, and where it lies.
    case backup
    case people(PeopleQuery)
    case routing(RoutingQuery)
    case account(AccountQuery)
    case contact(ContactQuery)
    case pipeline(PipelineQuery)
    case stranger(StrangerQuery)
    case service(ServiceQuery)
    case message(MessageQuery)
    case sending(SendingQuery)
    case view(ViewQuery)
    case snippet(SnippetQuery)
    case blob(BlobQuery)
    case search(SearchQuery)
    /// An answer to a request of ours.
    case answer(Answer)
    /// A pong, or a notice that this version does not know.
    case nothing
}

/// The first frame.
public struct Hello: Sendable {
    public enum Role: String, CaseIterable, Sendable { case adapter, rep, admin }
    public let role: Role
    public let name: Slug
    public let instance: Slug
    public let software: Text?
    public let channel: Channel?
    /// What the manifest says that this version takes no notice of.
    public let warnings: [String]
    /// Nil: all of the channel's that nobody serves.
    public let accounts: [AccountSlug]?
    public let window: Int
    /// Adapter: it wants to look at changes of settings before they are stored.
    public let judgesEdits: Bool
    /// What the peer says it last heard: the epoch in hexadecimal and a sequence.
    public let resume: (epoch: [UInt8], sequence: SequenceNumber)?
}

/// A page of tickets that somebody wants.
public struct TicketQuery: Sendable {
    /// The view whose tickets are wanted; what the text says holds besides.
    public let view: ViewSlug?
    public let text: [UInt8]
    public let after: [UInt8]?
    public let limit: Int
}

public struct Tap: Sendable {
    public let types: [[UInt8]]
    public let peers: [[UInt8]]
    public let showsBodies: Bool
}

/// A peer's answer to what the broker asked.
public struct Answer: Sendable {
    public let request: UInt64
    public let isOk: Bool
    public let outcome: ProbeOutcome?
    public let failure: DeliveryFailure?
}

/// A frame that was understood so far: who may do it is the broker's business, what it means is in `intention`.
public struct Request: Sendable {
    /// The asker's number, or nil for a notice, which nobody answers.
    public let id: UInt64?
    public let type: String
    public let document: JSONDocument
}

extension Request {
    /// - Throws: `bad_field` where `type` or `id` cannot be used.
    public init(_ document: JSONDocument) throws(Refusal) {
        let fields = Fields(document.root)
        self.document = document
        type = try fields.shortString("type")
        id = fields.optional("id") == nil ? nil : UInt64(try fields.integer("id", in: 0...Fields.integerMax))
    }

    /// Features that `require` may name.
    public static let features = ["watch", "history", "probe", "typing", "tap"]

    func checkRequired(_ fields: Fields) throws(Refusal) {
        for feature in try fields.byteStrings("require", bytesMax: 64)
        where !Self.features.contains(where: { feature.elementsEqual($0.utf8) }) {
            throw Refusal(.unsupported, "The frame requires a feature that this broker does not have; welcome.features lists those it has.")
        }
    }
}
