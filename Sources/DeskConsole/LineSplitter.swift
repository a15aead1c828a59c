/// Bytes → lines, for input that nobody edits here.
struct LineSplitter {
    enum Piece: Equatable {
        case line(String)
        /// A line beyond the ceiling was skipped.
        case tooLong
    }

    let bytesMax: Int
    private var partial: [UInt8] = []
    private var isSkipping = false

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    mutating func append(_ bytes: ArraySlice<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            take(rest[..<end])
            pieces.append(finish())
            rest = rest[(end + 1)...]
        }
        take(rest)
        return pieces
    }

    /// What stood behind the last line end.
    mutating func end() -> Piece? { partial.isEmpty && !isSkipping ? nil : finish() }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard !isSkipping, !bytes.isEmpty else { return }
        partial += bytes
        // One more for a CR.
        if partial.count > bytesMax + 1 {
            isSkipping = true
            partial = []
        }
    }

    private mutating func finish() -> Piece {
        defer {
            partial = []
            isSkipping = false
        }
        if isSkipping { return .tooLong }
        if partial.last == 0x0D { partial.removeLast() }
        return .line(String(decoding: partial, as: UTF8.self))
    }
}
