/// A stranger's text made fit for a log or a plain terminal.
public enum PlainText {
    /// One line without control characters, and without those that turn the direction of writing.
    public static func line(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { safe.append(isHarmless(scalar) ? scalar : "\u{FFFD}") }
        return String(safe)
    }

    /// Printable ASCII, at most `max` characters.
    public static func ascii(_ text: String, max: Int = 500) -> String {
        let bytes = text.utf8.prefix(max).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB: false
        default: true
        }
    }
}
