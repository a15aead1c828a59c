/// What a scalar outside ASCII may do on a terminal, by the tables of the standard library.
enum ScalarKind {
    /// Has a shape and a place of its own.
    case base
    /// Sits on a base.
    case mark
    /// U+FE0E and U+FE0F, which choose between text and picture.
    case selector
    /// U+200C and U+200D.
    case joiner
    /// Is shown by its number.
    case forbidden

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0xFE0E, 0xFE0F: self = .selector
        case 0x200C, 0x200D: self = .joiner
        case 0x2800: self = .forbidden  // a pattern of no dots: a blank that is not a space
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: self = .base  // most of what has no other short cut
        case 0x40000...0x10FFFF: self = .forbidden  // empty planes, tags, selectors, private use
        default: self = Self.byTable(scalar)
        }
    }

    private static func byTable(_ scalar: Unicode.Scalar) -> ScalarKind {
        let properties = scalar.properties
        // Fillers and selectors are letters and marks by category, and nothing to the eye.
        if properties.isDefaultIgnorableCodePoint { return .forbidden }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return .mark
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .base
        case .decimalNumber, .letterNumber, .otherNumber: return .base
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            return .base
        case .modifierSymbol: return properties.isEmojiModifier ? .mark : .base
        case .mathSymbol, .currencySymbol, .otherSymbol, .spaceSeparator: return .base
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return .forbidden
        @unknown default: return .forbidden
        }
    }

    /// A picture that others can be joined to. Digits are emoji by their property, halves of flags join by themselves.
    static func isPictographic(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x80 && !isFlagHalf(scalar) && scalar.properties.isEmoji && !scalar.properties.isEmojiModifier
    }

    static func isFlagHalf(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }
}

/// Where the scalars without a width of their own mean something: inside emoji, and between letters that join.
enum Joining {
    static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"

    /// A selector belongs to one picture right before it, or to a keycap.
    static func keepsSelector(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        guard index > 0 else { return false }
        let before = scalars[index - 1]
        if ScalarKind.isPictographic(before) { return true }
        let isKey = ("0"..."9").contains(before) || before == "#" || before == "*"
        return isKey && index + 1 < scalars.count && scalars[index + 1].value == 0x20E3
    }

    /// A joiner has two of the same kind at its sides: pictures, or letters of scripts that join.
    static func keepsJoiner(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        guard index > 0, index + 1 < scalars.count else { return false }
        let next = scalars[index + 1]
        if ScalarKind.isPictographic(next) {
            return scalars[index] == zeroWidthJoiner && picture(before: index, in: scalars)
        }
        return isOfJoiningScript(next) && letter(before: index, in: scalars)
    }

    private static func picture(before index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        var place = index - 1
        // A selector or a skin colour may stand between the picture and the joiner.
        if place > 0, ScalarKind(scalars[place]) == .selector || scalars[place].properties.isEmojiModifier { place -= 1 }
        return ScalarKind.isPictographic(scalars[place])
    }

    private static func letter(before index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        var place = index - 1
        for _ in 0..<SafeText.marksMax where place > 0 && ScalarKind(scalars[place]) == .mark { place -= 1 }
        return isOfJoiningScript(scalars[place]) && ScalarKind(scalars[place]) == .base && isOfJoiningScript(scalars[index - 1])
    }

    private static func isOfJoiningScript(_ scalar: Unicode.Scalar) -> Bool {
        guard scripts.contains(where: { $0.contains(scalar.value) }) else { return false }
        switch scalar.properties.generalCategory {
        case .otherLetter, .modifierLetter, .uppercaseLetter, .lowercaseLetter, .nonspacingMark, .spacingMark: return true
        default: return false
        }
    }

    /// Blocks of the scripts whose letters change shape with their neighbours (Unicode, chapters 9, 12, 13 and 14).
    private static let scripts: [ClosedRange<UInt32>] = [
        0x0600...0x07BF, 0x07C0...0x08FF,  // Arabic, Syriac, N'Ko, Mandaic
        0x0900...0x0DFF,  // Devanagari to Sinhala
        0x1000...0x109F, 0x1780...0x17FF, 0x1800...0x18AF,  // Myanmar, Khmer, Mongolian
        0xA840...0xA87F, 0xA8E0...0xA8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC,  // Phags-pa, Devanagari, Arabic forms
        0x10AC0...0x10AFF, 0x10D00...0x10D3F, 0x11000...0x116CF, 0x1E900...0x1E95F,  // Manichaean, Rohingya, Brahmic, Adlam
    ]
}
