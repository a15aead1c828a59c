internal import DeskConsole

/// What stands before the line: where one is, and how much waits.
struct Prompt {
    let me: String
    let open: TicketFacts?
    let waiting: Int
    let awayMilliseconds: Int?
    let isTyping: Bool
    /// The channel that `via` has chosen for the open ticket.
    var via: String?
    /// How long one's latest reply can still be taken back.
    var undoSeconds: Int64?
    /// What the rep would rather have; empty for ours.
    var format = ""

    private static let contactColumnsMax = 20

    var text: String {
        if !format.isEmpty { return (awayMilliseconds.map { "[off \($0 / 1_000)s] " } ?? "") + formatted }
        var parts: [String] = []
        if let awayMilliseconds { parts.append("[off \(awayMilliseconds / 1_000)s]") }
        if let open {
            let contact = DisplayWidth.clip(open.shownContact, to: Self.contactColumnsMax)
            parts += ["\(open.number)", "\(contact)@\(via ?? open.replyChannel)", open.shownStatus]
            if isTyping { parts.append("typing…") }
        } else {
            parts.append(me)
        }
        if waiting > 0 { parts.append("[\(waiting)]") }
        if let undoSeconds { parts.append("(\(undoSeconds)s undo)") }
        return parts.joined(separator: " ") + "> "
    }

    /// `%t %w@%c %s [%u]> ` with what holds now in it.
    private var formatted: String {
        var text = ""
        var isField = false
        for scalar in format.unicodeScalars {
            switch (isField, scalar) {
            case (false, "%"): isField = true
            case (false, _): text.unicodeScalars.append(scalar)
            case (true, _):
                text += field(scalar)
                isField = false
            }
        }
        return SafeText.line(text)
    }

    private func field(_ name: Unicode.Scalar) -> String {
        switch name {
        case "t": open.map { "\($0.number)" } ?? ""
        case "w": open.map { DisplayWidth.clip($0.shownContact, to: Self.contactColumnsMax) } ?? ""
        case "c": open.map { via ?? $0.replyChannel } ?? ""
        case "s": open?.shownStatus ?? ""
        case "u": "\(waiting)"
        case "n": me
        case "%": "%"
        default: "%" + String(name)
        }
    }
}
