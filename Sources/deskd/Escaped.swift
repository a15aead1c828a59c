/// Text that may hold a stranger's bytes, made harmless for a log: printable ASCII, on one line, with an end.
enum Escaped {
    /// With a time, a level and a source a line stays below 2 KiB.
    static let bytesMax = 1_900

    /// - Parameter isQuoted: whether it goes into a JSON string, where quotes and backslashes count twice.
    static func ascii(_ text: String, bytesMax: Int = Self.bytesMax, isQuoted: Bool = false) -> String {
        var line = ""
        var count = 0
        for scalar in text.unicodeScalars {
            let piece = piece(scalar)
            count += isQuoted ? piece.utf8.reduce(0) { $0 + ($1 == 0x22 || $1 == 0x5C ? 2 : 1) } : piece.utf8.count
            guard count <= bytesMax - 3 else { return line + "..." }
            line += piece
        }
        return line
    }

    private static func piece(_ scalar: Unicode.Scalar) -> String {
        (0x20...0x7E).contains(scalar.value) ? String(Character(scalar)) : "\\u{" + String(scalar.value, radix: 16) + "}"
    }
}
