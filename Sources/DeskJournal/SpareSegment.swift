/// The file of the segment to come. It is filled with zeros a step at a time while the present segment is written, so that
/// rolling has little left to wait for. Until it gets its name it is one of the unfinished files that opening removes.
struct SpareSegment {
    let number: UInt64
    let bytes: Int
    private let file: any StoredFile
    private var filled = 0

    init(_ number: UInt64, bytes: Int, in storage: any Storage) throws(StorageError) {
        self.number = number
        self.bytes = bytes
        file = try storage.create(SegmentName.unfinished(number))
    }

    /// Writes the next `count` zeros, and lets the disk begin with them.
    mutating func fill(_ count: Int) throws(StorageError) {
        let count = min(count, bytes - filled)
        guard count > 0 else { return }
        let zeros = [UInt8](repeating: 0, count: count)
        try file.writeAll(zeros.span, at: filled)
        file.startWriting(at: filled, count: count)
        filled += count
    }

    /// Makes it the segment of `header`, whole and synced.
    mutating func finish(_ header: SegmentHeader) throws(StorageError) -> any StoredFile {
        try fill(bytes - filled)
        let start = header.encoded
        try file.writeAll(start.span, at: 0)
        try file.sync()
        return file
    }
}
