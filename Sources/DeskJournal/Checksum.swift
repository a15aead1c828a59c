internal import DeskSystem

/// By which what lies beside the journal is checked as well.
public enum Checksum {
    /// CRC-32C, masked as in records.
    public static func of(_ bytes: Span<UInt8>) -> UInt32 { Format.masked(CRC32C.checksum(bytes)) }

    public static func of(_ bytes: [UInt8], from start: Int = 0) -> UInt32 { of(bytes.span.extracting(start..<bytes.count)) }
}
