/// An entry's place in the journal: from 1, without gaps, never used again.
public struct EntrySequence: Comparable, Hashable, Sendable, CustomStringConvertible {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    public var description: String { String(number) }
}
