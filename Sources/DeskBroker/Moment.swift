public import DeskCore

/// What time it is, told by the server once a turn.
public struct Moment: Sendable {
    public let wall: Timestamp
    /// For deadlines within this process.
    public let monotonicMilliseconds: Int64

    public init(wall: Timestamp, monotonicMilliseconds: Int64) {
        self.wall = wall
        self.monotonicMilliseconds = monotonicMilliseconds
    }
}

/// Who the kernel says is at the other end.
public struct PeerIdentity: Sendable {
    public let user: UInt32
    public let process: Int32

    public init(user: UInt32, process: Int32) {
        self.user = user
        self.process = process
    }
}

/// What a user may be: by default the broker's own user and root anything, everybody else nothing.
public struct Permissions: Sendable {
    /// The number that unmapped users of other name spaces appear under; nobody can say who that is.
    private static let unmappedUser: UInt32 = 65_534
    let brokerUser: UInt32

    public init(brokerUser: UInt32) { self.brokerUser = brokerUser }

    func permits(_ peer: PeerIdentity) -> Bool {
        peer.user != Self.unmappedUser && (peer.user == 0 || peer.user == brokerUser)
    }
}

/// A line for the log: what happened, never what was said.
public struct LogLine: Sendable, Equatable {
    /// As syslog(3) numbers them.
    public enum Level: Int, Sendable { case error = 3, warning = 4, notice = 5, info = 6, debug = 7 }
    public let level: Level
    public let text: String

    public init(level: Level, text: String) {
        self.level = level
        self.text = text
    }
}
