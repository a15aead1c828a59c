import DeskCore
import Testing

struct SnippetTextTests {
    private func pieces(_ text: String) -> [String] {
        SnippetText(Array(text.utf8)).pieces.map { piece in
            switch piece {
            case .words(let words): "'" + String(decoding: words, as: UTF8.self) + "'"
            case .field(let field): field.name
            case .unknown(let name): "?" + String(decoding: name, as: UTF8.self)
            }
        }
    }

    @Test(
        "fields are what stands between two braces, and nothing else is",
        arguments: [
            ("Hi {{contact.first}}!", ["'Hi '", "contact.first", "'!'"]),
            ("{{ rep.name }}{{ticket.number}}", ["rep.name", "ticket.number"]),
            ("{{{contact.name}}}", ["'{'", "contact.name", "'}'"]), ("{{contact.plan}}", ["contact.plan"]),
            ("{contact.name}", ["'{contact.name}'"]), ("{{contact name}}", ["'{{contact name}}'"]),
            ("{{contact.name}", ["'{{contact.name}'"]),
            ("{{", ["'{{'"]), ("{{}}", ["'{{}}'"]), ("{{nobody.name}}", ["?nobody.name"]), ("{{contact}}", ["?contact"]), ("", []),
            ("{{?contact.name}}", ["'{{?contact.name}}'"]),
        ])
    func parsed(_ text: String, _ wanted: [String]) { #expect(pieces(text) == wanted) }

    @Test(
        "a mark of a missing value is found wherever it stands, and nothing that only looks like one",
        arguments: [
            ("Hi {{?contact.first}} and {{?contact.plan}}, {{?contact.first}}", ["contact.first", "contact.plan"]),
            ("{{{?contact.name}}", ["contact.name"]), ("{{contact.name}}", []), ("{{?what}}", []), ("{{?contact.name}", []), ("", []),
        ])
    func marks(_ text: String, _ wanted: [String]) { #expect(FilledSnippet.missing(in: Array(text.utf8)) == wanted) }

    private func best(_ said: [String], _ sources: [(String, String)]) -> [String] {
        Suggestions.best(3, of: sources.map { .init(name: $0.0, text: Array($0.1.utf8)) }, for: said.map { Array($0.utf8) })
            .map { "\(sources[$0.index].0): \($0.words.joined(separator: " "))" }
    }

    @Test("what shares the rarest words with the latest message comes first; capitals and accents are no difference")
    func ranked() {
        let sources = [
            ("refund", "We refund the order within a week."), ("late", "The parcel is late."), ("order", "Your order is on its way."),
            ("other", "Nothing of the kind."),
        ]
        #expect(best(["When will you REFÚND my order?"], sources) == ["refund: refund order", "order: order"])
        // The latest counts more than what came before it.
        #expect(best(["late order", "parcel order"], [("a", "late"), ("b", "parcel"), ("c", "nothing")]) == ["b: parcel", "a: late"])
        #expect(best(["It is on us"], sources) == [], "two letters are no word")
        #expect(best([], sources) == [] && best(["refund"], []) == [])
        // The same score: by name.
        #expect(best(["same"], [("b", "same"), ("a", "same")]) == ["a: same", "b: same"])
    }
}
