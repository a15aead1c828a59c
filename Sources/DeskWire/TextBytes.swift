public import DeskCore

extension Text {
    /// What was said, without the escapes that it is carried with: for looking into it. Two services may escape alike words
    /// differently.
    public var utf8: [UInt8] {
        guard encoded.contains(JSONString.backslash) else { return encoded }
        // Checked where it came in: it has no reason to throw.
        return (try? JSONString.unescaped(encoded.span, 0..<encoded.count)) ?? encoded
    }
}
