internal import DeskConsole

/// What Tab offers at the prompt: the plan that shells complete by, with what the session knows of the desk.
struct Completer {
    let board: Board
    let seat: Seat

    func complete(_ before: String) -> Completion? {
        var words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let last = words.popLast() else { return nil }
        let plan = CompletionPlan(words.filter { !$0.isEmpty }, last: last, door: .line)
        let all = plan.candidates.map(\.word) + plan.asks.flatMap { ask in known(ask.what).map { ask.prefix + $0 } }
        if plan.wantsFiles, let files = PathCompletion.of(last) { return files }
        let found = all.filter { $0.hasPrefix(last) && !$0.isEmpty }
        guard !found.isEmpty else { return nil }
        let isWhole = found.count == 1 && !found[0].hasSuffix(":")
        return Completion(replacing: last.count, candidates: isWhole ? [found[0] + " "] : found)
    }

    private func known(_ what: DeskWord) -> [String] {
        switch what {
        case .ticket: board.tickets.values.filter(\.isOpen).map(\.number).sorted().map { "\($0)" }
        case .rep: board.presence.keys.sorted()
        case .channel: Set(board.tickets.values.map(\.shownChannel)).sorted()
        // Whom the broker keeps running is an admin's business, and no ticket's.
        case .adapter, .pipeline, .property: []
        case .account: Set(board.tickets.values.map(\.shownAccount)).sorted()
        }
    }
}
