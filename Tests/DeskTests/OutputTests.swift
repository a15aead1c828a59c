import DeskSystem
import DeskTesting
import Testing

/// What each verb says in each mode, committed as it was.
///
/// `DESK_GOLDEN=write swift test --filter OutputTests` writes it anew; what has changed is then read in the difference.
@Suite(.serialized)
struct OutputTests {
    @Test("each verb says in each mode what it is known to say", arguments: OutputMode.all)
    func golden(_ mode: OutputMode) throws {
        let heard = try mode.play(OutputStory())
        let name = mode.name + ".txt"
        if Environment.value("DESK_GOLDEN") == "write" {
            try? Path.remove(OutputStory.folder + "/" + name)
            let file = try File(OutputStory.folder + "/" + name, .create)
            let bytes = Array(heard.utf8)
            return try file.write(bytes.span, at: 0)
        }
        Self.expect(heard, toBe: try OutputStory.text(name), mode)
    }

    @Test("without colours each verb says what it says with them", arguments: OutputMode.uncolored)
    func uncolored(_ mode: OutputMode) throws {
        let known = try OutputStory.text("terminal.txt").replacing(#/\^\[\[[0-9;]*m/#, with: "")
        #expect(!known.contains("^["))
        Self.expect(try mode.play(OutputStory()), toBe: known, mode)
    }

    private static func expect(_ heard: String, toBe known: String, _ mode: OutputMode) {
        let (new, old) = (heard.split(separator: "\n"), known.split(separator: "\n"))
        guard let place = zip(new, old).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            #expect(new.count == old.count, "\(mode): it ends otherwise: \(new.suffix(2)) \(old.suffix(2))")
            return
        }
        let command = new[...place].last { $0.hasPrefix("$ ") } ?? ""
        Issue.record("\(mode): \(command)\n  was \(old[place])\n  is  \(new[place])\n(DESK_GOLDEN=write writes it anew)")
    }

    @Test("each verb of the help is in the story, or it is said where else it is tried")
    func complete() throws {
        let office = try Office()
        let story = try OutputStory()
        let played = Set(story.steps.flatMap(Self.verbs))
        let known = try Self.known(office.desk(["help"]).lines) + Self.known(office.desk([], input: "help\n").lines)
        #expect(Set(known).count > 80)
        for verb in Set(known).sorted() {
            #expect(played.contains(verb) != story.excused.contains(verb), "\(verb)")
        }
    }

    private static func verbs(_ step: OutputStory.Step) -> [String] {
        guard case .command(let words, let input, _) = step else { return [] }
        return words.prefix(1) + (input ?? "").split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    }

    /// `  inbox, i      list tickets …` under a group's heading.
    private static func known(_ lines: [String]) -> [String] {
        let (begin, end) = (lines.firstIndex(of: "Tickets:") ?? 0, lines.firstIndex(of: "Flags:") ?? lines.count)
        return lines[begin..<end].filter { $0.hasPrefix("  ") }.map { line in
            String(line.split(separator: " ")[0].filter { $0 != "," })
        }
    }
}
