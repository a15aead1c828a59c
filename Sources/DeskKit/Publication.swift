internal import DeskWire

/// Something said on the channel, on its way to the desk.
public struct Publication: Sendable {
    public enum Direction: String, Sendable {
        case incoming
        /// Said by the business elsewhere, such as on the owner's phone: stored, never sent.
        case outgoing
    }

    public enum Reference: Sendable {
        /// A message by the desk's number.
        case message(Int64)
        /// A message by the service's own identifier.
        case externalId(String)
    }

    /// What becomes of it while the channel is off.
    public enum WhileOff: Sendable {
        /// It is kept here and sent when the account is active again.
        case wait
        /// It is given back, and what is kept of the same thread behind it with it, in order.
        case giveBack
    }

    public var account: String
    /// Derived from the service's own identifiers, so that the same thing always has the same key.
    public var key: String
    /// nil where the broker groups by address.
    public var thread: String?
    public var from: Party
    public var text: String
    public var direction = Direction.incoming
    /// What it does to an earlier message, and to which; nil where it is said anew. Give it a key and an id of its own.
    public var amends: (amendment: Amendment, target: Reference)?
    /// With files, parts or a deletion the text may be empty.
    public var attachments: [Attachment] = []
    public var styles: [StyledRange] = []
    public var parts: [ContentPart] = []
    public var externalId: String?
    public var to: [Party] = []
    public var subject: String?
    public var replyTo: Reference?
    /// The words that it answers, as the service shows them: kept where the desk does not know the message that they are of.
    public var quote: String?
    /// When the service says that it was said, as RFC 3339; where it says nothing, when this was made.
    public var at = Moment.now()
    public var whileOff = WhileOff.wait

    public init(account: String, key: String, thread: String?, from: Party, text: String) {
        self.account = account
        self.key = key
        self.thread = thread
        self.from = from
        self.text = text
    }

    func write(to writer: inout JSONWriter) {
        writer.field("account", account)
        writer.field("key", key)
        if let thread { writer.field("thread", thread) }
        writer.name("from")
        from.write(to: &writer)
        writer.field("text", text)
        if direction != .incoming { writer.field("direction", direction.rawValue) }
        writeAmendment(to: &writer)
        writeContent(to: &writer)
        writeOptional(to: &writer)
    }

    private func writeOptional(to writer: inout JSONWriter) {
        if let externalId { writer.field("externalId", externalId) }
        if let subject { writer.field("subject", subject) }
        writer.field("at", at)
        if !to.isEmpty {
            writer.name("to")
            writer.beginArray()
            for party in to { party.write(to: &writer) }
            writer.endArray()
        }
        if let replyTo { Self.write("replyTo", replyTo, to: &writer) }
        if let quote, !quote.isEmpty { writer.field("quote", Self.cut(quote)) }
    }

    /// Of a long one its beginning.
    private static func cut(_ quote: String) -> String {
        var view = String.UnicodeScalarView()
        // At most four bytes each, and six where it is escaped.
        view.append(contentsOf: quote.unicodeScalars.prefix(600))
        return String(view)
    }

    private func writeAmendment(to writer: inout JSONWriter) {
        guard let amends else { return }
        writer.field("kind", amends.amendment.kind)
        Self.write("target", amends.target, to: &writer)
        if amends.amendment == .reaction(isRemoved: true) { writer.field("removed", true) }
    }

    private func writeContent(to writer: inout JSONWriter) {
        Self.list("attachments", attachments, &writer) { $0.write(to: &$1) }
        Self.list("rich", styles, &writer) { $0.write(to: &$1) }
        Self.list("parts", parts, &writer) { $0.write(to: &$1) }
    }

    private static func list<Element>(
        _ name: String, _ elements: [Element], _ writer: inout JSONWriter, _ write: (Element, inout JSONWriter) -> Void
    ) {
        guard !elements.isEmpty else { return }
        writer.name(name)
        writer.beginArray()
        for element in elements { write(element, &writer) }
        writer.endArray()
    }

    private static func write(_ name: String, _ reference: Reference, to writer: inout JSONWriter) {
        writer.name(name)
        writer.beginObject()
        switch reference {
        case .message(let number): writer.field("message", number)
        case .externalId(let identifier): writer.field("externalId", identifier)
        }
        writer.endObject()
    }

    /// What keeps its order: the thread, or whoever is at the other end. Account first, as it cannot contain the separator.
    var lane: [UInt8] {
        Array(account.utf8) + [0] + Array((thread ?? from.identifier.kind.rawValue + ":" + from.identifier.value).utf8)
    }
}

/// What became of a publication.
public enum PublishOutcome: Sendable {
    /// It is on the desk's disk: now the service may be told so.
    case accepted(Acceptance)
    /// It is not on the desk and no longer kept here.
    case refused(Refusal)
    /// Refused for now, `channel_off` as a rule; it is kept, and another outcome follows. The service must not be told yet.
    case waiting(Refusal)
}

/// The desk has it.
public struct Acceptance: Sendable {
    public let message: Int64
    public let ticket: Int64?
    /// The desk had it before, under the same key.
    public let isDuplicate: Bool

    init(_ frame: JSONValue) {
        message = frame["message"]?.integer ?? 0
        ticket = frame["ticket"]?.integer
        isDuplicate = frame["duplicate"]?.bool ?? false
    }
}

/// Why a publication was not even taken.
public enum PublishError: Error, Sendable, CustomStringConvertible {
    case full(count: Int, bytes: Int)
    case tooLarge(bytes: Int)

    public var description: String {
        switch self {
        case .full(let count, let bytes):
            "\(count) publications (\(bytes) bytes) wait for the desk already: stop reading from the service until some are accepted"
        case .tooLarge(let bytes): "the publication makes a frame of \(bytes) bytes, over the limit of 1 MiB: shorten its text"
        }
    }
}
