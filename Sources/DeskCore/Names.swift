/// A journal entry's number, from 1, without gaps.
public struct SequenceNumber: Comparable, Hashable, Sendable {
    public let number: UInt64
    public init(_ number: UInt64) { self.number = number }
    public static let zero = SequenceNumber(0)
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A message or a note. It bears the sequence of the entry that recorded it.
public struct MessageID: Comparable, Hashable, Sendable {
    public let number: UInt64
    public init(_ number: UInt64) { self.number = number }
    public init(recordedAs sequence: SequenceNumber) { number = sequence.number }
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Tickets, contacts and threads are numbered from 1 in the order in which they were opened.
public struct TicketID: Comparable, Hashable, Sendable {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

public struct ContactID: Hashable, Sendable {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}

public struct ThreadID: Hashable, Sendable {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}

/// A short ASCII name `[a-z0-9][a-z0-9._-]{0,63}`: because of that alphabet, and only because of it, a String may hold it
/// and be compared as one.
public struct Slug: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let bytesMax = 64
    public let text: String

    /// Nil where `bytes` has another length or alphabet.
    public init?(_ bytes: [UInt8]) {
        guard let first = bytes.first, bytes.count <= Self.bytesMax, Self.isAlphanumeric(first) else { return nil }
        for byte in bytes where !(Self.isAlphanumeric(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F) { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    public init?(_ text: String) { self.init(Array(text.utf8)) }

    /// For names in our own source.
    public init(literal: StaticString) { text = literal.description }

    public var description: String { text }
    public var bytes: [UInt8] { Array(text.utf8) }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
}

/// A channel's key: the stable name of its adapter, such as `webchat`.
public struct ChannelKey: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// An account's name, unique in the broker and never used again: `[a-z0-9-]{1,64}`.
public struct AccountSlug: Hashable, Comparable, Sendable {
    public let slug: Slug

    public init?(_ bytes: [UInt8]) {
        guard let slug = Slug(bytes) else { return nil }
        for byte in bytes where byte == 0x2E || byte == 0x5F { return nil }
        self.slug = slug
    }

    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// A rep's or admin's login.
public struct RepName: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// On whose behalf a command is decided. The kernel says who that is, never a frame.
public enum Author: Hashable, Sendable {
    case adapter(ChannelKey)
    case rep(RepName)
    case admin(RepName)
    /// The desk itself, when it moves a delivery on.
    case desk

    /// The person, where it is one.
    public var person: RepName? {
        switch self {
        case .rep(let name), .admin(let name): name
        case .adapter, .desk: nil
        }
    }
}
