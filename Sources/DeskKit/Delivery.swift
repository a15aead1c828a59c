internal import DeskWire

/// A reply of the desk's that is to be sent on the channel.
///
/// ``accept()`` says "taken, more follows" and lets the next reply of the same thread come; ``report(_:)`` says what
/// became of it, and accepts by itself. Both can be called at any time, also while the desk is away.
public final class Delivery {
    public let account: String
    public let thread: String?
    public let to: [Party]
    public let text: String
    /// What it does to an earlier message; nil where it is said anew.
    public let amendment: Amendment?
    /// The message that is amended, by the ids that the service knows it under.
    public let target: (message: Int64, externalIds: [String])?
    public let attachments: [Attachment]
    public let styles: [StyledRange]
    public let parts: [ContentPart]
    /// Who answered.
    public let rep: Rep?
    /// What is answered, by the service's own identifier where it has one.
    public let replyTo: Quoted?
    /// The desk's number of the message.
    public let message: Int64
    /// The same for each attempt.
    public let key: String
    public internal(set) var attempt: Int64

    var request: BrokerRequest?
    var isAccepted = false
    var outcome: DeliveryStatus?
    var externalIds: [String] = []
    var probes: [BrokerRequest] = []
    weak var ledger: DeliveryLedger?

    init?(_ request: BrokerRequest, ledger: DeliveryLedger) {
        let frame = request.body
        guard let account = frame["account"]?.string, let message = frame["message"]?.integer else { return nil }
        self.account = account
        self.message = message
        key = frame["key"]?.string ?? "d:\(message)"
        thread = frame["thread"]?.string
        to = frame["to"]?.elements.compactMap(Party.init) ?? []
        text = frame["text"]?.string ?? ""
        amendment = Amendment(frame)
        target = frame["target"].flatMap { target in
            target["message"]?.integer.map { ($0, target["externalIds"]?.elements.compactMap(\.string) ?? []) }
        }
        attachments = frame["attachments"]?.elements.compactMap(Attachment.init) ?? []
        styles = frame["rich"]?.elements.compactMap(StyledRange.init) ?? []
        parts = frame["parts"]?.elements.compactMap(ContentPart.init) ?? []
        rep = frame["rep"].flatMap(Rep.init)
        replyTo = frame["replyTo"].flatMap(Quoted.init)
        attempt = frame["attempt"]?.integer ?? 1
        self.request = request
        self.ledger = ledger
    }

    /// Takes it; statuses follow.
    public func accept() { ledger?.accept(self) }

    public func report(_ status: DeliveryStatus) { ledger?.report(status, of: self) }
}

/// What has become of a delivery.
public enum DeliveryStatus: Sendable, Equatable {
    /// The service has it. A long text may have become several messages there.
    case sent(externalIds: [String] = [])
    /// It is on the contact's device.
    case delivered
    case read
    /// It was not sent. `code` is a word of the protocol's, such as `capability`, or the service's own.
    case failed(code: String, text: String, retryable: Bool = false, retryAfterMilliseconds: Int = 0)

    func write(to writer: inout JSONWriter) {
        switch self {
        case .sent(let externalIds):
            writer.field("status", "sent")
            if !externalIds.isEmpty { writer.strings("externalIds", externalIds) }
        case .delivered: writer.field("status", "delivered")
        case .read: writer.field("status", "read")
        case .failed(let code, let text, let retryable, let milliseconds):
            writer.field("status", "failed")
            writer.field("code", code)
            writer.field("text", text)
            writer.field("retryable", retryable)
            writer.field("retryAfterMs", milliseconds)
        }
    }

    /// Whether it says if the message was sent, which must not be lost.
    var isFinal: Bool {
        switch self {
        case .sent, .failed: true
        case .delivered, .read: false
        }
    }

    var isFailure: Bool {
        switch self {
        case .failed: true
        case .sent, .delivered, .read: false
        }
    }
}

/// Who answers, as the contact may see it.
public struct Rep: Sendable {
    public let id: String
    public let name: String

    init?(_ value: JSONValue) {
        guard let id = value["id"]?.string else { return nil }
        self.id = id
        name = value["name"]?.string ?? id
    }
}

/// The message that another one answers.
public struct Quoted: Sendable {
    public let message: Int64?
    public let externalId: String?

    init(_ value: JSONValue) {
        message = value["message"]?.integer
        externalId = value["externalId"]?.string
    }
}

/// The desk's question whether a delivery was sent, when it cannot know. Answer it once.
public struct Probe {
    public enum Outcome: Sendable {
        case sent(externalIds: [String] = [])
        case notSent
        case cannotTell
    }

    public let account: String?
    public let message: Int64
    public let key: String
    let request: BrokerRequest
    let link: BrokerLink

    public func answer(_ outcome: Outcome) {
        link.answer(request) {
            switch outcome {
            case .sent(let externalIds):
                $0.field("outcome", "sent")
                $0.strings("externalIds", externalIds)
            case .notSent: $0.field("outcome", "not_sent")
            case .cannotTell: $0.field("outcome", "cannot_tell")
            }
        }
    }
}
