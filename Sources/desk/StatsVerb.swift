internal import DeskConsole
internal import DeskKit

/// Counts of the whole desk.
enum StatsVerb {
    /// The wire's name, and what people call it.
    private static let fields = [
        ("head", "last entry"), ("messages", "messages"), ("tickets", "tickets"), ("open", "open tickets"), ("contacts", "contacts"),
        ("sessions", "sessions"), ("unsent", "replies not out yet"), ("failed", "replies that failed"), ("unknown", "replies in doubt"),
        ("journalBytes", "journal"), ("uptimeMs", "up"),
    ]

    static func run(_ call: Call) {
        call.ask(
            "stats",
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(lines(body, call.format)) }
                call.done()
            })
    }

    private static func lines(_ body: JSONValue, _ format: Format) -> [String] {
        var table = Table(columns: [.init(name: "what", width: 20), .init(name: "count", width: 32, side: .right)])
        for (name, words) in fields {
            guard let number = body[name]?.integer else { continue }
            table.rows.append(.init(cells: [words, value(number, of: name)], plainCells: [name, "\(number)"]))
        }
        if body["readOnly"]?.bool == true {
            table.rows.append(.init(cells: ["read-only", "yes"], plainCells: ["readOnly", "yes"], role: .error))
        }
        return table.lines(format)
    }

    private static func value(_ number: Int64, of name: String) -> String {
        switch name {
        // Its files are made before they are needed.
        case "journalBytes": ByteWords.short(number) + " (with room ahead)"
        case "uptimeMs": TimeWords.age(number)
        default: "\(number)"
        }
    }
}
