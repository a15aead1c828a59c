public import DeskSystem

/// HTTP/1.1 for an adapter's visitors, over one event loop. It trusts nobody: see ``HTTPLimits`` and ``HTTPSite``.
public final class HTTPServer {
    let loop: EventLoop
    let limits: HTTPLimits
    let site: HTTPSite
    private let listener: Descriptor
    private var listening: EventLoop.Token?
    private var sweep: EventLoop.Token?
    private var isStopped = false
    private var connections: [UInt64: HTTPConnection] = [:]
    private var nextNumber: UInt64 = 1
    private var streams = 0
    var queuedBytes = 0

    public var connectionCount: Int { connections.count }

    /// Serves `site` to whoever connects to `listener` (see `TCPSocket.listen`), until ``stop()``.
    public init(loop: EventLoop, listener: consuming Descriptor, site: HTTPSite, limits: HTTPLimits = .standard) throws(SystemError) {
        self.loop = loop
        self.listener = listener
        self.site = site
        self.limits = limits
        try listen()
    }

    /// Ends all connections and listens no more.
    public func stop() {
        if let listening { loop.unwatch(listening) }
        if let sweep { loop.cancel(sweep) }
        (listening, sweep, isStopped) = (nil, nil, true)
        for connection in connections.values { connection.close() }
    }

    private func listen() throws(SystemError) {
        listening = try loop.watch(listener, for: .readable) { [weak self] _ in self?.accept() }
    }

    private func accept() {
        // So many a turn; the rest is still there in the next.
        for _ in 0..<64 {
            do throws(SystemError) {
                guard let socket = try UnixSocket.accept(from: listener) else { return }
                admit(socket)
            } catch {
                return pauseListening()
            }
        }
    }

    /// Out of descriptors: the visitors that are here go on, and the door opens again in a moment.
    private func pauseListening() {
        if let listening { loop.unwatch(listening) }
        listening = nil
        loop.after(milliseconds: 250) { [weak self] in
            guard let self, !isStopped, listening == nil else { return }
            if (try? listen()) == nil { pauseListening() }
        }
    }

    private func admit(_ socket: consuming Descriptor) {
        let isFull = connections.count >= limits.connectionsMax && !dropOldestExpendable()
        let connection = HTTPConnection(number: nextNumber, owning: socket, server: self)
        guard (try? connection.start()) != nil else { return }
        nextNumber += 1
        connections[connection.number] = connection
        if sweep == nil { scheduleSweep() }
        if isFull {
            connection.refuseForLackOfRoom()
            connection.close()
        }
    }

    private func dropOldestExpendable() -> Bool {
        let idle = connections.values.filter(\.isExpendable)
        guard let oldest = idle.min(by: { ($0.idleSince, $0.number) < ($1.idleSince, $1.number) }) else { return false }
        oldest.close()
        return true
    }

    /// Looks at every connection's deadlines now and then, as long as there are connections: an idle server costs nothing.
    private func scheduleSweep() {
        let milliseconds = max(5, min(500, limits.headerMillisecondsMax / 4, limits.pingMilliseconds / 4))
        sweep = loop.after(milliseconds: milliseconds) { [weak self] in
            guard let self else { return }
            for connection in connections.values { connection.tick(loop.now) }
            if connections.isEmpty { sweep = nil } else { scheduleSweep() }
        }
    }

    var hasRoomForStream: Bool { streams < limits.streamsMax }
    func streamBegan() { streams += 1 }

    func closed(_ connection: HTTPConnection, wasStream: Bool) {
        connections[connection.number] = nil
        if wasStream { streams -= 1 }
    }
}
