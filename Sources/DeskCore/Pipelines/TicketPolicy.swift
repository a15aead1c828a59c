/// What becomes of an account's messages: which tickets they open, reopen and move. A class because every message looks at it.
public final class TicketPolicy: Sendable {
    public enum Reopening: Sendable, Equatable {
        case always
        case within(hours: Int64)
        case never
    }

    /// Who has a ticket that is reopened.
    public enum ReopenedOwner: String, Sendable, CaseIterable {
        case keep
        case keepIfAvailable = "keep_if_available"
        case contactOwner = "contact_owner"
        case unassigned
    }

    public static let reopenHoursMax: Int64 = 10 * 366 * 24
    /// A closed ticket is reopened by a message up to so many hours later; after that a follow-up is opened.
    public static let reopenHours: Int64 = 72
    public static let standard = TicketPolicy()

    public let pipeline: PipelineSlug
    /// Where tickets begin; nil: the pipeline's first open status.
    public let status: StatusSlug?
    /// What new tickets say, sorted by name.
    public let defaults: [(property: PropertySlug, value: PropertyValue)]
    /// Properties that the adapter may set on a ticket that its message opens.
    public let fromAdapter: [PropertySlug]
    public let onRepReply: StatusSlug?
    public let onContactReply: StatusSlug?
    public let reopening: Reopening
    public let reopenStatus: StatusSlug?
    public let reopenedOwner: ReopenedOwner
    /// Words of thanks, in lower case: a message of nothing else reopens no ticket, for so many hours.
    public let thanks: [Text]
    public let thanksHours: Int64
    public static let standardThanksHours: Int64 = 24
    /// The contact's side may close its ticket through the adapter.
    public let allowsClosing: Bool

    public init(
        pipeline: PipelineSlug = Pipeline.standard.slug, status: StatusSlug? = nil,
        defaults: [(property: PropertySlug, value: PropertyValue)] = [], fromAdapter: [PropertySlug] = [], onRepReply: StatusSlug? = nil,
        onContactReply: StatusSlug? = nil, reopening: Reopening = .within(hours: reopenHours), reopenStatus: StatusSlug? = nil,
        reopenedOwner: ReopenedOwner = .keep, thanks: [Text] = [], thanksHours: Int64 = 24, allowsClosing: Bool = false
    ) {
        self.pipeline = pipeline
        self.status = status
        self.defaults = defaults
        self.fromAdapter = fromAdapter
        self.onRepReply = onRepReply
        self.onContactReply = onContactReply
        self.reopening = reopening
        self.reopenStatus = reopenStatus
        self.reopenedOwner = reopenedOwner
        self.thanks = thanks
        self.thanksHours = thanksHours
        self.allowsClosing = allowsClosing
    }

    /// As it was written down: what is not said is as everybody begins with it.
    public convenience init(_ change: TicketPolicyChange) {
        let policy = change.applied(to: .standard)
        self.init(
            pipeline: policy.pipeline, status: policy.status, defaults: policy.defaults, fromAdapter: policy.fromAdapter,
            onRepReply: policy.onRepReply, onContactReply: policy.onContactReply, reopening: policy.reopening,
            reopenStatus: policy.reopenStatus, reopenedOwner: policy.reopenedOwner, thanks: policy.thanks,
            thanksHours: policy.thanksHours, allowsClosing: policy.allowsClosing)
    }

    func isSame(as other: TicketPolicy) -> Bool {
        pipeline == other.pipeline && status == other.status && defaults.elementsEqual(other.defaults, by: ==)
            && fromAdapter == other.fromAdapter && onRepReply == other.onRepReply && onContactReply == other.onContactReply
            && reopening == other.reopening && reopenStatus == other.reopenStatus && reopenedOwner == other.reopenedOwner
            && thanks == other.thanks && thanksHours == other.thanksHours && allowsClosing == other.allowsClosing
    }

    /// Whether a ticket that was closed then is reopened by a message now.
    func reopens(closed: Timestamp, at now: Timestamp) -> Bool {
        switch reopening {
        case .always: true
        case .within(let hours): now <= closed.adding(hours: hours)
        case .never: false
        }
    }

    /// Whether a message says thanks and nothing else, soon enough. A look at the words only where some are listed.
    func isThanks(_ text: Text, closed: Timestamp, at now: Timestamp) -> Bool {
        guard !thanks.isEmpty, now <= closed.adding(hours: thanksHours) else { return false }
        let words = text.utf8.split { !Self.isLetter($0) }.map { $0.map(Self.lowered) }
        guard !words.isEmpty, words.count <= 32 else { return false }
        let known = thanks.map(\.utf8)
        return words.allSatisfy(known.contains)
    }

    /// Whatever is beyond ASCII is taken for a letter: what it is we cannot know, and a smiley is no word of thanks.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// What an admin wants changed of it.
public struct TicketPolicyChange: Sendable {
    public var pipeline: PipelineSlug?
    public var status = Edit<StatusSlug>.unchanged
    /// Nil clears one.
    public var defaults: [(property: PropertySlug, value: PropertyValue?)] = []
    public var fromAdapter = Edit<[PropertySlug]>.unchanged
    public var onRepReply = Edit<StatusSlug>.unchanged
    public var onContactReply = Edit<StatusSlug>.unchanged
    public var reopening: TicketPolicy.Reopening?
    public var reopenStatus = Edit<StatusSlug>.unchanged
    public var reopenedOwner: TicketPolicy.ReopenedOwner?
    public var thanks = Edit<[Text]>.unchanged
    public var thanksHours: Int64?
    public var allowsClosing: Bool?

    public init() {}

    func applied(to former: TicketPolicy) -> TicketPolicy {
        // Another pipeline has other statuses: what was said of the former one's means nothing in it.
        let isMoved = pipeline.map { $0 != former.pipeline } ?? false
        let kept = { (status: StatusSlug?) in isMoved ? nil : status }
        return TicketPolicy(
            pipeline: pipeline ?? former.pipeline, status: status.applied(to: kept(former.status)), defaults: merged(former.defaults),
            fromAdapter: fromAdapter.applied(to: former.fromAdapter, standard: []).sorted(),
            onRepReply: onRepReply.applied(to: kept(former.onRepReply)),
            onContactReply: onContactReply.applied(to: kept(former.onContactReply)), reopening: reopening ?? former.reopening,
            reopenStatus: reopenStatus.applied(to: kept(former.reopenStatus)), reopenedOwner: reopenedOwner ?? former.reopenedOwner,
            thanks: thanks.applied(to: former.thanks, standard: []), thanksHours: thanksHours ?? former.thanksHours,
            allowsClosing: allowsClosing ?? former.allowsClosing)
    }

    private func merged(
        _ former: [(property: PropertySlug, value: PropertyValue)]
    ) -> [(property: PropertySlug, value: PropertyValue)] {
        var values = Dictionary(uniqueKeysWithValues: former.map { ($0.property, $0.value) })
        for (property, value) in defaults { values[property] = value }
        return values.sorted { $0.key < $1.key }.map { (property: $0.key, value: $0.value) }
    }
}
