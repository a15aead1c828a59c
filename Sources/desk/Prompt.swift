internal import DeskConsole

/// What stands before the line: where one is, and how much waits.
struct Prompt {
    let me: String
    let open: TicketFacts?
    let waiting: Int
    let awayMilliseconds: Int?
    let isTyping: Bool

    private static let contactColumnsMax = 20

    var text: String {
        var parts: [String] = []
        if let awayMilliseconds { parts.append("[off \(awayMilliseconds / 1_000)s]") }
        if let open {
            let contact = DisplayWidth.clip(open.shownContact, to: Self.contactColumnsMax)
            parts += ["\(open.number)", "\(contact)@\(open.shownChannel)", open.shownStatus]
            if isTyping { parts.append("typing…") }
        } else {
            parts.append(me)
        }
        if waiting > 0 { parts.append("[\(waiting)]") }
        return parts.joined(separator: " ") + "> "
    }
}
