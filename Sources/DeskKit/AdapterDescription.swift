internal import DeskWire

/// What an adapter's manual page says besides its options.
public struct AdapterManual: Sendable {
    /// What it does, in paragraphs.
    public var paragraphs: [String]
    /// Command lines, each with what it is for.
    public var examples: [(purpose: String, line: String)]

    public init(_ paragraphs: [String] = [], examples: [(purpose: String, line: String)] = []) {
        self.paragraphs = paragraphs
        self.examples = examples
    }
}

/// An adapter as whoever makes its manual page wants to know it: one JSON object. `desk __manual adapter` reads it.
enum AdapterDescription {
    static func json(_ manifest: Manifest, _ program: String, _ options: [AdapterOption], _ manual: AdapterManual) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("name", program)
        writer.field("channel", manifest.key)
        writer.field("summary", manifest.description)
        writer.strings("paragraphs", manual.paragraphs.map { Array($0.utf8) })
        writer.name("options")
        writer.beginArray()
        for option in AdapterArguments.all(options) { write(["name": option.name, "value": option.value, "text": option.help], &writer) }
        writer.endArray()
        writer.name("examples")
        writer.beginArray()
        for example in manual.examples { write(["purpose": example.purpose, "line": example.line], &writer) }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ fields: KeyValuePairs<String, String>, _ writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in fields { writer.field(name, value) }
        writer.endObject()
    }
}
