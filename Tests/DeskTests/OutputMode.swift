import DeskCore
import DeskSystem
import DeskTesting
import DeskWire

/// A way to look at what `desk` says: at a terminal or into a pipe, with these flags and this environment.
struct OutputMode: Sendable, CustomStringConvertible {
    let name: String
    var isTerminal = true
    var flags: [String] = []
    var environment: [String] = ["TERM=xterm"]

    var description: String { name }

    static let all = [
        OutputMode(name: "terminal"),
        OutputMode(name: "pipe", isTerminal: false),
        OutputMode(name: "json", isTerminal: false, flags: ["--json"]),
        OutputMode(name: "plain", flags: ["--plain"]),
        OutputMode(name: "accessible", environment: ["TERM=xterm", "ACCESSIBLE=1"]),
    ]

    /// Those that say what ``all``'s terminal says, in one colour.
    static let uncolored = [
        OutputMode(name: "dumb", environment: ["TERM=dumb"]),
        OutputMode(name: "no-color", environment: ["TERM=xterm", "NO_COLOR=1"]),
        OutputMode(name: "--no-color", flags: ["--no-color"]),
    ]

    /// The whole story, as it is read in this mode.
    func play(_ story: OutputStory) throws -> String {
        let office = try Office()
        let directory = office.broker.directory
        let programs = Path.parent(of: try Programs.path("desk"))
        var whole = ""
        for step in story.steps {
            switch step {
            case .visitor(let name, let words):
                let now = Timestamp(milliseconds: WallClock.nowMilliseconds())
                try office.say(name: name, thread: name, text: words, at: now.text)
                // Those who write within one millisecond wait equally long, and stand in another order.
                let said = WallClock.nowMilliseconds()
                while WallClock.nowMilliseconds() < said + 3 {}
            case .command(let words, let input, let ofTheMoment):
                let real = flags + words.map { $0.replacing("DIR", with: directory) }
                let heard = try run(real, input: input?.replacing("DIR", with: directory), in: office)
                let text = heard.text.replacing(directory, with: "DIR").replacing(programs, with: "PROGRAMS")
                whole += "$ \((["desk"] + words).joined(separator: " "))\n"
                whole += settled(ofTheMoment ? Self.withoutNumbers(text) : text) + "=> \(heard.code ?? -1)\n"
            }
        }
        return whole
    }

    private func run(_ words: [String], input: String?, in office: Office) throws -> (text: String, code: Int32?) {
        guard isTerminal else {
            let result = try office.desk(words, input: input ?? "", environment: ["TZ=UTC"])
            return (Self.visible(result.output) + Self.marked(result.errors), result.code)
        }
        let terminal = try DeskTerminal(office, words, environment: environment + ["TZ=UTC"], input: input)
        let end = try terminal.end(milliseconds: 20_000)
        return (Self.visible(terminal.text.replacing("\r\n", with: "\n")), Office.code(end))
    }

    /// ESC as `^[`, so that the golden files are text.
    private static func visible(_ text: String) -> String {
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F ? [0x5E, byte ^ 0x40] : [byte]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func marked(_ errors: String) -> String {
        visible(errors).split(separator: "\n").map { "2> \($0)\n" }.joined()
    }

    private static func withoutNumbers(_ text: String) -> String {
        let bare = text.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#, with: "TIME")
        return bare.replacing(#/\b[0-9a-f]{8,32}\b/#, with: "#").replacing(#/\+?[0-9]+(\.[0-9]+)?( ms|s)?\b/#, with: "#")
            .replacing(#/ {2,}/#, with: "  ")
    }

    /// Without what is otherwise at another time.
    private func settled(_ text: String) -> String {
        // For a screen reader nothing is in columns, so that a line's end is where its words happen to be.
        let whole = environment.contains("ACCESSIBLE=1") ? text.replacing("\n   ", with: " ") : text
        return whole.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#, with: "TIME")
            .replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/#, with: "TIME")
            .replacing(#/, ((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?[0-9]{2}:[0-9]{2}\b/#, with: ", WHEN")
            .replacing(#/\t1[0-9]{9}\t/#, with: "\tTIME\t")
            .replacing(#/ +[0-9]{1,3}[sm]\b/#, with: " #s")
            .replacing(#/seconds ago: [0-9]+/#, with: "seconds ago: #")
            .replacing(#/\t[0-9]{1,3}\t(new|waiting-contact|waiting-us|closed)\t/#) { "\t#\t\($0.output.1)\t" }
    }
}
