internal import DeskSystem
internal import DeskWire

/// The deliveries that this process remembers, so that none is sent twice and each question about one is answered truly.
final class DeliveryLedger {
    var onDeliver: (Delivery) -> Void = { $0.report(.failed(code: "capability", text: "this adapter sends nothing")) }
    var onProbe: ((Probe) -> Void)?
    var isDraining = false

    private let link: BrokerLink
    private let statuses: ResendQueue
    private let limits: AdapterLimits
    private let log: (String) -> Void
    private var deliveries: [Int64: Delivery] = [:]
    /// Messages in the order in which they came: the oldest is forgotten first.
    private var order: [Int64] = []
    private var epoch = ""
    private var generation: Int64 = 0
    /// A message above this one that is not remembered here never came here.
    private var certainAbove = Int64.max

    init(link: BrokerLink, limits: AdapterLimits, random: @escaping () -> UInt64, log: @escaping (String) -> Void) {
        self.link = link
        self.limits = limits
        self.log = log
        statuses = ResendQueue(link: link, random: random)
    }

    var inHandCount: Int { deliveries.values.count { $0.outcome == nil } }
    var unreportedCount: Int { statuses.goingCount }
    private var unansweredCount: Int { deliveries.values.count { $0.request?.connection == link.connection } }

    /// A session has begun.
    func attached(_ welcome: Welcome) {
        if welcome.epoch != epoch {
            // Another journal gives the same numbers to other messages.
            forgetAll()
            certainAbove = welcome.head
        } else if welcome.generation > 1 && welcome.generation != generation + 1 {
            // Another process had this name in between, and may have sent what is not remembered here. A broker that
            // was started again counts from 1.
            certainAbove = max(certainAbove, welcome.head)
        }
        epoch = welcome.epoch
        generation = welcome.generation
        statuses.attached()
    }

    private func forgetAll() {
        for delivery in deliveries.values { delivery.ledger = nil }
        deliveries = [:]
        order = []
        statuses.removeAll()
    }
}

// Deliveries.
extension DeliveryLedger {
    func hearDelivery(_ request: BrokerRequest) {
        guard let fresh = Delivery(request, ledger: self) else {
            return link.refuse(request, Refusal(code: "bad_field", message: "a delivery names an account and a message"))
        }
        if let known = deliveries[fresh.message], known.key.utf8.elementsEqual(fresh.key.utf8) { return repeatDelivery(known, fresh) }
        if let refusal = reasonToRefuse() { return link.refuse(request, refusal) }
        remember(fresh)
        onDeliver(fresh)
    }

    private func reasonToRefuse() -> Refusal? {
        if isDraining { return Refusal(code: "shutting_down", message: "this adapter is about to end; it was not sent", retryable: true) }
        if unansweredCount >= limits.window {
            return Refusal(code: "busy", message: "\(limits.window) deliveries await their answer already", retryable: true)
        }
        forgetOldest()
        guard deliveries.count < limits.deliveriesMax else {
            return Refusal(code: "busy", message: "\(limits.deliveriesMax) deliveries are in hand already", retryable: true)
        }
        return nil
    }

    /// The desk sends again what came before.
    private func repeatDelivery(_ known: Delivery, _ fresh: Delivery) {
        if let outcome = known.outcome, outcome.isFailure, fresh.attempt > known.attempt {
            // It is known not to have been sent, and somebody wants it tried again.
            if let refusal = reasonToRefuse(), let request = fresh.request { return link.refuse(request, refusal) }
            remember(fresh)
            return onDeliver(fresh)
        }
        known.request = fresh.request
        known.attempt = max(known.attempt, fresh.attempt)
        if known.isAccepted || known.outcome != nil { answer(known) }
        if let outcome = known.outcome { send(outcome, of: known) }
    }

    private func remember(_ delivery: Delivery) {
        if deliveries.updateValue(delivery, forKey: delivery.message) == nil { order.append(delivery.message) }
    }

    private func forgetOldest() {
        guard deliveries.count >= limits.deliveriesMax else { return }
        guard let index = order.firstIndex(where: { deliveries[$0]?.outcome != nil }) else { return }
        let message = order.remove(at: index)
        deliveries[message] = nil
        certainAbove = max(certainAbove, message)
    }
}

// Statuses.
extension DeliveryLedger {
    func accept(_ delivery: Delivery) {
        delivery.isAccepted = true
        answer(delivery)
    }

    func report(_ status: DeliveryStatus, of delivery: Delivery) {
        // A repeat is no event.
        guard delivery.outcome != status else { return }
        accept(delivery)
        delivery.outcome = status
        if case .sent(let externalIds) = status { delivery.externalIds = externalIds }
        send(status, of: delivery)
        for probe in delivery.probes { answer(probe, about: delivery) }
        delivery.probes = []
    }

    /// For a delivery that may be forgotten here, or came to an earlier process.
    func report(_ status: DeliveryStatus, message: Int64) {
        if let known = deliveries[message] { return report(status, of: known) }
        send(status, ofMessage: message)
    }

    private func answer(_ delivery: Delivery) {
        guard let request = delivery.request else { return }
        delivery.request = nil
        link.answer(request)
    }

    private func send(_ status: DeliveryStatus, of delivery: Delivery) { send(status, ofMessage: delivery.message) }

    private func send(_ status: DeliveryStatus, ofMessage message: Int64) {
        guard statuses.count < limits.reportsMax || status.isFinal else { return }
        let request = link.prepare("status") {
            $0.field("message", message)
            status.write(to: &$0)
        }
        let entry = ResendQueue.Entry(
            request: request,
            judge: { [log] in
                guard case .refused(let refusal) = $0 else { return .finished }
                if refusal.retryable { return .again }
                log("the desk refused a status of message \(message): \(refusal.code)")
                return .finished
            })
        statuses.add(entry, to: Array(String(message).utf8))
    }
}

// Questions.
extension DeliveryLedger {
    func hearProbe(_ request: BrokerRequest) {
        guard let message = request.body["message"]?.integer else {
            return link.refuse(request, Refusal(code: "bad_field", message: "a probe names a message"))
        }
        if let known = deliveries[message] { return hearProbe(request, about: known) }
        let probe = Probe(
            account: request.body["account"]?.string, message: message, key: request.body["key"]?.string ?? "", request: request, link: link
        )
        if message > certainAbove { return probe.answer(.notSent) }
        guard let onProbe else { return probe.answer(.cannotTell) }
        onProbe(probe)
    }

    private func hearProbe(_ request: BrokerRequest, about known: Delivery) {
        if known.outcome != nil { return answer(request, about: known) }
        // It is in hand: the truth is not known yet. It soon is, as a rule.
        known.probes.append(request)
        link.loop.after(milliseconds: limits.probeMillisecondsMax) { [weak self] in
            guard let index = known.probes.firstIndex(where: { $0.identifier == request.identifier && $0.connection == request.connection })
            else { return }
            known.probes.remove(at: index)
            self?.link.answer(request) { $0.field("outcome", "cannot_tell") }
        }
    }

    private func answer(_ request: BrokerRequest, about known: Delivery) {
        let isFailure = known.outcome?.isFailure ?? false
        link.answer(request) {
            $0.field("outcome", isFailure ? "not_sent" : "sent")
            if !isFailure { $0.strings("externalIds", known.externalIds) }
        }
    }
}
