/// The name of a ticket's property.
public struct PropertySlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// Something that tickets may say of themselves, and in which form.
public final class Property: Sendable {
    /// How many of them one ticket, one contact or one account's defaults may say: what an object of a frame has room for.
    public static let saidMax = 64

    static func check(count: Int) throws(Rejection) {
        guard count <= saidMax else {
            throw .quota("At most \(saidMax) properties can be said of one thing; clear one that is not needed.", after: 0)
        }
    }

    public enum Kind: String, Sendable, CaseIterable {
        case text, number, date
        case `enum`
        case multiEnum = "multi_enum"
        case bool
    }

    public static let optionsMax = 200
    public static let textBytesMax = 4_096

    public let slug: PropertySlug
    public let label: Text
    public let kind: Kind
    /// What an enum may be, in order.
    public let options: [Slug]

    public init(slug: PropertySlug, label: Text, kind: Kind, options: [Slug]) {
        self.slug = slug
        self.label = label
        self.kind = kind
        self.options = options
    }

    /// There from the beginning.
    static let standard = [
        Property(
            slug: PropertySlug(Slug(literal: "priority")), label: Text(encoded: Array("Priority".utf8)), kind: .enum,
            options: [Slug(literal: "low"), Slug(literal: "normal"), Slug(literal: "high"), Slug(literal: "urgent")]),
        Property(
            slug: PropertySlug(Slug(literal: "category")), label: Text(encoded: Array("Category".utf8)), kind: .text, options: []),
    ]

    func isSame(as other: Property) -> Bool { label == other.label && kind == other.kind && options == other.options }

    /// - Throws: `badField` that names the property and says what it takes.
    func check(_ value: PropertyValue) throws(Rejection) {
        let field = "properties.\(slug.slug)"
        switch (kind, value) {
        case (.text, .text(let text)):
            guard !text.isEmpty, text.encoded.count <= Self.textBytesMax else {
                throw .badField(field, reason: "it is not a text of 1 to \(Self.textBytesMax) bytes; null clears it")
            }
        case (.number, .number), (.bool, .bool): break
        case (.date, .text(let text)):
            guard CivilDate(text.encoded) != nil else { throw .badField(field, reason: "it is not a day such as 2026-11-22") }
        case (.enum, .text(let text)):
            guard options.contains(where: { $0.bytes == text.encoded }) else { throw .badField(field, reason: "it is none of \(choices)") }
        case (.multiEnum, .texts(let texts)):
            for text in texts where !options.contains(where: { $0.bytes == text.encoded }) {
                throw .badField(field, reason: "it has an element that is none of \(choices)")
            }
            guard !texts.isEmpty else { throw .badField(field, reason: "it is empty; null clears it") }
        default: throw .badField(field, reason: "it is not \(kind.words)")
        }
    }

    private var choices: String { options.map(\.text).joined(separator: ", ") }
}

extension Property.Kind {
    fileprivate var words: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .date: "a day such as 2026-11-22"
        case .enum: "one of its options, as a string"
        case .multiEnum: "an array of its options"
        case .bool: "true or false"
        }
    }
}

/// What a ticket says in a property.
public enum PropertyValue: Hashable, Sendable {
    /// A text, a day, or an enum's option.
    case text(Text)
    /// As it was written.
    case number([UInt8])
    case bool(Bool)
    case texts([Text])

    /// Whether it is `value`, or has it among several.
    func includes(_ value: PropertyValue) -> Bool {
        if self == value { return true }
        guard case .texts(let texts) = self, case .text(let text) = value else { return false }
        return texts.contains(text)
    }
}

/// A day of the calendar (ISO 8601, `2026-11-22`).
struct CivilDate {
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        let digits = [0, 1, 2, 3, 5, 6, 8, 9].map { bytes[$0] }
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let number = { (range: Range<Int>) in digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day) else { return nil }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
