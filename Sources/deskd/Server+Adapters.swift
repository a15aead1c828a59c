internal import DeskBroker
internal import DeskSystem

/// What the supervisor of adapters needs of the server.
extension Server: SupervisorHost {
    /// What a socket holds at most, in reads of our buffer.
    private static let readsOfAnEnded = 4

    var moment: Moment { Self.moment(loop.now) }

    func open(_ socket: consuming Descriptor, process: Int32, boundTo binding: SessionBinding) throws(SystemError) -> SessionID {
        let peer = PeerIdentity(user: PeerCredentials.ownUser, process: process)
        let id = broker.open(peer, boundTo: binding)
        try serve(Connection(id, socket))
        return id
    }

    func close(_ session: SessionID) {
        for _ in 0..<Self.readsOfAnEnded { if let connection = connections[session] { read(connection) } }
        if let connection = connections[session] { close(connection) }
    }

    func ping(_ session: SessionID) { broker.ping(session) }
    func isServed(_ binding: SessionBinding) -> Bool { broker.isServed(binding) }
    func lastHeard(_ session: SessionID) -> Int64? { broker.lastHeard(session) }
    func pinged(_ session: SessionID) -> Int64? { broker.pinged(session) }
    func hear(_ session: SessionID) { if let connection = connections[session] { read(connection) } }
    func note(_ level: LogLine.Level, _ text: String, from source: String) { log.write(level, text, from: source) }
    func record(_ body: (inout AdapterRoster) -> Void) { body(&broker.roster) }
}
