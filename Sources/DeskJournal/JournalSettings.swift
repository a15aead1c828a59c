/// The ceilings of a journal. Tests run with cramped ones, so that every limit is met in seconds.
public struct JournalSettings: Sendable {
    /// How large a segment is made, zeros and all; a batch that needs more gets a segment of its own size.
    public var segmentBytes = 16 << 20
    /// The largest entry.
    public var entryBytesMax = (1 << 20) + (64 << 10)
    /// The most that may wait in memory for one commit.
    public var batchBytesMax = 64 << 20
    /// Whether the next segment is filled while the present one is written. Without it rolling takes all of the time at once.
    public var preparesAhead = true
    /// Segments that are kept open for reading.
    public var openSegmentsMax = 16

    public init() {}

    public static let standard = JournalSettings()

    public static let cramped: JournalSettings = {
        var settings = JournalSettings()
        settings.segmentBytes = 8 << 10
        settings.openSegmentsMax = 2
        settings.preparesAhead = false
        return settings
    }()
}
