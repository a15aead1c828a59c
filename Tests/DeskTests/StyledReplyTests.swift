import DeskTesting
import DeskWire
import Testing

/// Replies that are more than words, with the real program, on a channel that carries no style.
struct StyledReplyTests {
    /// What a rep types, what goes out, and which styles are lost.
    static let table: [(typed: String, sent: String, lost: String?)] = [
        ("plain words", "plain words", nil),
        ("2*3*4 and file_name_x and a * b * c", "2*3*4 and file_name_x and a * b * c", nil),
        ("*Today* or _tomorrow_", "Today or tomorrow", "bold, italic"),
        ("See [here](https://example.org).", "See here (https://example.org).", "link"),
        ("[not a link](javascript:alert)", "[not a link](javascript:alert)", nil),
        ("Bring:\n- the jug\n- *both* lids", "Bring:\n- the jug\n- both lids", "bold, list"),
        ("> It broke\nHow?", "> It broke\nHow?", "quote"),
        ("Press `x` ~twice~ *", "Press x twice *", "strikethrough, code"),
        ("** and __", "** and __", nil),
    ]

    @Test("a preview shows to the letter what goes out, and what is lost", arguments: table)
    func preview(_ typed: String, _ sent: String, _ lost: String?) throws {
        let office = try Office()
        try office.say("maria", "Hello")
        let shown = try office.desk(["preview", "1", "--json", "--styled", "-"], input: typed)
        let body = try #require(shown.objects.first, "\(shown)")
        #expect(body["text"]?.string == sent)
        #expect((body["lost"]?.elements ?? []).compactMap(\.string).joined(separator: ", ") == lost ?? "")
        #expect(try office.desk(["open", "1", "--json"]).objects.first?["messages"]?.integer == 1, "nothing was recorded")
    }

    @Test("a styled reply that loses something is shown first, and goes out when it is said again")
    func reply() throws {
        let office = try Office()
        let seen = try office.say("maria", "Hello")
        let refused = try office.desk(["reply", "1", "--seen", "\(seen)", "--styled", "*Yes*"])
        #expect(refused.code == 1 && refused.errors.contains("nothing was sent: the channel has no bold"), "\(refused)")
        #expect(refused.output.contains("Yes") && !refused.output.contains("*Yes*"), "\(refused)")
        let sent = try office.desk(["reply", "1", "--force", "--styled", "*Yes*"])
        #expect(sent.code == 0, "\(sent)")
        let items = try office.desk(["open", "1", "--json"]).objects
        let reply = items.first { $0["text"]?.string == "Yes" }
        let style = reply?["rich"]?.elements.first?["style"]
        #expect(style?.isString("bold") == true, "\(items.map { String(decoding: $0.raw, as: UTF8.self) })")
    }
}
