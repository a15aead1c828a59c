import DeskCore
import DeskWire
import Testing

@Suite("Reading a text")
struct TextReadingTests {
    private static let pieces = [
        "a", "é", "🙂", #"\n"#, #"\t"#, #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\r"#, #"\u00e9"#, #"\u20AC"#, #"\uD83D\uDE42"#,
        #"\udbff\udfff"#,
    ]

    @Test("the core reads each escape as the parser does, wherever it stands", arguments: pieces)
    func escapes(_ first: String) throws {
        for second in Self.pieces {
            let encoded = first + second + first
            let document = try JSONDocument(parsing: Array(#"{"t":"\#(encoded)"}"#.utf8))
            #expect(Text(encoded: Array(encoded.utf8)).utf8 == document.root["t"]?.utf8, "\(encoded)")
        }
    }
}
