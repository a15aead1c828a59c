internal import DeskBroker
internal import DeskSystem

/// What the supervisor needs of the server.
protocol SupervisorHost: AnyObject {
    var moment: Moment { get }
    /// Something happens: the clock is read, and a turn of the broker begins.
    func beginTurn()
    /// Serves a session on a socket whose other end a new process holds.
    func open(_ socket: consuming Descriptor, process: Int32, boundTo binding: SessionBinding) throws(SystemError) -> SessionID
    /// Takes what is still in the socket, and closes it. Its other end may live on in somebody's hands.
    func close(_ session: SessionID)
    func ping(_ session: SessionID)
    /// Whether somebody is that adapter now.
    func isServed(_ binding: SessionBinding) -> Bool
    func lastHeard(_ session: SessionID) -> Int64?
    /// When it could hear that it was asked for a sign of life.
    func pinged(_ session: SessionID) -> Int64?
    /// Takes what is in the socket already.
    func hear(_ session: SessionID)
    /// A line for the log, counted as `source`'s.
    func note(_ level: LogLine.Level, _ text: String, from source: String)
    func record(_ body: (inout AdapterRoster) -> Void)
}
