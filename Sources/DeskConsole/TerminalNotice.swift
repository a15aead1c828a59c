/// What somebody who looks elsewhere is told: a few words, made harmless here.
public struct TerminalNotice: Equatable, Sendable {
    static let columnsMax = 120
    public let title: String
    public let body: String

    public init(title: String, body: String) {
        self.title = Self.clean(title)
        self.body = Self.clean(body)
    }

    /// A semicolon ends a field there, and a text that begins with a number is a command to some terminals.
    private static func clean(_ text: String) -> String {
        let plain = DisplayWidth.clip(SafeText.line(text), to: columnsMax).utf8.map { $0 == 0x3B ? 0x2C : $0 }
        return String(decoding: plain.drop { (0x30...0x39).contains($0) || $0 == 0x20 || $0 == 0x2C }, as: UTF8.self)
    }
}

/// How a terminal can be made to call somebody.
public enum NoticeWay: String, CaseIterable, Sendable {
    case bell, osc9, osc777, osc99, none

    /// By what the terminal says it is; the bell is known to all of them. A multiplexer passes nothing else on.
    public static func choose(environment: (String) -> String?) -> NoticeWay {
        if environment("TMUX").map({ !$0.isEmpty }) == true || environment("STY") != nil { return .bell }
        let terminal = environment("TERM") ?? ""
        switch environment("TERM_PROGRAM") ?? "" {
        case "iTerm.app": return .osc9
        case "WezTerm", "ghostty": return .osc777
        default: break
        }
        if terminal.hasPrefix("xterm-kitty") { return .osc99 }
        return ["foot", "rxvt-unicode", "xterm-ghostty", "wezterm"].contains { terminal.hasPrefix($0) } ? .osc777 : .bell
    }

    func bytes(_ notice: TerminalNotice) -> String {
        switch self {
        case .none: ""
        case .bell: "\u{07}"
        case .osc9: "\u{1B}]9;desk: \(notice.title) \(notice.body)\u{1B}\\"
        case .osc777: "\u{1B}]777;notify;\(notice.title);\(notice.body)\u{1B}\\"
        case .osc99: "\u{1B}]99;i=desk:d=0;\(notice.title)\u{1B}\\\u{1B}]99;i=desk:d=1:p=body;\(notice.body)\u{1B}\\"
        }
    }
}
