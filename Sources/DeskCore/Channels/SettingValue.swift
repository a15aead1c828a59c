/// A setting's name, `[A-Za-z][A-Za-z0-9_-]{0,63}`: because of that alphabet a String may hold it and be compared as one.
public struct SettingName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let bytesMax = 64
    public let text: String

    /// Nil where `bytes` has another length or alphabet.
    public init?(_ bytes: [UInt8]) {
        guard let first = bytes.first, bytes.count <= Self.bytesMax, Self.isLetter(first) else { return nil }
        guard bytes.allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    public var description: String { text }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) }
}

/// What somebody filled in.
public enum SettingValue: Hashable, Sendable {
    /// UTF-8 without escapes.
    case text([UInt8])
    case integer(Int64)
    case flag(Bool)
}

/// A field of the form with what was filled in.
public struct Setting: Hashable, Sendable {
    public let name: SettingName
    public let value: SettingValue

    public init(_ name: SettingName, _ value: SettingValue) {
        self.name = name
        self.value = value
    }
}

/// What an edit says of one setting.
public struct SettingChange: Sendable {
    public let name: SettingName
    /// Nil takes back what was there.
    public let value: SettingValue?

    public init(_ name: SettingName, _ value: SettingValue?) {
        self.name = name
        self.value = value
    }
}
