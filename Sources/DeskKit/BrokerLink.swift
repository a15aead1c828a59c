public import DeskSystem
public import DeskWire

/// A session with the broker that comes back by itself.
///
/// Everything happens on the loop's thread, and nothing here waits. Closures are called from within a turn, never
/// from within the call that they were given to.
public final class BrokerLink {
    public var onState: (LinkState) -> Void = { _ in }
    /// Frames with an id: each wants ``answer(_:_:)`` or ``refuse(_:_:)`` once. Whoever expects none leaves this nil.
    public var onRequest: ((BrokerRequest) -> Void)?
    /// Frames without one, by type.
    public var onNotice: (String, JSONValue) -> Void = { _, _ in }

    public let loop: EventLoop
    public internal(set) var hello: Introduction
    /// The name to come back with where the broker refuses the one in ``hello``; nil ends the link, as a refusal does.
    public var otherName: (Refusal) -> String? = { _ in nil }
    /// The broker's welcome, while attached.
    public private(set) var welcome: Welcome?

    let endpoint: Endpoint
    let limits: LinkLimits
    private let comesBack: Bool
    private let random: () -> UInt64
    private var backOff = BackOff()
    private var socket: LinkSocket?
    /// Which connection this is, so that nothing of an old one reaches a new one.
    private(set) var connection = 0
    private var hasEnded = false
    private var nextIdentifier: Int64 = 1
    private var helloIdentifier: Int64 = 0
    private var awaited = AwaitedAnswers()
    private let silence: SilenceWatch
    private var resume: Resume?
    private var retryTimer: EventLoop.Token?
    private var helloTimer: EventLoop.Token?
    private var flushTimer: EventLoop.Token?

    /// - Parameters:
    ///   - comesBack: false for a program that asks one thing and ends.
    ///   - random: what spreads the attempts of many; an argument so that tests know it.
    public init(
        loop: EventLoop, endpoint: Endpoint, hello: Introduction, comesBack: Bool = true, limits: LinkLimits = .standard,
        random: @escaping () -> UInt64 = SystemRandom.integer
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.hello = hello
        self.comesBack = comesBack
        self.limits = limits
        self.random = random
        silence = SilenceWatch(loop, millisecondsMax: limits.silenceMillisecondsMax)
        backOff.millisecondsMin = limits.backOffMillisecondsMin
        backOff.millisecondsMax = limits.backOffMillisecondsMax
        silence.isAwaiting = { [unowned self] in self.isAttached && !self.awaited.isEmpty }
        // Asked as a request, so that it has an answer; what the answer is does not matter.
        silence.ask = { [unowned self] in self.queue(self.prepare("ping") { _ in }.object) }
        silence.giveUp = { [unowned self] in self.lose(.silent(self.place, milliseconds: $0)) }
    }

    public var isAttached: Bool { welcome != nil }

    /// Nothing is awaited and everything is written.
    public var isIdle: Bool { awaited.isEmpty && (socket?.unsentBytes ?? 0) == 0 }

    /// Begins, in the next turn.
    public func start() { retryTimer = loop.after(milliseconds: 0) { [weak self] in self?.connect() } }

    /// Closes for good, without a word to ``onState``. What is awaited is lost.
    public func close() {
        hasEnded = true
        disconnect()
        for entry in awaited.takeAll() { entry.then(.lost) }
    }
}

// Asking and telling.
extension BrokerLink {
    /// Asks. Where there is no session, or it ends first, the answer is `.lost`.
    public func request(
        _ type: String, _ fields: (inout JSONWriter) -> Void = { _ in }, then: @escaping (LinkAnswer) -> Void
    ) {
        send(prepare(type, fields), isDurable: false, then: then)
    }

    /// Asks, and asks the same again in the next session if this one ends first. For what carries a key, or only reads.
    public func requestDurably(
        _ type: String, _ fields: (inout JSONWriter) -> Void = { _ in }, then: @escaping (LinkAnswer) -> Void
    ) {
        send(prepare(type, fields), isDurable: true, then: then)
    }

    /// Tells. Without a session, or with much unsent already, it is dropped.
    public func notice(_ type: String, _ fields: (inout JSONWriter) -> Void = { _ in }) {
        guard isAttached, let socket, socket.unsentBytes < limits.droppableBytesMax else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", type)
        fields(&writer)
        writer.endObject()
        queue(writer.bytes)
    }

