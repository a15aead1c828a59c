import DeskConsole
import Testing

struct ConsoleModeTests {
    struct Row: Sendable {
        var environment: [String: String] = ["TERM": "xterm"]
        var input = true
        var output = true
        var wishes = ConsoleMode.Wishes()
        let mode: ConsoleMode
    }

    static let table = [
        Row(mode: .full),
        Row(environment: ["TERM": "dumb"], mode: .plain),
        Row(environment: ["TERM": ""], mode: .plain),
        Row(environment: [:], mode: .plain),
        Row(wishes: .init(isPlain: true), mode: .plain),
        Row(wishes: .init(isAccessible: true), mode: .accessible),
        Row(environment: ["TERM": "xterm", "ACCESSIBLE": "1"], mode: .accessible),
        Row(environment: ["TERM": "dumb", "ACCESSIBLE": "yes"], mode: .accessible),
        Row(environment: ["TERM": "xterm", "ACCESSIBLE": "0"], mode: .full),
        Row(environment: ["TERM": "xterm", "ACCESSIBLE": "false"], mode: .full),
        Row(environment: ["TERM": "xterm", "ACCESSIBLE": ""], mode: .full),
        Row(input: false, mode: .script),
        Row(output: false, mode: .script),
        Row(input: false, output: false, wishes: .init(isAccessible: true), mode: .script),
    ]

    @Test("the mode follows from the terminal, the surroundings and the wishes", arguments: table)
    func mode(_ row: Row) {
        let mode = ConsoleMode.choose(
            environment: { row.environment[$0] }, inputIsTerminal: row.input, outputIsTerminal: row.output, wishes: row.wishes)
        #expect(mode == row.mode)
    }

    static let colors: [([String: String], Bool, ConsoleMode, Bool?, Bool)] = [
        ([:], true, .full, nil, true), ([:], false, .full, nil, false), ([:], true, .plain, nil, false),
        ([:], true, .accessible, nil, false),
        (["NO_COLOR": "1"], true, .full, nil, false), (["NO_COLOR": ""], true, .full, nil, true),
        (["DESK_NO_COLOR": "x"], true, .full, nil, false),
        (["CLICOLOR_FORCE": "1"], false, .script, nil, true), (["CLICOLOR_FORCE": "0"], false, .script, nil, false),
        (["NO_COLOR": "1"], false, .script, true, true), ([:], true, .full, false, false),
    ]

    @Test("colour is where somebody can see it and nobody objects", arguments: colors.indices)
    func color(_ row: Int) {
        let (environment, isTerminal, mode, isWished, isColored) = Self.colors[row]
        let style = Style.choose(environment: { environment[$0] }, isTerminal: isTerminal, mode: mode, isWished: isWished)
        #expect(style.isColored == isColored)
    }

    @Test("a colour ends where it began, and what is coloured can be had without")
    func application() {
        for role in Role.allCases {
            let text = Style.colored.apply(role, to: "Ana 日本")
            #expect(text.hasSuffix("\u{1B}[0m") && Style.uncolored(text) == "Ana 日本")
            #expect(Style.plain.apply(role, to: "Ana") == "Ana")
        }
        for text in [
            "\u{1B}[2J", "\u{1B}", "\u{1B}[31;1m", "a\n", "\u{9B}1m", "\u{7F}", "\u{1B}]0;m",
            "\u{1B}[3",
        ] { #expect(Style.uncolored(text) == nil) }
    }
}
