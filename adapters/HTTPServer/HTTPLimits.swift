/// Every ceiling of the server. Tests run with cramped ones.
public struct HTTPLimits: Sendable {
    /// Request line and header fields together, line ends included.
    public var headerBytesMax = 16_384
    public var headerFieldsMax = 64
    public var connectionsMax = 1_024
    /// Of those, at most so many may be event streams: the rest stays free for requests.
    public var streamsMax = 768
    /// Bytes that wait for one reader, and for all of them together.
    public var queuedBytesMax = 1 << 20
    public var queuedBytesTotalMax = 64 << 20

    /// From the first byte of a request (or from accept) to the end of its header: in total, not per byte.
    public var headerMillisecondsMax = 10_000
    /// From the end of the header to the end of the body.
    public var bodyMillisecondsMax = 30_000
    /// Between requests of one connection.
    public var idleMillisecondsMax = 30_000
    /// How long an answer may take to be found.
    public var answerMillisecondsMax = 30_000
    /// How long a reader may take nothing of what waits for it.
    public var stalledMillisecondsMax = 10_000
    /// How long a refused peer is listened to, so that it can read why.
    public var lingerMillisecondsMax = 2_000
    /// Between signs of life on a stream that has nothing to say.
    public var pingMilliseconds = 15_000

    public init() {}

    public static let standard = HTTPLimits()
}