    public func answer(_ request: BrokerRequest, _ fields: (inout JSONWriter) -> Void = { _ in }) {
        reply(request, "ok", fields)
    }

    public func refuse(_ request: BrokerRequest, _ refusal: Refusal) {
        reply(request, "error") {
            $0.field("code", refusal.code)
            $0.field("message", refusal.message)
            $0.field("retryable", refusal.retryable)
            $0.field("retryAfterMs", refusal.retryAfterMilliseconds)
        }
    }

    private func reply(_ request: BrokerRequest, _ type: String, _ fields: (inout JSONWriter) -> Void) {
        // A request of a session that has ended has nobody to be answered to.
        guard request.connection == connection, socket != nil else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", type)
        writer.field("re", request.identifier)
        fields(&writer)
        writer.endObject()
        queue(writer.bytes)
    }

    /// The frame of a request, with a number that no other request of this link ever has.
    func prepare(_ type: String, _ fields: (inout JSONWriter) -> Void) -> PreparedRequest {
        defer { nextIdentifier += 1 }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", type)
        writer.field("id", nextIdentifier)
        fields(&writer)
        writer.endObject()
        return PreparedRequest(identifier: nextIdentifier, object: writer.bytes)
    }

    func send(_ request: PreparedRequest, isDurable: Bool, then: @escaping (LinkAnswer) -> Void) {
        if let refusal = localRefusal(request) { return answerLater(.refused(refusal), then) }
        guard isAttached || (isDurable && !hasEnded) else { return answerLater(.lost, then) }
        if awaited.isEmpty { silence.heard() }
        awaited.add(request.identifier, .init(object: isDurable ? request.object : nil, then: then))
        guard isAttached else { return }
        queue(request.object)
        silence.watch()
    }

    private func localRefusal(_ request: PreparedRequest) -> Refusal? {
        if request.object.count > Framing.objectBytesMax {
            let bytes = request.object.count
            return Refusal(code: "too_large", message: "a frame of \(bytes) bytes is over the limit of 1 MiB; send less at once")
        }
        if awaited.count >= limits.unansweredMax || (socket?.unsentBytes ?? 0) + request.object.count > limits.sendQueueBytesMax {
            return Refusal(code: "busy", message: "too much awaits the broker's answer already; ask again later", retryable: true)
        }
        return nil
    }

    private func answerLater(_ answer: LinkAnswer, _ then: @escaping (LinkAnswer) -> Void) {
        loop.after(milliseconds: 0) { then(answer) }
    }
}

// Connecting and losing.
extension BrokerLink {
    /// Where the broker is, or should be.
    public var place: String { endpoint.description }

    private func connect() {
        guard !hasEnded else { return }
        retryTimer = nil
        onState(.connecting)
        guard !hasEnded else { return }
        do throws(SystemError) {
            try adopt(LinkSocket(owning: endpoint.open()))
        } catch {
            lose(.connecting(endpoint, error))
        }
    }

    private func adopt(_ fresh: LinkSocket) throws(SystemError) {
        fresh.token = try loop.watch(fresh.descriptor, for: .readable) { [weak self] in self?.isReady($0) }
        socket = fresh
        connection += 1
        let request = prepare("hello") { hello.write(to: &$0, resume: resume) }
        helloIdentifier = request.identifier
        queue(request.object)
        let limit = limits.helloMillisecondsMax
        helloTimer = loop.after(milliseconds: limit) { [weak self] in
            guard let self else { return }
            self.lose(.silent(self.place, milliseconds: limit))
        }
    }

    /// Ends this connection and decides whether there is a next one.
    private func lose(_ trouble: LinkTrouble) {
        guard !hasEnded else { return }
        let wasAttached = isAttached
        disconnect()
        if wasAttached && !trouble.isOurFault { backOff.reset() }
        guard trouble.passes, comesBack, case .path = endpoint else { return end(trouble) }
        for entry in awaited.takeLost() { entry.then(.lost) }
        let milliseconds = max(trouble.retryAfterMilliseconds, backOff.next(random: random))
        retryTimer = loop.after(milliseconds: milliseconds) { [weak self] in self?.connect() }
        onState(.waiting(milliseconds: milliseconds, trouble))
    }

    private func end(_ trouble: LinkTrouble) {
        var trouble = trouble
        // Who was started by the broker ends with it, and that is as it should be.
        if case .inherited = endpoint, trouble.isOrderly { trouble.exitCode = .ok }
        hasEnded = true
        for entry in awaited.takeAll() { entry.then(.lost) }
        onState(.ended(trouble))
    }

