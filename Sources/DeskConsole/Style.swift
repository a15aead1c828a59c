/// What a piece of text is to the reader. A colour never says it alone: a word or a sign always says it too.
public enum Role: CaseIterable, Sendable {
    case warn, error, mine, contact, note
}

/// Roles → one of the terminal's sixteen colours, or nothing.
public struct Style: Equatable, Sendable {
    public let isColored: Bool

    public static let plain = Style(isColored: false)
    public static let colored = Style(isColored: true)

    public init(isColored: Bool) { self.isColored = isColored }

    /// Decided for each stream by itself. `isWished`: what `--color=always` and `--no-color` say, nil without either.
    public static func choose(environment: (String) -> String?, isTerminal: Bool, mode: ConsoleMode, isWished: Bool? = nil) -> Style {
        if let isWished { return Style(isColored: isWished) }
        for name in ["NO_COLOR", "DESK_NO_COLOR"] where environment(name).map({ !$0.isEmpty }) == true { return .plain }
        if let forced = environment("CLICOLOR_FORCE"), !forced.isEmpty, forced != "0" { return .colored }
        return Style(isColored: isTerminal && mode == .full)
    }

    public func apply(_ role: Role, to text: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(Self.code(role))m\(text)\u{1B}[0m" : text
    }

    private static func code(_ role: Role) -> Int {
        switch role {
        case .error: 31
        case .mine: 32
        case .warn: 33
        case .note: 35
        case .contact: 36
        }
    }

    /// The text without the colours of this type and the addresses of ``Hyperlink``; nil where it holds any other control byte.
    public static func uncolored(_ text: String) -> String? {
        var kept: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x1B, rest.first == 0x5D {
                guard Hyperlink.skip(&rest) else { return nil }
            } else if byte == 0x1B {
                guard let end = rest.firstIndex(of: 0x6D), isColor(rest[rest.startIndex..<end]) else { return nil }
                rest = rest[(end + 1)...]
            } else if byte < 0x20 || byte == 0x7F {
                return nil
            } else {
                kept.append(byte)
            }
        }
        let plain = String(decoding: kept, as: UTF8.self)
        return plain.unicodeScalars.contains { (0x80...0x9F).contains($0.value) } ? nil : plain
    }

    private static func isColor(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.first == 0x5B && bytes.count <= 3 && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
