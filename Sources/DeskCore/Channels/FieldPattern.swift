/// What a text has to look like: characters, `.`, `\d`, `\w`, `\s`, `\` before anything else, classes such as `[a-z0-9_]` and `[^ ]`, each
/// with `*`, `+`, `?`, `{n}` or `{n,m}` after it. It is matched against the whole value, byte by byte.
///
/// A language of its own and so small, because patterns come from adapters: matching takes no more than their length times the value's.
public struct FieldPattern: Sendable {
    private static let itemsMax = 64
    private static let repeatsMax = 256

    private struct Item {
        var ranges: [ClosedRange<UInt8>]
        var isNegated = false
        var least = 1
        /// Nil: as often as there are bytes.
        var most: Int? = 1

        func takes(_ byte: UInt8) -> Bool { ranges.contains { $0.contains(byte) } != isNegated }
    }

    private let items: [Item]

    /// Nil where `source` says something that this language does not have.
    public init?(_ source: [UInt8]) {
        var rest = source[...]
        if rest.first == UInt8(ascii: "^") { rest.removeFirst() }
        if rest.last == UInt8(ascii: "$"), rest.dropLast().last != UInt8(ascii: "\\") { rest.removeLast() }
        var items: [Item] = []
        while !rest.isEmpty {
            guard items.count < Self.itemsMax, var item = Self.item(&rest), Self.quantify(&item, &rest) else { return nil }
            items.append(item)
        }
        self.items = items
    }

    private static func item(_ rest: inout ArraySlice<UInt8>) -> Item? {
        guard let byte = rest.popFirst() else { return nil }
        switch byte {
        case UInt8(ascii: "."): return Item(ranges: [0x00...0xFF])
        case UInt8(ascii: "\\"): return rest.popFirst().map { Item(ranges: escaped($0)) }
        case UInt8(ascii: "["): return bracket(&rest)
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "$"):
            return nil
        default: return Item(ranges: [byte...byte])
        }
    }

    private static func escaped(_ byte: UInt8) -> [ClosedRange<UInt8>] {
        switch byte {
        case UInt8(ascii: "d"): [0x30...0x39]
        case UInt8(ascii: "w"): [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
        case UInt8(ascii: "s"): [0x09...0x0D, 0x20...0x20]
        default: [byte...byte]
        }
    }

    private static func bracket(_ rest: inout ArraySlice<UInt8>) -> Item? {
        var item = Item(ranges: [])
        if rest.first == UInt8(ascii: "^") {
            item.isNegated = true
            rest.removeFirst()
        }
        while let byte = rest.popFirst(), byte != UInt8(ascii: "]") || item.ranges.isEmpty {
            if byte == UInt8(ascii: "\\") {
                guard let next = rest.popFirst() else { return nil }
                item.ranges += escaped(next)
            } else if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                guard byte <= end else { return nil }
                item.ranges.append(byte...end)
                rest.removeFirst(2)
            } else {
                item.ranges.append(byte...byte)
            }
            if rest.isEmpty { return nil }
        }
        return item
    }

    private static func quantify(_ item: inout Item, _ rest: inout ArraySlice<UInt8>) -> Bool {
        switch rest.first {
        case UInt8(ascii: "*"): (item.least, item.most) = (0, nil)
        case UInt8(ascii: "+"): (item.least, item.most) = (1, nil)
        case UInt8(ascii: "?"): (item.least, item.most) = (0, 1)
        case UInt8(ascii: "{"): return braces(&item, &rest)
        default: return true
        }
        rest.removeFirst()
        return true
    }

    private static func braces(_ item: inout Item, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return false }
        let parts = rest[rest.index(after: rest.startIndex)..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
        guard let least = numbers.first ?? nil, (0...repeatsMax).contains(least), parts.count <= 2 else { return false }
        let isOpen = parts.count == 2 && parts[1].isEmpty
        let most = parts.count == 1 ? least : numbers[1]
        guard isOpen || (least...repeatsMax).contains(most ?? -1) else { return false }
        (item.least, item.most) = (least, isOpen ? nil : most)
        rest = rest[rest.index(after: end)...]
        return true
    }

    /// Whether the whole of `value` looks like that.
    public func matches(_ value: [UInt8]) -> Bool {
        var places = [Bool](repeating: false, count: value.count + 1)
        places[0] = true
        for item in items { places = Self.places(after: item, from: places, in: value) }
        return places[value.count]
    }

    /// Where the item can end that begins at one of `places`. One look at each byte: a place is an end if a beginning lies within the
    /// item's repeats before it, and within the run of bytes that the item takes.
    private static func places(after item: Item, from places: [Bool], in value: [UInt8]) -> [Bool] {
        // How many beginnings there are before each place.
        var before = [0]
        before.reserveCapacity(places.count + 1)
        for isPlace in places { before.append(before[before.count - 1] + (isPlace ? 1 : 0)) }
        var ends: [Bool] = []
        ends.reserveCapacity(places.count)
        var run = 0
        for end in places.indices {
            if end > 0, !item.takes(value[end - 1]) { run = end }
            let first = item.most.map { max(run, end - $0) } ?? run
            let last = end - item.least
            ends.append(last >= first && before[last + 1] > before[first])
        }
        return ends
    }
}
