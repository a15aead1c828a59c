internal import DeskSystem

/// Answers `GET /metrics` on a Unix socket. It takes part in the broker's loop and never waits for anybody: few callers, little
/// from each, and an end to each after a while.
final class MetricsDoor {
    private static let callersMax = 16
    private static let callMillisecondsMax = 5_000

    private let loop: EventLoop
    /// Nil where the listener was inherited, and its place is somebody else's.
    private let place: SocketPlace?
    private let listener: Listener
    private var listening: EventLoop.Token?
    private var callers: [Int: Caller] = [:]
    private var lastCaller = 0
    private var text: () -> [UInt8] = { [] }

    private final class Caller {
        let descriptor: Descriptor
        var token: EventLoop.Token?
        var deadline: EventLoop.Token?
        var request = MetricsRequest()
        /// What is still to be sent; nil until the request is complete.
        var answer: [UInt8]?
        var sent = 0

        init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    private init(_ loop: EventLoop, _ listener: Listener, at place: SocketPlace?) {
        self.loop = loop
        self.listener = listener
        self.place = place
    }

    /// Those that the service manager handed over, else the one that the configuration asks for.
    static func all(_ loop: EventLoop, _ inherited: [Listener], _ configuration: Configuration) throws -> [MetricsDoor] {
        guard inherited.isEmpty else { return inherited.map { MetricsDoor(loop, $0, at: nil) } }
        guard let path = configuration.metricsSocket else { return [] }
        let place = try SocketPlace(path)
        return [MetricsDoor(loop, Listener("metrics", try place.listen(configuration.socketAccess)), at: place)]
    }

    /// - Parameter text: the metrics as they are now.
    func open(_ text: @escaping () -> [UInt8]) throws {
        self.text = text
        listening = try loop.watch(listener.descriptor, for: .readable) { [unowned self] _ in accept() }
    }

    /// Lets others connect from now on. A listener that was handed over keeps what its unit says.
    func apply(_ access: SocketAccess) throws(BrokenConfiguration) { try place?.apply(access) }

    func close() {
        for number in callers.keys { end(number) }
        if let listening { loop.unwatch(listening) }
        listening = nil
        place?.remove()
    }

    private func accept() {
        do throws(SystemError) {
            while callers.count < Self.callersMax, let descriptor = try UnixSocket.accept(from: listener.descriptor) {
                try admit(descriptor)
            }
        } catch {
            // Out of descriptors: who waits in the backlog goes on waiting.
            pause()
            loop.after(milliseconds: 200) { [weak self] in self?.resume() }
        }
        if callers.count >= Self.callersMax { pause() }
    }

    private func pause() { if let listening { loop.change(listening, to: []) } }

    private func resume() {
        if callers.count < Self.callersMax, let listening { loop.change(listening, to: .readable) }
    }

    private func admit(_ descriptor: consuming Descriptor) throws(SystemError) {
        lastCaller += 1
        let number = lastCaller
        let caller = Caller(descriptor)
        caller.token = try loop.watch(caller.descriptor, for: .readable) { [unowned self] in isReady(number, $0) }
        caller.deadline = loop.after(milliseconds: Self.callMillisecondsMax) { [weak self] in self?.end(number) }
        callers[number] = caller
    }

    private func end(_ number: Int) {
        guard let caller = callers.removeValue(forKey: number) else { return }
        caller.token.map(loop.unwatch)
        caller.deadline.map(loop.cancel)
        resume()
    }

    private func isReady(_ number: Int, _ readiness: Readiness) {
        guard let caller = callers[number] else { return }
        if caller.answer == nil { hear(caller, number) }
        if caller.answer != nil { tell(caller, number) }
    }

    private func hear(_ caller: Caller, _ number: Int) {
        var bytes = [UInt8](repeating: 0, count: MetricsRequest.bytesMax)
        guard let reading = try? caller.descriptor.read(into: &bytes) else { return end(number) }
        switch reading {
        case .wouldBlock: return
        case .ended: caller.answer = MetricsRequest.answer(.bad)
        case .bytes(let count): caller.answer = answer(caller.request.take(bytes.span.extracting(0..<count)))
        }
    }

    private func answer(_ verdict: MetricsRequest.Verdict) -> [UInt8]? {
        switch verdict {
        case .incomplete: nil
        case .wanted: MetricsRequest.answer(text())
        case .refused(let refusal): MetricsRequest.answer(refusal)
        }
    }

    private func tell(_ caller: Caller, _ number: Int) {
        guard let answer = caller.answer, let token = caller.token else { return }
        do throws(SystemError) {
            while caller.sent < answer.count {
                guard let sent = try caller.descriptor.send(answer.span.extracting(caller.sent..<answer.count)) else {
                    // The rest goes when there is room.
                    return loop.change(token, to: .writable)
                }
                caller.sent += sent
            }
        } catch {
            // The caller has gone; nobody else wants the rest.
        }
        end(number)
    }
}
