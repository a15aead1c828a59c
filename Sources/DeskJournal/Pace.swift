/// Tells how far the reading of a journal is: at the beginning of each segment, and after each mebibyte.
struct Pace {
    private static let stepBytes = 1 << 20

    private let total: Int
    private let tell: (Int, Int) -> Void
    private var segmentStart = 0
    private var next = 0

    init(total: Int, tell: @escaping (Int, Int) -> Void) {
        self.total = total
        self.tell = tell
    }

    /// An entry at `offset` of the segment comes next.
    mutating func reached(_ offset: Int) {
        guard segmentStart + offset >= next else { return }
        tell(segmentStart + offset, total)
        next = segmentStart + offset + Self.stepBytes
    }

    mutating func finished(_ segmentBytes: Int) {
        segmentStart += segmentBytes
        next = segmentStart
    }
}
