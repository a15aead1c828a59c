internal import DeskConsole
internal import DeskKit

/// What Tab offers at the prompt: the plan that shells complete by, with what the session knows of the desk.
struct Completer {
    let board: Board
    let seat: Seat

    func complete(_ before: String) -> Completion? {
        var words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard let last = words.popLast() else { return nil }
        let plan = CompletionPlan(words.filter { !$0.isEmpty }, last: last, door: .line)
        if let own = complete(inSettings: words, last) { return own }
        if plan.wantsFiles { return files(last) }
        let all = plan.candidates.map(\.word) + plan.asks.flatMap { ask in known(ask.what).map { ask.prefix + $0 } }
        if plan.wantsFiles, let files = PathCompletion.of(last) { return files }
        let found = all.filter { $0.hasPrefix(last) && !$0.isEmpty }
        guard !found.isEmpty else { return nil }
        let isWhole = found.count == 1 && !found[0].hasSuffix(":")
        return Completion(replacing: last.count, candidates: isWhole ? [found[0] + " "] : found)
    }

    /// What a rep has made for themselves, and what they can have otherwise.
    private func complete(inSettings words: [String], _ last: String) -> Completion? {
        guard let settings = seat.session?.settings else { return nil }
        let words = words.filter { !$0.isEmpty }
        let found: [String]
        switch words.first {
        case nil: return aliases(settings, last)
        case "set" where words.count == 1, "setting" where words.count == 1: found = Settings.kinds.map(\.name)
        case "set" where words.count == 2, "setting" where words.count == 2:
            let values = Settings.kind(named: words[1])?.values ?? ""
            found = values.contains("|") ? values.split(separator: "|").map(String.init) + ["default"] : ["default"]
        case "unalias", "alias": found = words.count == 1 ? settings.aliases.map(\.name) : []
        default: return nil
        }
        return offer(found.filter { $0.hasPrefix(last) }, last)
    }

    private func aliases(_ settings: Settings, _ last: String) -> Completion? {
        let own = settings.aliases.map(\.name).filter { $0.hasPrefix(last) }
        guard !own.isEmpty, !last.isEmpty else { return nil }
        return offer((own + VerbTable.names(for: .line).filter { $0.hasPrefix(last) }).sorted(), last)
    }

    private func offer(_ found: [String], _ last: String) -> Completion? {
        found.isEmpty ? nil : Completion(replacing: last.count, candidates: found.count == 1 ? [found[0] + " "] : found)
    }

    private static let filesMax = 200

    /// Names of files that begin so.
    private func files(_ last: String) -> Completion? {
        let home = Environment.value("HOME") ?? ""
        let shown = last.lastIndex(of: "/").map { String(last[...$0]) } ?? ""
        let place = shown.isEmpty ? "." : shown.hasPrefix("~/") ? home + shown.dropFirst() : shown
        let begin = last.dropFirst(shown.count)
        let names = ((try? Directory.names(in: place)) ?? []).filter { $0.hasPrefix(begin) && ($0.first != "." || !begin.isEmpty) }
        let found = names.sorted().prefix(Self.filesMax).map { name in
            shown + name + (PathFacts(at: place + "/" + name)?.kind == .directory ? "/" : "")
        }
        // Blanks would make two words of it.
        let whole = found.filter { !$0.utf8.contains(0x20) }
        guard !whole.isEmpty else { return nil }
        let isDone = whole.count == 1 && !whole[0].hasSuffix("/")
        return Completion(replacing: last.count, candidates: isDone ? [whole[0] + " "] : Array(whole))
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