    private func disconnect() {
        for timer in [retryTimer, helloTimer, flushTimer] { timer.map(loop.cancel) }
        (retryTimer, helloTimer, flushTimer) = (nil, nil, nil)
        silence.stop()
        welcome = nil
        socket?.token.map(loop.unwatch)
        socket = nil
    }
}

// Bytes in, bytes out.
extension BrokerLink {
    private func isReady(_ readiness: Readiness) {
        if readiness.contains(.writable) { flush() }
        if !readiness.isDisjoint(with: [.readable, .hungUp]) { read() }
    }

    private func read() {
        guard let socket else { return }
        do throws(SystemError) {
            let goesOn = try socket.receive()
            hearFrames(of: socket)
            if !goesOn && self.socket === socket { lose(.gone(place)) }
        } catch {
            lose(.gone(place))
        }
    }

    private func hearFrames(of socket: LinkSocket) {
        do throws(FramingError) {
            // A handler may end the session; what is left of it is then nobody's business.
            while self.socket === socket, let bytes = try socket.next() { hear(bytes) }
        } catch {
            lose(.nonsense(place, error.description))
        }
    }

    private func queue(_ object: [UInt8]) {
        socket?.queue(object)
        guard flushTimer == nil else { return }
        // At the end of the turn, so that all that a turn has to say is one write.
        flushTimer = loop.after(milliseconds: 0) { [weak self] in
            self?.flushTimer = nil
            self?.flush()
        }
    }

    private func flush() {
        guard let socket, let token = socket.token else { return }
        do throws(SystemError) {
            try socket.flush()
            loop.change(token, to: socket.unsentBytes > 0 ? [.readable, .writable] : .readable)
        } catch {
            // The broker may have said why before it closed.
            read()
            if self.socket === socket { lose(.gone(place)) }
        }
    }
}

// What the broker says.
extension BrokerLink {
    private func hear(_ bytes: [UInt8]) {
        silence.heard()
        do throws(JSONError) {
            hear(frame: try JSONDocument(parsing: bytes).root)
        } catch {
            lose(.nonsense(place, "a frame could not be read (\(error))"))
        }
    }

    private func hear(frame: JSONValue) {
        guard let type = frame["type"]?.string else {
            return lose(.nonsense(place, "a frame came without a type"))
        }
        if let sequence = frame["seq"]?.integer { note(sequence) }
        if let re = frame["re"]?.integer { return hearAnswer(re, type, frame) }
        if type == "bye" { return lose(LinkTrouble(farewell: Refusal(frame))) }
        guard isAttached else { return lose(.nonsense(place, "the first frame was '\(type)' instead of a welcome")) }
        guard let identifier = frame["id"]?.integer else { return onNotice(type, frame) }
        hear(BrokerRequest(type: type, body: frame, identifier: identifier, connection: connection))
    }

    private func hear(_ request: BrokerRequest) {
        if request.type == "ping" { return answer(request) }
        if let onRequest { return onRequest(request) }
        refuse(request, Refusal(code: "unknown_type", message: "this program answers no requests"))
    }

    private func hearAnswer(_ re: Int64, _ type: String, _ frame: JSONValue) {
        if re == helloIdentifier && !isAttached { return hearWelcome(type, frame) }
        guard let entry = awaited.take(re) else { return }
        entry.then(type == "error" ? .refused(Refusal(frame)) : .ok(frame))
    }

    private func hearWelcome(_ type: String, _ frame: JSONValue) {
        guard type == "welcome" else { return hear(refusalOfHello: Refusal(frame)) }
        helloTimer.map(loop.cancel)
        let welcome = Welcome(frame)
        self.welcome = welcome
        if resume?.epoch != welcome.epoch { resume = Resume(epoch: welcome.epoch, sequence: 0) }
        for object in awaited.durableObjects() { queue(object) }
        silence.watch()
        onState(.attached(welcome))
    }

    private func hear(refusalOfHello refusal: Refusal) {
        guard case .path = endpoint, let name = otherName(refusal), !name.utf8.elementsEqual(hello.name.utf8) else {
            return lose(LinkTrouble(farewell: refusal))
        }
        hello.name = name
        disconnect()
        start()
    }

    private func note(_ sequence: Int64) {
        if let known = resume?.sequence, sequence > known { resume?.sequence = sequence }
    }
}
