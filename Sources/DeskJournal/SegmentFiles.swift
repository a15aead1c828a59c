/// Sealed segments that are open for reading, the longest open closed first.
struct SegmentFiles {
    private let storage: any Storage
    private let openMax: Int
    private var open: [(number: UInt64, file: any StoredFile)] = []

    init(_ storage: any Storage, openMax: Int) {
        self.storage = storage
        self.openMax = max(1, openMax)
    }

    mutating func file(_ number: UInt64) throws(StorageError) -> any StoredFile {
        if let known = open.first(where: { $0.number == number }) { return known.file }
        let file = try storage.open(SegmentName.finished(number), for: .reading)
        if open.count >= openMax { open.removeFirst() }
        open.append((number, file))
        return file
    }
}
