internal import DeskConsole
internal import DeskSystem

/// How answers look.
struct Format {
    enum Shape {
        case columns
        /// The same for people who listen: every value after its name, nothing told by where it stands.
        case spoken
        case tabs, json
    }

    var shape: Shape
    var style: Style
    var hasHeader: Bool
    /// JSON for a terminal is given other escapes where it would do something to it.
    var isTerminal: Bool
    /// Whether an address that is broken over rows can be clicked as one.
    var hasLinks: Bool
    /// How wide the terminal is; read each time, because people change it.
    let columns: () -> Int

    init(_ flags: Flags, mode: ConsoleMode, isTerminal: Bool, columns: @escaping () -> Int) {
        let isInteractive = mode.isInteractive
        let isForPeople = isTerminal && !flags.isPlain || isInteractive
        shape = flags.isJSON ? .json : !isForPeople ? .tabs : mode == .accessible ? .spoken : .columns
        style = Style.choose(environment: Environment.value, isTerminal: isTerminal, mode: mode, isWished: flags.isColored)
        hasHeader = flags.hasHeader
        self.isTerminal = isTerminal
        let isObjected = Environment.value("NO_HYPERLINKS").map { !$0.isEmpty } ?? false
        hasLinks = isTerminal && mode == .full && isForPeople && !isObjected
        self.columns = columns
    }

    /// Whether a person reads it, and not a program.
    var isForPeople: Bool { shape == .columns || shape == .spoken }

    /// What could be said next is for the eye; who listens asks `help`.
    var hasHints: Bool { shape != .spoken }

    /// Long lines are broken by us, between words. Those with colours have been already.
    func fitting(_ lines: [String]) -> [String] {
        guard isForPeople else { return lines }
        let columns = columns()
        return lines.flatMap { $0.utf8.contains(0x1B) ? [$0] : TextWrap.hanging($0, columns: columns) }
    }

    /// One JSON object as one line.
    func line(json object: [UInt8]) -> [UInt8] {
        // A line break in JSON is white space: within a string it would be escaped.
        let flat = object.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }
        guard isTerminal else { return flat }
        return Array(Self.harmless(String(decoding: flat, as: UTF8.self)).utf8)
    }

    /// What is no plain character becomes `\uXXXX`, which means the same to whoever parses it.
    private static func harmless(_ json: String) -> String {
        var safe = ""
        for scalar in json.unicodeScalars {
            let text = String(scalar)
            if scalar.value < 0x7F || SafeText.line(text).utf8.elementsEqual(text.utf8) {
                safe.unicodeScalars.append(scalar)
            } else {
                for unit in text.utf16 {
                    safe += "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).utf8.count) + String(unit, radix: 16)
                }
            }
        }
        return safe
    }
}
