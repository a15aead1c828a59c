internal import DeskConsole
internal import DeskKit

enum SessionVerbs {
    static let all: [Verb] = [
        Verb(
            name: "help", aliases: ["?"], usage: "[VERB|TOPIC]", summary: "list the verbs, or say what one does",
            details: ["Topics: " + Topic.all.map(\.name).joined(separator: ", ") + "."], group: .session, need: .nothing,
            shape: .words(0...1), run: help),
        Verb(name: "news", summary: "the latest events once more", group: .session, doors: .line, need: .nothing, run: news),
        Verb(name: "back", summary: "look at no ticket any more", group: .session, doors: .line, run: back),
        Verb(name: "quit", aliases: ["q", "exit"], summary: "leave", group: .session, doors: .line, need: .nothing, run: quit),
    ]

    private static func help(_ call: Call) {
        let door: Doors = call.seat.isLineDoor ? .line : .command
        guard let word = call.arguments.words.first else {
            say(Help.overview(for: door), call)
            return call.done()
        }
        let (verb, topic) = (VerbTable.find(word)?.verb, Topic.named(word))
        guard verb != nil || topic != nil else { return call.fail(usage: Help.unknown(word, for: door)) }
        // What is both is both: how it is said, and what it is about.
        say((verb.map(Help.page) ?? []) + (verb != nil && topic != nil ? [""] : []) + (topic.map(Help.page) ?? []), call)
        call.done()
    }

    private static func say(_ lines: [String], _ call: Call) {
        call.say(call.format.shape == .columns ? Help.fitting(lines, columns: call.format.columns()) : lines)
    }

    private static func news(_ call: Call) {
        let lines = call.seat.session?.news.recent ?? []
        call.say(lines.isEmpty ? ["Nothing has happened since you came."] : lines)
        call.done()
    }

    private static func back(_ call: Call) {
        call.seat.open = nil
        call.seat.link?.notice("viewing") { $0.fieldNull("ticket") }
        call.done()
    }

    private static func quit(_ call: Call) {
        call.seat.wantsToLeave = true
        call.done()
    }
}
