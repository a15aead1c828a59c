internal import DeskConsole

/// What Tab offers.
struct Completer {
    let board: Board
    let seat: Seat

    private static let statuses = ["new", "waiting-contact", "waiting-us", "closed"]

    func complete(_ before: String) -> Completion? {
        var words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let last = words.popLast() else { return nil }
        let first = words.first { !$0.isEmpty }
        let found = candidates(first, last).filter { $0.hasPrefix(last) && !$0.isEmpty }
        guard !found.isEmpty else { return nil }
        return Completion(replacing: last.count, candidates: found.count == 1 ? [found[0] + " "] : found)
    }

    private func candidates(_ verb: String?, _ last: String) -> [String] {
        guard let verb else { return VerbTable.names(for: .line) }
        let tickets = board.tickets.values.filter(\.isOpen).map(\.number).sorted().map { "\($0)" }
        switch VerbTable.find(verb)?.verb.name {
        case "open", "take": return tickets
        case "reply": return last.hasPrefix("+") ? Self.statuses.map { "+" + $0 } : []
        case "status": return Self.statuses
        case "assign": return board.presence.keys.sorted() + ["none"]
        case "help": return VerbTable.names(for: .line)
        case "channel": return ["list", "create", "on", "off"]
        case "inbox":
            return [
                "is:open", "is:closed", "is:failed", "is:unknown", "is:unsent", "is:unassigned", "owner:me", "owner:none", "status:",
                "channel:", "account:",
            ]
        default: return []
        }
    }
}
