internal import DeskCore
internal import DeskWire

/// What has happened since the broker started, in numbers. They cost an addition where it happens; what can be had by looking
/// at the state is not counted here.
struct Counters {
    var incoming = FrameTally.incoming
    var outgoing = FrameTally.outgoing
    /// Frames that were no JSON, or had no type or id that could be used.
    var unreadable: UInt64 = 0
    var publishes = Outcomes()
    var sends = Outcomes()
    /// Of all requests together.
    var refusals = CodeTally()
    var commits = Histogram.commits
    var batches = Histogram.batches
    var sendTimes = Histogram.sends
    var firstResponses = Histogram.firstResponses
    var logLines = [UInt64](repeating: 0, count: 8)

    /// What became of commands of one kind. Each that was submitted is one of the others: the sums agree, always.
    struct Outcomes {
        var submitted: UInt64 = 0
        var accepted: UInt64 = 0
        var duplicates: UInt64 = 0
        var refused = CodeTally()
    }

    /// Refusals by their code.
    struct CodeTally {
        private var counts: [Refusal.Code: UInt64] = [:]

        mutating func count(_ code: Refusal.Code) { counts[code, default: 0] += 1 }

        /// In the protocol's order.
        var all: [(code: Refusal.Code, count: UInt64)] {
            Refusal.Code.allCases.compactMap { code in counts[code].map { (code, $0) } }
        }
    }

    mutating func count(_ request: Request) {
        incoming.count(request.type)
        switch request.type {
        case "publish": publishes.submitted += 1
        case "send": sends.submitted += 1
        default: break
        }
    }

    mutating func count(_ receipt: Receipt) {
        switch receipt.command {
        case .publish: Self.count(receipt, &publishes)
        case .send: Self.count(receipt, &sends)
        default: break
        }
    }

    private static func count(_ receipt: Receipt, _ outcomes: inout Outcomes) {
        if receipt.isDuplicate { outcomes.duplicates += 1 } else { outcomes.accepted += 1 }
    }

    mutating func count(_ refusal: Refusal, of request: Request) {
        refusals.count(refusal.code)
        switch request.type {
        case "publish": publishes.refused.count(refusal.code)
        case "send": sends.refused.count(refusal.code)
        default: break
        }
    }

}

extension Broker {
    /// Times that are known when events are staged, before the desk takes note of them.
    mutating func clock(_ events: [Event], at: Timestamp) {
        for event in events {
            switch event {
            case .replySent(let reply):
                guard let ticket = desk.tickets[reply.ticket], !ticket.isAnswered else { continue }
                counters.firstResponses.observe(at.milliseconds - ticket.opened.milliseconds)
            case .deliveryChanged(let change):
                guard change.state.isOut, let delivery = desk.deliveries[change.message], !delivery.state.isOut else { continue }
                counters.sendTimes.observe(at.milliseconds - delivery.written.milliseconds)
            case .channelRegistered, .accountCreated, .accountChanged, .contactCreated, .threadOpened, .ticketOpened, .messageReceived,
                .noted, .assigned, .statusChanged, .keyUsed, .people, .routing, .account, .contact, .pipeline, .stranger, .service,
                .sending, .view, .snippet, .merge:
                continue
            }
        }
    }
}

extension DeliveryState {
    /// The service has it.
    fileprivate var isOut: Bool {
        switch self {
        case .sent, .delivered, .read: true
        case .queued, .held, .dispatched, .accepted, .failed, .unknown, .canceled: false
        }
    }
}
