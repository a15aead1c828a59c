/// A text as it is searched: folded letters, one space between words, none at its ends. Words written without gaps between them
/// stay together.
public struct FoldedText: Sendable {
    /// UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// Where the scalar stood that each byte comes of, counted in scalars; nothing where nobody wants to know.
    private var origins: [Int32] = []
    private let keepsOrigins: Bool
    private var last: Folding.Kind = .gap

    /// To be said once before somebody waits: the first letter that is not ASCII takes longer otherwise.
    public static func prepare() { Folding.prepare() }

    /// - Parameter utf8: what is not UTF-8 in it separates words.
    public init(_ utf8: [UInt8], keepsOrigins: Bool = false) {
        self.keepsOrigins = keepsOrigins
        bytes.reserveCapacity(utf8.count)
        var index = 0
        var scalars: Int32 = 0
        while index < utf8.count {
            let byte = utf8[index]
            if byte < 0x80 {
                append(ascii: byte, scalars)
                index += 1
            } else {
                let (scalar, count) = Self.scalar(in: utf8, at: index)
                append(scalar, scalars)
                index += count
            }
            scalars += 1
        }
        if bytes.last == 0x20 { removeLast() }
    }

    private mutating func append(ascii byte: UInt8, _ origin: Int32) {
        switch byte {
        case 0x61...0x7A, 0x30...0x39: begin(.letter, origin)
        case 0x41...0x5A:
            begin(.letter, origin)
            return put(byte: byte | 0x20, origin)
        default: return gap(origin)
        }
        put(byte: byte, origin)
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ origin: Int32) {
        let kind = Folding.kind(scalar)
        switch kind {
        case .gap: return gap(origin)
        case .mark: return
        case .letter, .paired, .symbol: break
        }
        if kind == .paired, last == .paired, join(scalar, origin) { return }
        begin(kind, origin)
        Folding.fold(scalar) { put($0, origin) }
    }

    /// What was another kind of text before is another word; every picture is one.
    private mutating func begin(_ kind: Folding.Kind, _ origin: Int32) {
        if kind != last || kind == .symbol { gap(origin) }
        last = kind
    }

    private mutating func gap(_ origin: Int32) {
        last = .gap
        if let byte = bytes.last, byte != 0x20 { put(byte: 0x20, origin) }
    }

    private mutating func put(byte: UInt8, _ origin: Int32) {
        bytes.append(byte)
        if keepsOrigins { origins.append(origin) }
    }

    private mutating func put(_ scalar: UInt32, _ origin: Int32) {
        guard scalar >= 0x80 else { return put(byte: UInt8(scalar), origin) }
        guard let scalar = Unicode.Scalar(scalar), let encoded = Unicode.UTF8.encode(scalar) else { return }
        for byte in encoded { put(byte: byte, origin) }
    }

    private mutating func removeLast() {
        bytes.removeLast()
        if keepsOrigins { origins.removeLast() }
    }

    // MARK: Scalars that make one with the one before

    /// Korean and Japanese that came in parts is put together as it is written otherwise.
    private mutating func join(_ scalar: Unicode.Scalar, _ origin: Int32) -> Bool {
        var part: UInt32 = 0
        Folding.fold(scalar) { part = $0 }
        guard bytes.count >= 3 else { return false }
        let before = Self.scalar(in: bytes, at: bytes.count - 3).0.value
        guard let joined = Self.joined(before, part) else { return false }
        for _ in 0..<3 { removeLast() }
        put(joined, origin)
        return true
    }

    private static func joined(_ before: UInt32, _ part: UInt32) -> UInt32? {
        switch (before, part) {
        case (0x1100...0x1112, 0x1161...0x1175): 0xAC00 + ((before - 0x1100) * 21 + part - 0x1161) * 28
        case (0xAC00...0xD7A3, 0x11A8...0x11C2): (before - 0xAC00) % 28 == 0 ? before + part - 0x11A7 : nil
        case (0x3046, 0x3099): 0x3094
        case (0x30A6, 0x3099): 0x30F4
        case (0x304B...0x306F, 0x3099), (0x30AB...0x30CF, 0x3099): before + 1
        case (0x3072...0x307B, 0x3099), (0x30D2...0x30DB, 0x3099): before + 1
        case (0x306F...0x307B, 0x309A), (0x30CF...0x30DB, 0x309A): before + 2
        case (_, 0x3099), (_, 0x309A): before
        default: nil
        }
    }

    // MARK: Reading scalars

