/// What letters are to those who search: capitals are small ones, and accents are nothing.
///
/// Precomposed letters and letters with combining marks come out the same. This follows from the scalars' names, which
/// never change: LATIN SMALL LETTER E WITH ACUTE is the LATIN SMALL LETTER E.
enum Folding {
    /// What a scalar is part of.
    enum Kind: UInt8 {
        /// What stands between words.
        case gap
        /// Nothing by itself: an accent, an invisible sign.
        case mark
        /// Words in these letters stand apart.
        case letter
        /// Written without gaps between words, so that pairs of neighbors are what is looked for.
        case paired
        /// A picture; it stands for itself.
        case symbol
    }

    /// What is often met, each table made when it is needed first.
    private static let common = Table(0..<0x530)
    private static let arabic = Table(0x600..<0x700)
    private static let additional = Table(0x1E00..<0x2000)

    private struct Table {
        let start: UInt32
        let letters: [UInt32]
        let kinds: [Kind]

        init(_ range: Range<UInt32>) {
            start = range.lowerBound
            kinds = range.map { number in Unicode.Scalar(number).map { slowKind($0) } ?? .gap }
            letters = zip(range, kinds).map { $1 == .letter ? Folding.letter($0) : $0 }
        }
    }

    private static func table(_ value: UInt32) -> Table? {
        switch value {
        case ..<0x530: common
        case 0x600..<0x700: arabic
        case 0x1E00..<0x2000: additional
        default: nil
        }
    }

    static func kind(_ scalar: Unicode.Scalar) -> Kind {
        guard let table = table(scalar.value) else { return slowKind(scalar) }
        return table.kinds[Int(scalar.value - table.start)]
    }

    /// Hands on the small letters that a scalar comes down to, without their accents.
    static func fold(_ scalar: Unicode.Scalar, _ body: (UInt32) -> Void) {
        if let table = table(scalar.value) {
            let letter = table.letters[Int(scalar.value - table.start)]
            guard letter == isLong else { return body(letter) }
        }
        // Whole scripts without accents are not asked for their names.
        let mayHaveAccents = scalar.value < 0x2E80 || (0xA640...0xABFF).contains(scalar.value)
        for part in mayHaveAccents ? plainFold(scalar) : slowFold(scalar) { body(part) }
    }

    /// Makes the table that nearly everybody needs, which takes a moment.
    static func prepare() { _ = common.start }

    private static func slowKind(_ scalar: Unicode.Scalar) -> Kind {
        let isPaired = isPaired(scalar.value)
        if isPaired, scalar.properties.isAlphabetic || isVoicing(scalar.value) { return .paired }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber:
            .letter
        case .nonspacingMark, .spacingMark, .enclosingMark: isPaired || isAccent(scalar) ? .mark : .letter
        case .format: .mark
        case .otherSymbol: .symbol
        case .modifierSymbol: scalar.properties.isEmoji ? .mark : .gap
        default: .gap
        }
    }

    /// Vowel signs of Indic scripts are marks and no accents: words differ by them.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.canonicalCombiningClass.rawValue {
        case 1, 7, 10...36, 84, 91, 200...240: true
        case 0: (0xFE00...0xFE0F).contains(scalar.value) || scalar.value == 0x20E3
        default: false
        }
    }

    private static func isVoicing(_ value: UInt32) -> Bool { value == 0x3099 || value == 0x309A }

    private static func isPaired(_ value: UInt32) -> Bool {
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF: true
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3040...0x30FF, 0x3100...0x318F, 0x31A0...0x31FF, 0x3400...0x4DBF: true
        case 0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF: true
        default: false
        }
    }

    // MARK: Folding one

    /// In the table: more than one letter comes of it.
    private static let isLong = UInt32.max

    private static func slowFold(_ scalar: Unicode.Scalar) -> [UInt32] {
        if let spelled = spelled(scalar.value) { return spelled }
        if let digit = digit(scalar) { return [digit] }
        switch scalar.value {
        case 0xFF01...0xFF5E: return slowFold(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
        case 0xFF66...0xFF9F: return [halfWidth[Int(scalar.value - 0xFF66)]]
        default: break
        }
        guard scalar.properties.changesWhenLowercased else { return [scalar.value] }
        return scalar.properties.lowercaseMapping.unicodeScalars.filter { !isAccent($0) }.map(\.value)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt32? {
        guard scalar.value >= 0x80, scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
            return nil
        }
        return 0x30 + UInt32(value)
    }

    /// Letters whose names say nothing of what people write for them.
    private static func spelled(_ value: UInt32) -> [UInt32]? {
        switch value {
        case 0xDF, 0x1E9E: [0x73, 0x73]
        case 0xC6, 0xE6: [0x61, 0x65]
        case 0x152, 0x153: [0x6F, 0x65]
        case 0xDE, 0xFE: [0x74, 0x68]
        case 0x130, 0x131: [0x69]
        case 0xD0, 0xF0: [0x64]
        case 0x17F: [0x73]
        case 0x3C2: [0x3C3]
        // Cyrillic letters that are others with a mark, without saying so.
        case 0x401, 0x451, 0x400, 0x450: [0x435]
        case 0x419, 0x439, 0x40D, 0x45D: [0x438]
        case 0x407, 0x457: [0x456]
        case 0x40E, 0x45E: [0x443]
        case 0x403, 0x453: [0x433]
        case 0x40C, 0x45C: [0x43A]
        default: nil
        }
    }

    /// U+FF66 to U+FF9F as they are in full width.
    private static let halfWidth: [UInt32] =
        "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン".unicodeScalars.map(\.value)
        + [0x3099, 0x309A]

    // MARK: Names

    private static let with = Array(" WITH ".utf8)

    /// Letters that others are made of, by name.
    private static let plain: [[UInt8]: UInt32] = {
        var plain: [[UInt8]: UInt32] = [:]
        for range: ClosedRange<UInt32> in [
            0x61...0x7A, 0xE6...0xF8, 0x131...0x17F, 0x250...0x2AF, 0x3B1...0x3C9, 0x430...0x45F, 0x620...0x6FF,
        ] {
            for number in range {
                guard let name = name(number), place(of: with, in: name) == nil else { continue }
                plain[name] = number
            }
        }
        return plain
    }()

    private static func letter(_ number: UInt32) -> UInt32 {
        let parts = Unicode.Scalar(number).map { plainFold($0) } ?? []
        return parts.count == 1 ? parts[0] : isLong
    }

    private static func plainFold(_ scalar: Unicode.Scalar) -> [UInt32] {
        let small = slowFold(scalar)
        guard small.count == 1, small[0] >= 0x80, let name = name(small[0]), let end = place(of: with, in: name),
            let base = plain[Array(name[..<end])].flatMap({ Unicode.Scalar($0) })
        else { return small }
        return slowFold(base)
    }

    private static func name(_ number: UInt32) -> [UInt8]? { Unicode.Scalar(number)?.properties.name.map { Array($0.utf8) } }

    private static func place(of word: [UInt8], in name: [UInt8]) -> Int? {
        guard name.count > word.count else { return nil }
        // Of the scalars that come here hardly any has an accent, and none has one without this letter.
        return (0...(name.count - word.count)).first { name[$0 + 1] == word[1] && name[$0..<($0 + word.count)].elementsEqual(word) }
    }
}
