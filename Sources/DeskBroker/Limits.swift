/// Everything that can grow, and how far. Tests use small ones, so that each is met within seconds.
public struct Limits: Sendable {
    public var frameBytesMax = 1 << 20
    /// Above it nothing more is read from the session, and events wait in the journal instead of in memory.
    public var outboxBytesMax = 1 << 20
    /// A list's answer is cut before it grows beyond this, and says where it goes on.
    public var answerBytesMax = 512 << 10
    /// Typing and the like are dropped for a session that has this much to read.
    public var ephemeralBytesMax = 64 << 10
    /// Open tickets that a watch begins with.
    public var stateTicketsMax = 10_000
    /// As many of the search index's numbers are kept in memory until they are written.
    public var indexTailNumbersMax = 1 << 15
    public var sessionsMax = 20_000
    /// Frames of one session that are no JSON; the next one ends it.
    public var malformedMax = 16
    public var requestsMax = 4_096
    public var tapsMax = 8
    /// The largest file.
    public var blobBytesMax = 100 << 20
    /// Files that one session sends at the same time.
    public var uploadsMax = 8
    /// How long an upload of which no piece comes keeps its place from another one.
    public var uploadMilliseconds: Int64 = 60_000
    /// Files that came and that no message carries yet, of all sessions; and how long they wait for it.
    public var waitingBlobBytesMax = 4 << 30
    public var waitingBlobMilliseconds: Int64 = 24 * 3_600_000
    /// Files that a session has put and may have back before a message carries them.
    public var ownBlobsMax = 256
    public var helloMillisecondsMax: Int64 = 5_000
    /// One that we started may have to start slowly, and nobody else could take its connection.
    public var supervisedHelloMillisecondsMax: Int64 = 30_000
    public var frameMillisecondsMax: Int64 = 10_000
    public var stalledMillisecondsMax: Int64 = 10_000
    /// So long may an adapter look at a change of settings, and so many does one look at.
    public var editMillisecondsMax: Int64 = 10_000
    public var editsMax = 64

    public init() {}
    public static let standard = Limits()
}
