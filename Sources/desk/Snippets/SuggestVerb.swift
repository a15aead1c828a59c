internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// What could be an answer: snippets and articles that share words with what the contact said.
enum SuggestVerb {
    private static let messagesMax = 5
    private static let best = 3

    private enum Origin {
        case snippet(String)
        case article(Library.Entry, Library.Words)

        var name: String {
            switch self {
            case .snippet(let name): "snippet/\(name)"
            case .article(let entry, _): entry.words
            }
        }
    }

    static func run(_ call: Call) {
        guard let ticket = call.arguments.words.isEmpty ? call.ticket(nil) : call.ticket(word: 0) else { return }
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 50)
            },
            then: { body in
                let items = (body["items"]?.elements ?? []).compactMap(Item.init).filter { $0.sort == .incoming }
                SnippetVerbs.all(call) { weigh($0, items.suffix(messagesMax).map(\.text), ticket, call) }
            })
    }

    private static func weigh(_ snippets: [JSONValue], _ said: [[UInt8]], _ ticket: Int64, _ call: Call) {
        let library = Library(call.seat.session?.settings)
        var origins: [Origin] = []
        var sources: [Suggestions.Source] = []
        for snippet in snippets {
            let name = SafeText.line(snippet["snippet"]?.utf8 ?? [])
            origins.append(.snippet(name))
            sources.append(.init(name: "snippet/\(name)", text: (snippet["label"]?.utf8 ?? []) + [0x20] + (snippet["text"]?.utf8 ?? [])))
        }
        for entry in library.entries where entry.kind == .article {
            guard let words = try? library.words(of: entry) else { continue }
            origins.append(.article(entry, words))
            sources.append(.init(name: entry.words, text: words.whole))
        }
        let matches = Suggestions.best(best, of: sources, for: said)
        guard let wish = call.arguments.value("--use") else { return tell(matches, origins, call) }
        guard let place = Arguments.number(wish[...]), (1...Int64(max(1, matches.count))).contains(place), !matches.isEmpty else {
            return call.fail(usage: "suggest: --use is the number of one of \(matches.count)")
        }
        use(origins[matches[Int(place) - 1].index], ticket, call)
    }

    private static func tell(_ matches: [Suggestions.Match], _ origins: [Origin], _ call: Call) {
        var table = Table(columns: [
            .init(name: "number", width: 2, side: .right), .init(name: "name", width: 32), .init(name: "words", width: 0),
        ])
        for (place, match) in matches.enumerated() {
            let words = match.words.prefix(6).map { SafeText.line(Array($0.utf8)) }
            if call.format.shape == .json {
                call.say(json: json(place + 1, SafeText.line(origins[match.index].name), match.words))
            } else {
                table.rows.append(.init(cells: ["\(place + 1)", SafeText.line(origins[match.index].name), words.joined(separator: ", ")]))
            }
        }
        if call.format.shape != .json { call.say(table.lines(call.format)) }
        if matches.isEmpty { call.remark("Nothing fits: no snippet and no article has a word of theirs.") }
        if call.format.hasHints, !matches.isEmpty { call.remark(call.saying("suggest --use 1") + " puts the first into the reply.") }
        call.done()
    }

    private static func json(_ place: Int, _ name: String, _ words: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("number", place)
        writer.field("name", name)
        writer.strings("words", words.map { Array($0.utf8) })
        writer.endObject()
        return writer.bytes
    }

    private static func use(_ origin: Origin, _ ticket: Int64, _ call: Call) {
        guard let link = call.link else { return }
        switch origin {
        case .article(_, let words): SnippetVerbs.put(words.text, [], call)
        case .snippet(let name):
            Insertion.find(name, for: ticket, call.seat.session?.settings, link) { found in
                switch found {
                case .success(.text(let text, let missing)): SnippetVerbs.put(text, missing, call)
                case .success(.file): call.done()
                case .failure(let error): call.fail(error.description)
                }
            }
        }
    }
}
