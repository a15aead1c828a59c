internal import DeskSystem

/// One visitor's connection: reads requests one after another, writes what they are answered.
final class HTTPConnection {
    private enum Phase {
        case reading, answering, streaming
        /// A body goes out as it is found.
        case sending
        /// Refused: everything is said, what still arrives is thrown away, so that the refusal can be read.
        case lingering
    }

    /// Each has one deadline for the whole of it, however the bytes dribble in.
    private enum Awaited { case request, header, body, answer, silence }

    let number: UInt64
    private let loop: EventLoop
    private let descriptor: Descriptor
    private unowned let server: HTTPServer
    private var token: EventLoop.Token?
    private var parser: HTTPRequestParser
    private var phase = Phase.reading
    private var current: HTTPHead?
    private var exchange: HTTPExchange?
    private var stream: EventStream?
    private var body: BodyStream?
    /// Of the body that is being sent, the bytes that were not written yet.
    private var bodyLeft = 0
    private var peerEnded = false
    private var closesWhenWritten = false
    private var isClosed = false
    private var isParsing = false

    private var output: [UInt8] = []
    private var written = 0
    /// When the last byte went out, or the last one to go was added to nothing.
    private var lastProgress: MonotonicTime
    /// What the running deadline is for, and when it began.
    private var awaited = Awaited.header
    private var began: MonotonicTime

    init(number: UInt64, owning descriptor: consuming Descriptor, server: HTTPServer) {
        self.number = number
        self.descriptor = descriptor
        self.server = server
        loop = server.loop
        parser = HTTPRequestParser(limits: server.limits) { [site = server.site] head throws(HTTPRejection) in
            try site.route(for: head).bodyBytesMax
        }
        (lastProgress, began) = (loop.now, loop.now)
    }

    deinit {
        if let token { loop.unwatch(token) }
    }

    var isStreaming: Bool { phase == .streaming }
    var wantsHeadOnly: Bool { current?.method == "HEAD" }
    var mayStream: Bool { server.hasRoomForStream }
    /// Between requests or not through with its first header: what may be dropped for a newcomer.
    var isExpendable: Bool { phase == .lingering || (phase == .reading && parser.phase != .body && queuedBytes == 0) }
    var idleSince: MonotonicTime { began }
    var queuedBytes: Int { output.count - written }

    func start() throws(SystemError) {
        token = try loop.watch(descriptor, for: .readable) { [weak self] readiness in self?.ready(readiness) }
    }

    private func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) { flush() }
        if !isClosed, !readiness.isDisjoint(with: [.readable, .hungUp]) { read() }
    }
}

// Reading.
extension HTTPConnection {
    private func read() {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        // A few rounds a turn: nobody holds the loop by sending fast.
        for _ in 0..<4 {
            guard let reading = try? descriptor.read(into: &chunk) else { return close() }
            switch reading {
            case .wouldBlock: return parse()
            case .bytes(let count): take(chunk[..<count])
            case .ended:
                peerEnded = true
                parse()
                return peerHasEnded()
            }
            if isClosed || phase == .answering || phase == .sending { return }
        }
        parse()
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        switch phase {
        case .lingering: break
        case .streaming: close()  // Whoever reads events has nothing to say on that connection.
        case .reading, .answering, .sending: parser.append(bytes)
        }
    }

    /// Nothing more will come; what was asked is still answered.
    private func peerHasEnded() {
        guard !isClosed else { return }
        guard phase == .answering || phase == .sending || (phase == .reading && queuedBytes > 0) else { return close() }
        closesWhenWritten = true
        updateInterest()
    }

    private func parse() {
        // An answer that is given at once comes back here: then the loop below goes on, not a deeper one.
        guard !isParsing, !isClosed else { return }
        isParsing = true
        defer { isParsing = false }
        do throws(HTTPRejection) {
            while !isClosed, phase == .reading, !closesWhenWritten, let request = try nextRequest() { begin(request) }
        } catch {
            refuse(error)
        }
        if !isClosed { updateInterest() }
    }

    private func nextRequest() throws(HTTPRejection) -> HTTPRequest? {
        let request = try parser.next()
        guard request == nil else { return request }
        switch (parser.phase, awaited) {
        case (.head, .request): expect(.header)
        case (.body, .request), (.body, .header): expect(.body)
        default: break
        }
        return nil
    }

    private func begin(_ request: HTTPRequest) {
        guard let route = try? server.site.route(for: request.head) else { return close() }
        phase = .answering
        current = request.head
        expect(.answer)
        let exchange = HTTPExchange(self)
        self.exchange = exchange
        route.action(request, exchange)
    }

    private func expect(_ awaited: Awaited) { (self.awaited, began) = (awaited, loop.now) }
}

// Answering.
extension HTTPConnection {
    func finish(with response: HTTPResponse) {
        guard !isClosed, phase == .answering, let current else { return }
        let keepsAlive = current.keepsAlive && !peerEnded
        closesWhenWritten = !keepsAlive
        phase = .reading
        exchange = nil
        expect(.request)
        enqueue(response.encoded(keepsAlive: keepsAlive, withoutBody: current.method == "HEAD"))
        parse()
    }

