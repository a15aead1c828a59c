/// What can be done about a reply that is not out, in words that can be typed or pasted where they are shown.
struct ReplyHint {
    let message: Int64
    /// Its line, where that is known.
    let line: Int?
    /// The ticket that must be named with the line; nil where it is the open one.
    let ticket: Int64?
    /// For a shell, where the program is named first.
    let isCommand: Bool

    func text(_ verbs: [String]) -> String {
        verbs.map { (isCommand ? "desk " : "") + "\($0) \(target)" }.joined(separator: " | ")
    }

    private var target: String {
        guard let line else { return "\(message)" }
        return ticket.map { "\($0) m\(line)" } ?? "m\(line)"
    }
}
