internal import DeskCore
internal import DeskWire

/// A configuration as its lines say it, before anybody asks what that means.
struct ConfigurationText {
    static let bytesMax = 1 << 20
    static let lineBytesMax = 4_096

    struct Line {
        let number: Int
        let name: String
        let value: String
    }

    struct Section {
        let kind: Setting.Section
        /// Empty where the section has none, and where it was refused.
        let name: String
        let number: Int
        var lines: [Line] = []
    }

    let file: String
    /// The first is what stands above every `[…]`.
    private(set) var sections = [Section(kind: .broker, name: "", number: 0)]
    private(set) var problems: [ConfigurationProblem] = []
    /// What follows a section that nobody knows means nothing.
    private var isSkipping = false

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            take(line.last == 0x0D ? line.dropLast() : line, index + 1)
        }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, _ number: Int) {
        guard let line = checked(bytes, number) else { return }
        guard let first = line.utf8.first, first != UInt8(ascii: "#") else { return }
        if first == UInt8(ascii: "[") { return begin(line, number) }
        if isSkipping { return }
        guard let sign = line.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            return refuse(number, "there is no = in this line", "write NAME = VALUE, or # before a comment")
        }
        let name = Self.trimmed(line[..<sign])
        let value = Self.trimmed(line[line.utf8.index(after: sign)...])
        guard !name.isEmpty else { return refuse(number, "there is no name before the =", "write NAME = VALUE") }
        guard !value.isEmpty else {
            return refuse(number, "\(name) has no value", "give it one, or put # before the line")
        }
        sections[sections.count - 1].lines.append(Line(number: number, name: name, value: value))
    }

    /// The line as text without blanks around it; nil where it cannot be text.
    private mutating func checked(_ bytes: ArraySlice<UInt8>, _ number: Int) -> String? {
        guard bytes.count <= Self.lineBytesMax else {
            refuse(number, "the line has \(bytes.count) bytes", "\(Self.lineBytesMax) are the most that a line may have")
            return nil
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            refuse(number, "the line begins with an invisible mark (U+FEFF)", "save the file as UTF-8 without a byte order mark")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            refuse(number, "the line is no UTF-8", "save the file as UTF-8")
            return nil
        }
        guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
            refuse(number, "the line holds a control character", "remove it: only blanks and printable characters mean something here")
            return nil
        }
        return Self.trimmed(text[...])
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    mutating func refuse(_ number: Int, _ what: String, _ fix: String) {
        problems.append(ConfigurationProblem(file: file, line: number, what: what, fix: fix))
    }
}

// Sections.
extension ConfigurationText {
    private static let examples = "[adapter NAME], [role NAME] or [rep NAME]"

    private mutating func begin(_ line: String, _ number: Int) {
        isSkipping = true
        guard line.utf8.last == UInt8(ascii: "]") else {
            return refuse(number, "the section's line does not end with ]", "write \(Self.examples) and nothing else in the line")
        }
        let words = line.utf8.dropFirst().dropLast().split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: Array($0), as: UTF8.self) }
        guard let word = words.first else { return refuse(number, "the section has no name", "write \(Self.examples)") }
        guard let kind = Setting.Section(rawValue: word), kind != .broker else { return refuseKind(word, number) }
        isSkipping = false
        sections.append(Section(kind: kind, name: checkedName(kind, Array(words.dropFirst()), number), number: number))
    }

    private mutating func refuseKind(_ word: String, _ number: Int) {
        let near = NearestWord.name(like: word, among: ["adapter", "role", "rep"])
        refuse(number, "there is no section [\(word)]", near.map { "did you mean [\($0) NAME]?" } ?? "there are \(Self.examples)")
    }

    private mutating func checkedName(_ kind: Setting.Section, _ words: [String], _ number: Int) -> String {
        guard words.count == 1 else {
            refuse(number, "[\(kind.rawValue)] wants one name", "write [\(kind.rawValue) NAME]")
            return ""
        }
        let name = words[0]
        guard Slug(name) != nil else {
            refuse(
                number, "'\(name)' cannot name anything on the desk",
                "names have up to 64 of a-z, 0-9, '.', '_', '-' and begin with the first two")
            return ""
        }
        guard kind != .role || Hello.Role(rawValue: name) != nil else {
            let near = NearestWord.name(like: name, among: Hello.Role.allCases.map(\.rawValue))
            refuse(number, "there is no role \(name)", near.map { "did you mean [role \($0)]?" } ?? "the roles are adapter, rep and admin")
            return ""
        }
        if let first = sections.first(where: { $0.kind == kind && $0.name == name }) {
            refuse(number, "[\(kind.rawValue) \(name)] stands in line \(first.number) already", "keep one of the two")
        }
        return name
    }
}