    func beginStream() -> EventStream {
        let stream = EventStream(self)
        self.stream = stream
        phase = .streaming
        exchange = nil
        server.streamBegan()
        var response = HTTPResponse(status: 200, contentType: "text/event-stream; charset=utf-8", body: [])
        // Proxies that hold answers back until they are whole would hold this one back for ever.
        response.fields.append(("X-Accel-Buffering", "no"))
        enqueue(response.encoded(keepsAlive: false, isStream: true))
        return stream
    }

    func beginBody(_ response: HTTPResponse, byteCount: Int) -> BodyStream {
        let body = BodyStream(self)
        let keepsAlive = current?.keepsAlive == true && !peerEnded
        closesWhenWritten = !keepsAlive
        self.body = body
        (phase, bodyLeft) = (.sending, byteCount)
        exchange = nil
        enqueue(response.encoded(keepsAlive: keepsAlive, byteCount: byteCount))
        return body
    }

    func writeBody(_ bytes: [UInt8]) {
        guard phase == .sending, !isClosed else { return }
        let bytes = bytes.count > bodyLeft ? Array(bytes[..<bodyLeft]) : bytes
        bodyLeft -= bytes.count
        if bodyLeft == 0 { finishBody(bytes) } else { enqueue(bytes) }
    }

    private func finishBody(_ last: [UInt8]) {
        let body = body
        self.body = nil
        phase = .reading
        expect(.request)
        enqueue(last)
        body?.ended()
        parse()
    }

    private func refuse(_ rejection: HTTPRejection) {
        guard !isClosed else { return }
        phase = .lingering
        expect(.silence)
        enqueue(HTTPResponse(rejection).encoded(keepsAlive: false))
    }

    /// Refuses a connection that there is no room for.
    func refuseForLackOfRoom() { refuse(.tooManyConnections) }

    func enqueue(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        if queuedBytes == 0 { lastProgress = loop.now }
        output += bytes
        server.queuedBytes += bytes.count
        guard queuedBytes <= server.limits.queuedBytesMax, server.queuedBytes <= server.limits.queuedBytesTotalMax else { return close() }
        flush()
    }

    private func flush() {
        while queuedBytes > 0 {
            let from = written
            let sent: Int?
            do throws(SystemError) {
                sent = try descriptor.send(output.span.extracting(from..<output.count))
            } catch {
                return close()
            }
            guard let count = sent else { break }
            written += count
            server.queuedBytes -= count
            lastProgress = loop.now
        }
        if queuedBytes == 0 { wroteAll() }
        if !isClosed { updateInterest() }
    }

    private func wroteAll() {
        output.removeAll(keepingCapacity: output.count <= 16_384)
        written = 0
        switch phase {
        case .lingering: descriptor.endSending()
        case .reading where closesWhenWritten: close()
        case .sending: body?.onDrain()
        case .reading, .answering, .streaming: break
        }
    }

    private func updateInterest() {
        guard let token else { return }
        var interest: Readiness = peerEnded || phase == .answering || phase == .sending ? [] : .readable
        if phase == .reading, queuedBytes > 0 { interest = [] }  // Whoever does not read answers asks nothing more.
        if queuedBytes > 0 { interest.insert(.writable) }
        loop.change(token, to: interest)
    }
}

// Time, and the end.
extension HTTPConnection {
    /// Looked at several times a second.
    func tick(_ now: MonotonicTime) {
        if queuedBytes > 0, now.milliseconds(since: lastProgress) >= server.limits.stalledMillisecondsMax { return close() }
        if phase == .streaming, queuedBytes == 0, now.milliseconds(since: lastProgress) >= server.limits.pingMilliseconds {
            enqueue(ServerSentEvent.ping)
        }
        let isStarved = queuedBytes == 0 && now.milliseconds(since: lastProgress) >= server.limits.answerMillisecondsMax
        if phase == .sending, isStarved { return close() }
        if phase != .streaming, phase != .sending, now.milliseconds(since: began) >= deadlineMilliseconds { expire() }
    }

    private var deadlineMilliseconds: Int {
        switch awaited {
        case .request: server.limits.idleMillisecondsMax
        case .header: server.limits.headerMillisecondsMax
        case .body: server.limits.bodyMillisecondsMax
        case .answer: server.limits.answerMillisecondsMax
        case .silence: server.limits.lingerMillisecondsMax
        }
    }

    private func expire() {
        switch phase {
        case .streaming, .sending: break
        case .lingering: close()
        case .reading where parser.phase == .idle: close()
        case .reading: refuse(.nothingInTime)
        case .answering:
            exchange?.abandon()
            finish(with: HTTPResponse(.noAnswerInTime))
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        if let token { loop.unwatch(token) }
        token = nil
        server.queuedBytes -= queuedBytes
        (output, written) = ([], 0)
        let (exchange, stream, body) = (exchange, stream, body)
        (self.exchange, self.stream, self.body) = (nil, nil, nil)
        server.closed(self, wasStream: stream != nil)
        stream?.ended()
        body?.ended()
        exchange?.abandon()
    }
}