    /// The scalar that begins at `index`, and its bytes; U+0000 for a byte that begins none.
    static func scalar(in utf8: [UInt8], at index: Int) -> (Unicode.Scalar, Int) {
        let lead = utf8[index]
        let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
        guard count > 1 || lead < 0x80, index + count <= utf8.count else { return ("\0", 1) }
        var value = count == 1 ? UInt32(lead) : UInt32(lead & (0xFF >> UInt8(count + 1)))
        for next in utf8[index + 1..<index + count] {
            guard next & 0xC0 == 0x80 else { return ("\0", 1) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        return Unicode.Scalar(value).map { ($0, count) } ?? ("\0", 1)
    }
}

// Finding.
extension FoldedText {
    public func contains(_ word: SearchWord) -> Bool { place(of: word, from: 0) != nil }

    /// Where it is found, in scalars of what was folded.
    public func places(of word: SearchWord) -> [Range<Int>] {
        var places: [Range<Int>] = []
        var start = 0
        while let place = place(of: word, from: start) {
            start = place.upperBound
            // To the end of a word of which only the beginning was asked for.
            var end = place.upperBound
            while word.isPrefix, end < bytes.count, bytes[end] != 0x20 { end += 1 }
            places.append(Int(origins[place.lowerBound])..<Int(origins[end - 1]) + 1)
        }
        return places
    }

    private func place(of word: SearchWord, from start: Int) -> Range<Int>? {
        let needle = word.folded
        guard let first = needle.first, bytes.count >= needle.count else { return nil }
        var at = start
        while at + needle.count <= bytes.count {
            if bytes[at] == first, holds(word, at) { return at..<at + needle.count }
            at += 1
        }
        return nil
    }

    private func holds(_ word: SearchWord, _ at: Int) -> Bool {
        let end = at + word.folded.count
        guard word.opensAnywhere || at == 0 || bytes[at - 1] == 0x20 else { return false }
        guard word.isPrefix || word.closesAnywhere || end == bytes.count || bytes[end] == 0x20 else { return false }
        return word.folded.indices.allSatisfy { bytes[at + $0] == word.folded[$0] }
    }
}

// What an index keeps.
extension FoldedText {
    /// Hands on what the text is found by: its words, of those written without gaps each pair of neighbors, and the last of them.
    public func forEachTerm(_ body: (ArraySlice<UInt8>) -> Void) {
        for word in bytes.split(separator: 0x20) {
            let (scalar, count) = Self.scalar(in: bytes, at: word.startIndex)
            guard word[word.startIndex] >= 0xE0, Folding.kind(scalar) == .paired else {
                body(word.prefix(SearchWord.termBytesMax))
                continue
            }
            var (at, width) = (word.startIndex, count)
            while at + width < word.endIndex {
                let (_, next) = Self.scalar(in: bytes, at: at + width)
                body(bytes[at..<at + width + next])
                (at, width) = (at + width, next)
            }
            body(bytes[at..<word.endIndex])
        }
    }
}

/// A word, or several that stand beside each other, to be found.
public struct SearchWord: Hashable, Sendable {
    /// What is longer is kept in the index up to here.
    public static let termBytesMax = 64

    /// As it was written.
    public let written: [UInt8]
    public let folded: [UInt8]
    /// Words that only begin so are meant as well.
    public let isPrefix: Bool
    let opensAnywhere: Bool
    let closesAnywhere: Bool

    /// Nil where nothing in it can be looked for.
    public init?(_ written: [UInt8], isPrefix: Bool = false) {
        self.written = written
        folded = FoldedText(written).bytes
        guard !folded.isEmpty else { return nil }
        opensAnywhere = Folding.kind(FoldedText.scalar(in: folded, at: 0).0) == .paired
        var last = folded.count - 1
        while folded[last] & 0xC0 == 0x80 { last -= 1 }
        closesAnywhere = Folding.kind(FoldedText.scalar(in: folded, at: last).0) == .paired
        self.isPrefix = isPrefix && !closesAnywhere
    }

    /// What an index has it under: all of these, and of the last one maybe only the beginning.
    public var terms: (whole: [[UInt8]], beginning: [UInt8]?) {
        var terms: [[UInt8]] = []
        for word in folded.split(separator: 0x20) {
            var pairs: [[UInt8]] = []
            FoldedText(Array(word)).forEachTerm { pairs.append(Array($0)) }
            // The last of several is no pair, and may have more behind it here than in the text.
            if pairs.count > 1 { pairs.removeLast() }
            terms += pairs
        }
        let last = terms.last.map { FoldedText.scalar(in: $0, at: 0) }
        let isSingle = last.map { Folding.kind($0.0) == .paired && $0.1 == terms.last?.count } ?? false
        guard isPrefix || isSingle else { return (terms, nil) }
        return (Array(terms.dropLast()), terms.last)
    }
}
