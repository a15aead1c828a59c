import DeskKit
import HTTPServer

/// What an account's settings say of its page.
struct Look: Equatable {
    static let titleMax = 60
    static let greetingMax = 400
    static let originsMax = 16

    var title = "Chat with us"
    var greeting = "Ask anything. Your conversation stays here, so you can close this page and come back for the answer."
    var colour: Colour?
    var background: Colour?
    /// Sites that may show the widget.
    var origins: [String] = []
    var hours: OpeningHours?
    /// The port of the account's own; 0 where it shares the program's.
    var port: UInt16 = 0

    init() {}

    init(_ values: FieldValues) throws(LookTrouble) {
        title = try Self.text(values, "title", max: Self.titleMax) ?? title
        greeting = try Self.text(values, "greeting", max: Self.greetingMax) ?? greeting
        colour = try Self.colour(values, "colour")
        background = try Self.colour(values, "background")
        origins = try Self.origins(values.text("origins") ?? "")
        hours = try values.text("hours").map { (text) throws(LookTrouble) in try OpeningHours(text, zone: values.text("zone") ?? "UTC") }
        if let number = values.integer("port") {
            guard let small = UInt16(exactly: number) else { throw .port(number) }
            port = small
        }
    }

    private static func text(_ values: FieldValues, _ name: String, max: Int) throws(LookTrouble) -> String? {
        guard let text = values.text(name) else { return nil }
        let count = text.unicodeScalars.count
        guard count <= max else { throw .tooLong(name, count: count, max: max) }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else { throw .control(name) }
        return text
    }

    private static func colour(_ values: FieldValues, _ name: String) throws(LookTrouble) -> Colour? {
        guard let text = values.text(name) else { return nil }
        guard let colour = Colour(text) else { throw .colour(name, text) }
        return colour
    }

    private static func origins(_ list: String) throws(LookTrouble) -> [String] {
        var origins: [String] = []
        for word in list.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x2C }) {
            let text = String(decoding: word, as: UTF8.self)
            guard let origin = Settings.origin(text) else { throw .origin(text) }
            origins.append(origin)
        }
        guard origins.count <= originsMax else { throw .tooManyOrigins(origins.count) }
        return origins
    }

    /// For the page's script.
    func write(to writer: inout JSONWriter) {
        writer.field("title", title)
        writer.field("greeting", greeting)
        // So that a page knows whether there is a new style sheet to fetch.
        writer.field("style", [colour?.text ?? "", background?.text ?? ""].joined(separator: " "))
        writer.name("hours")
        if let hours { hours.write(to: &writer) } else { writer.null() }
    }

    /// What replaces the colours of the style sheet.
    var css: String {
        var rules = ""
        if let colour {
            let ink = colour.isLight ? "#1d2230" : "#ffffff"
            rules += ":root { --mine: \(colour.text); --mine-ink: \(ink); --accent: \(colour.text); }\n"
            // On a dark ground a dark accent cannot be read: links and marks keep the standard one there.
            rules += "@media (prefers-color-scheme: dark) { :root { --mine: \(colour.text); --mine-ink: \(ink); --accent: #93a0ff; } }\n"
        }
        if let background { rules += "@media (prefers-color-scheme: light) { :root { --ground: \(background.text); } }\n" }
        return rules
    }
}

/// A colour as `#rrggbb`.
struct Colour: Equatable {
    private let red: Int
    private let green: Int
    private let blue: Int

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[0] == UInt8(ascii: "#"), bytes.dropFirst().allSatisfy(Self.isHexadecimal),
            let number = Int(text.dropFirst(), radix: 16)
        else { return nil }
        (red, green, blue) = (number >> 16, number >> 8 & 255, number & 255)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { "0123456789abcdefABCDEF".utf8.contains(byte) }

    var text: String {
        let digits = String(red << 16 | green << 8 | blue, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    /// Whether dark letters are read better on it.
    var isLight: Bool { 299 * red + 587 * green + 114 * blue > 128_000 }
}
