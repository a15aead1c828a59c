internal import DeskConsole
internal import DeskKit

/// What may call somebody.
enum NoticeTopic: String, CaseIterable {
    case assigned, mention, followed
    case newMessage = "new_message"
    case newUnassigned = "new_unassigned"
    case slaDueSoon = "sla_due_soon"
    case slaOverdue = "sla_overdue"
    case deliveryFailed = "delivery_failed"
    case channelDown = "channel_down"

    var words: String {
        switch self {
        case .assigned: "is yours now"
        case .mention: "mentions you"
        case .followed: "has news"
        case .newMessage: "has a new message"
        case .newUnassigned: "is new and nobody's"
        case .slaDueSoon: "is due soon"
        case .slaOverdue: "is OVERDUE"
        case .deliveryFailed: "has a reply that failed"
        case .channelDown: "is down"
        }
    }
}

/// Decides whether somebody is called, so that a call means something: rarely, not twice for the same, not at night.
struct Notifier {
    /// What the next call is about.
    struct Subject: Equatable {
        let topic: NoticeTopic
        /// Nil for what is about no ticket.
        let ticket: Int64?
        /// In safe text: who and where.
        let title: String
        let body: String
        /// Whether the ticket is this rep's.
        let isMine: Bool
    }

    static let perTicketMilliseconds = 60_000
    static let burstMilliseconds = 1_500
    static let ticketsMax = 1_000
    static let waitingMax = 100

    private var lastCall: [Int64: Int64] = [:]
    private(set) var waiting: [Subject] = []
    /// `notify off 30m`.
    var quietUntil: Int64?

    /// True where somebody has to call ``take(now:)`` when the burst is over.
    mutating func add(_ subject: Subject, level: String, quiet: QuietHours?, now: Int64) -> Bool {
        if let quietUntil, now >= quietUntil { self.quietUntil = nil }
        let isOwnTrouble = subject.topic == .deliveryFailed && subject.isMine
        guard isOwnTrouble || (quietUntil == nil && quiet?.contains(now) != true && Self.isWanted(subject, level)) else { return false }
        guard waiting.count < Self.waitingMax, isTime(subject, now) else { return false }
        waiting.append(subject)
        return waiting.count == 1
    }

    private static func isWanted(_ subject: Subject, _ level: String) -> Bool {
        switch level {
        case "all": true
        case "team": subject.isMine || subject.topic != .newMessage
        case "mine": subject.isMine || [.assigned, .mention, .followed].contains(subject.topic)
        default: false
        }
    }

    private mutating func isTime(_ subject: Subject, _ now: Int64) -> Bool {
        guard let ticket = subject.ticket else { return true }
        if let last = lastCall[ticket], now - last < Self.perTicketMilliseconds, subject.topic == .newMessage { return false }
        if lastCall.count >= Self.ticketsMax { lastCall = lastCall.filter { now - $0.value < Self.perTicketMilliseconds } }
        if lastCall.count < Self.ticketsMax { lastCall[ticket] = now }
        return true
    }

    /// What has come together, as one.
    mutating func take() -> (subject: Subject, notice: TerminalNotice)? {
        defer { waiting = [] }
        guard let first = waiting.first else { return nil }
        guard waiting.count > 1 else { return (first, TerminalNotice(title: first.title, body: first.body)) }
        let tickets = Set(waiting.compactMap(\.ticket)).count
        let what = tickets == 1 ? first.title : "\(first.title) and \(waiting.count - 1) more"
        return (first, TerminalNotice(title: what, body: tickets == 1 ? "\(waiting.count) things" : ""))
    }
}
