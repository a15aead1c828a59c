/// One request's way to its answer: exactly one, now or later. A connection that has gone meanwhile swallows it.
public final class HTTPExchange {
    weak var connection: HTTPConnection?
    private var isAnswered = false

    init(_ connection: HTTPConnection) { self.connection = connection }

    /// Called once where the visitor leaves before the answer, or has been told that there is none.
    public var onAbandon: () -> Void = {}

    public func answer(_ response: HTTPResponse) {
        guard take() else { return }
        connection?.finish(with: response)
    }

    /// Answers with a stream of events that lasts until either side ends it; nil where there is no room for one more.
    public func openStream() -> EventStream? {
        guard let connection, !isAnswered else { return nil }
        guard !connection.wantsHeadOnly else {
            answer(HTTPResponse(status: 405, sentence: "A stream has no head of its own: ask for it with GET."))
            return nil
        }
        guard connection.mayStream else {
            answer(HTTPResponse(status: 503, sentence: "Too many visitors at once. Try again in a moment."))
            return nil
        }
        _ = take()
        return connection.beginStream()
    }

    /// Answers with a body of so many bytes that follows as its reader takes it.
    /// - Parameter response: its head; it has no body of its own.
    public func openBody(_ response: HTTPResponse, byteCount: Int) -> BodyStream? {
        guard let connection, !isAnswered else { return nil }
        guard !connection.wantsHeadOnly else {
            answer(HTTPResponse(status: 405, sentence: "Ask for it with GET."))
            return nil
        }
        _ = take()
        return connection.beginBody(response, byteCount: byteCount)
    }

    /// An answer that is found now comes too late: the connection may be at another request by then.
    func abandon() {
        guard take() else { return }
        onAbandon()
    }

    private func take() -> Bool {
        defer { isAnswered = true }
        return !isAnswered
    }
}

/// A body of a known length on its way to one reader.
public final class BodyStream {
    weak var connection: HTTPConnection?
    public private(set) var isOpen = true
    /// Called when all that was written has gone out, and more is wanted.
    public var onDrain: () -> Void = {}
    /// Called once when it has ended, whole or not.
    public var onClose: () -> Void = {}

    init(_ connection: HTTPConnection) { self.connection = connection }

    /// The next bytes. What is more than was promised is left out.
    public func write(_ bytes: [UInt8]) { if isOpen { connection?.writeBody(bytes) } }

    /// Leaves off: the reader sees that it is not whole.
    public func close() { if isOpen { connection?.close() } }

    func ended() {
        guard isOpen else { return }
        isOpen = false
        onClose()
    }
}

/// Server-sent events to one reader. One that reads too slowly is dropped and resumes by its last event's id.
public final class EventStream {
    weak var connection: HTTPConnection?
    public private(set) var isOpen = true
    /// Called once when the stream has ended, whoever ended it.
    public var onClose: () -> Void = {}

    init(_ connection: HTTPConnection) { self.connection = connection }

    public func send(_ event: ServerSentEvent) {
        if isOpen { connection?.enqueue(event.encoded) }
    }

    public func close() { connection?.close() }

    func ended() {
        guard isOpen else { return }
        isOpen = false
        onClose()
    }
}
