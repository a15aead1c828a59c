/// How the console talks, decided once at the start.
public enum ConsoleMode: Equatable, Sendable {
    /// Our own line editor; incoming lines appear above what is being typed.
    case full
    /// The kernel edits the line, nothing is sent but text; news waits for the next prompt.
    case plain
    /// The same for people who listen to the screen: with history, words instead of signs, times last.
    case accessible
    /// Lines in, answers out, no prompt.
    case script

    /// What the command line says about it.
    public struct Wishes: Equatable, Sendable {
        public var isPlain: Bool
        public var isAccessible: Bool
        public init(isPlain: Bool = false, isAccessible: Bool = false) {
            self.isPlain = isPlain
            self.isAccessible = isAccessible
        }
    }

    public static func choose(
        environment: (String) -> String?, inputIsTerminal: Bool, outputIsTerminal: Bool, wishes: Wishes = Wishes()
    ) -> ConsoleMode {
        guard inputIsTerminal, outputIsTerminal else { return .script }
        if wishes.isAccessible || isOn(environment("ACCESSIBLE")) { return .accessible }
        let terminal = environment("TERM") ?? ""
        return wishes.isPlain || terminal.isEmpty || terminal == "dumb" ? .plain : .full
    }

    /// Set and not empty is on; `0` and `false` are off.
    private static func isOn(_ value: String?) -> Bool {
        switch value {
        case nil, "", "0", "false": false
        default: true
        }
    }

    /// Whether anybody is there to be prompted.
    public var isInteractive: Bool { self != .script }
}
