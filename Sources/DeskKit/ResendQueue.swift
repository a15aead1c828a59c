internal import DeskSystem
internal import DeskWire

/// Requests that are kept until the broker has answered them for good, and sent again until then.
///
/// Each lane (a thread, a delivery) has at most one request under way, so that nothing overtakes a refused one.
final class ResendQueue {
    /// What to do with a request that was refused.
    enum Verdict {
        case finished
        /// Send it again after a while; what is behind it in its lane waits.
        case again
        /// Leave it until ``release(where:)``.
        case parked
        /// Finished, and so is what is behind it in its lane and can be given back.
        case givenBack(Refusal)
    }

    struct Entry {
        let request: PreparedRequest
        /// Hears each answer but `.lost`, and says what follows from it.
        let judge: (LinkAnswer) -> Verdict
        /// Hears that this was given up because of what is before it in its lane; nil where it is kept then.
        var giveBack: ((Refusal) -> Void)?
    }

    private struct Lane {
        var entries: [Entry] = []
        var isUnderWay = false
        var isParked = false
        var notBefore: MonotonicTime?
        var backOff: BackOff
    }

    var inFlightMax = 256
    var inFlightBytesMax = 2 << 20
    private let link: BrokerLink
    private let random: () -> UInt64
    private var lanes: [[UInt8]: Lane] = [:]
    /// Lanes with something to send, in order; some may have become unready since.
    private var ready: [[UInt8]] = []
    private var inFlight: [Int64: Int] = [:]
    private var inFlightBytes = 0
    private var retryTimer: EventLoop.Token?
    private(set) var count = 0
    private(set) var byteCount = 0

    /// How many will be sent without anybody's doing.
    var goingCount: Int { lanes.values.reduce(0) { $0 + ($1.isParked ? 0 : $1.entries.count) } }

    init(link: BrokerLink, random: @escaping () -> UInt64) {
        self.link = link
        self.random = random
    }

    func add(_ entry: Entry, to name: [UInt8]) {
        count += 1
        byteCount += entry.request.object.count
        let backOff = BackOff(millisecondsMin: link.limits.backOffMillisecondsMin, millisecondsMax: link.limits.backOffMillisecondsMax)
        lanes[name, default: Lane(backOff: backOff)].entries.append(entry)
        ready.append(name)
        pump()
    }

    /// A session has begun: everything that may be sent is sent, oldest first. What was parked stays so.
    func attached() {
        for name in lanes.keys { lanes[name]?.notBefore = nil }
        rebuildReady()
        pump()
    }

    /// Forgets everything; answers that still come are not heard.
    func removeAll() {
        lanes = [:]
        ready = []
        inFlight = [:]
        (count, byteCount, inFlightBytes) = (0, 0, 0)
    }

    /// Lets parked lanes go on.
    func release(where isMeant: ([UInt8]) -> Bool) {
        for name in lanes.keys where lanes[name]?.isParked == true && isMeant(name) {
            lanes[name]?.isParked = false
        }
        rebuildReady()
        pump()
    }
}

// Sending.
extension ResendQueue {
    private func rebuildReady() {
        ready = lanes.filter { !$0.value.entries.isEmpty }
            .sorted { ($0.value.entries.first?.request.identifier ?? 0) < ($1.value.entries.first?.request.identifier ?? 0) }
            .map(\.key)
    }

    private func pump() {
        guard link.isAttached else { return }
        var taken = 0
        for name in ready {
            guard inFlight.count < inFlightMax, inFlightBytes < inFlightBytesMax else { break }
            taken += 1
            send(firstOf: name)
        }
        ready.removeFirst(taken)
    }

    private func send(firstOf name: [UInt8]) {
        guard let lane = lanes[name], let entry = lane.entries.first else { return }
        guard !lane.isUnderWay, !lane.isParked, lane.notBefore == nil else { return }
        lanes[name]?.isUnderWay = true
        inFlight[entry.request.identifier] = entry.request.object.count
        inFlightBytes += entry.request.object.count
        link.send(entry.request, isDurable: false) { [weak self] in self?.hear($0, of: entry, in: name) }
    }

    private func hear(_ answer: LinkAnswer, of entry: Entry, in name: [UInt8]) {
        guard let size = inFlight.removeValue(forKey: entry.request.identifier) else { return }
        inFlightBytes -= size
        if case .lost = answer {
            lanes[name]?.isUnderWay = false
            return
        }
        // Still under way while it is judged: who judges may add to the lane.
        let verdict = entry.judge(answer)
        lanes[name]?.isUnderWay = false
        switch verdict {
        case .finished: finish(name)
        case .again: delay(name, answer)
        case .parked: park(name)
        case .givenBack(let refusal): giveBack(name, refusal)
        }
        pump()
    }

    private func park(_ name: [UInt8]) {
        lanes[name]?.isParked = true
    }

    private func giveBack(_ name: [UInt8], _ refusal: Refusal) {
        finish(name)
        guard var lane = lanes[name] else { return }
        let given = lane.entries.filter { $0.giveBack != nil }
        lane.entries.removeAll { $0.giveBack != nil }
        count -= given.count
        byteCount -= given.reduce(0) { $0 + $1.request.object.count }
        lanes[name] = lane.entries.isEmpty ? nil : lane
        for entry in given { entry.giveBack?(refusal) }
    }

    private func finish(_ name: [UInt8]) {
        guard var lane = lanes[name], !lane.entries.isEmpty else { return }
        count -= 1
        byteCount -= lane.entries.removeFirst().request.object.count
        lane.backOff.reset()
        lanes[name] = lane.entries.isEmpty ? nil : lane
        if !lane.entries.isEmpty { ready.append(name) }
    }

    private func delay(_ name: [UInt8], _ answer: LinkAnswer) {
        guard var lane = lanes[name] else { return }
        var milliseconds = lane.backOff.next(random: random)
        if case .refused(let refusal) = answer { milliseconds = max(milliseconds, refusal.retryAfterMilliseconds) }
        lane.notBefore = link.loop.now.advanced(milliseconds: milliseconds)
        lanes[name] = lane
        armRetry()
    }

    private func armRetry() {
        retryTimer.map(link.loop.cancel)
        retryTimer = nil
        guard let earliest = lanes.values.compactMap(\.notBefore).min() else { return }
        let milliseconds = max(0, earliest.milliseconds(since: link.loop.now)) + 1
        retryTimer = link.loop.after(milliseconds: milliseconds) { [weak self] in self?.retry() }
    }

    private func retry() {
        let now = link.loop.now
        for (name, lane) in lanes where lane.notBefore.map({ $0 <= now }) == true { lanes[name]?.notBefore = nil }
        rebuildReady()
        armRetry()
        pump()
    }
}
