/// The ceilings of a link.
public struct LinkLimits: Sendable {
    public var helloMillisecondsMax = 5_000
    /// So long may an answer be awaited without a word from the broker, before it is asked whether it lives; and as long
    /// again, before it is given up.
    public var silenceMillisecondsMax = 20_000
    public var sendQueueBytesMax = 8 << 20
    /// Above so much unsent, what may be dropped is dropped: typing marks.
    public var droppableBytesMax = 256 << 10
    public var unansweredMax = 4_096
    public var backOffMillisecondsMin = 100
    public var backOffMillisecondsMax = 10_000

    public static let standard = LinkLimits()
}
