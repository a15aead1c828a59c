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
    /// The primary group and the others, as they were when the peer connected.
    public let groups: [UInt32]
    /// The user's login, where it has one that can be a name on the desk.
    public let login: Slug?
    public let process: Int32

    public init(user: UInt32, groups: [UInt32] = [], login: Slug? = nil, process: Int32) {
        self.user = user
        self.groups = groups
        self.login = login
        self.process = process
    }
}

/// A line for the log: what happened, never what was said.
public struct LogLine: Sendable, Equatable {
    /// As syslog(3) numbers them.
    public enum Level: Int, Sendable { case error = 3, warning = 4, notice = 5, info = 6, debug = 7 }
    public let level: Level
    public let text: String
    /// Whoever caused it, so that nobody can crowd the others out of the log; empty: the broker itself.
    public let source: String

    public init(_ level: Level, _ text: String, from source: String = "") {
        self.level = level
        self.text = text
        self.source = source
    }
}
