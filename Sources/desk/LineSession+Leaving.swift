internal import DeskConsole
internal import DeskKit

// What is left when one goes.
extension LineSession {
    /// Ctrl-D, or nobody there any more: what is being written ends first.
    func endTyping() {
        if !console.isAtEnd {
            if giveUpWriting() { return }
            if chat != nil { return endChat() }
        }
        leave()
    }

    func leave() {
        guard !isEnding else { return }
        keepEverything()
        if isInteractive { sayWhatIsLeft() }
        end(0)
    }

    private func sayWhatIsLeft() {
        let mine = board.tickets.values.filter { $0.owner == seat.me }.sorted { $0.number < $1.number }
        say(mine, \.unsent, ["is not out yet", "are not out yet"], "the desk sends what it can.")
        say(mine, \.unsettled, ["has failed or may not have been sent", "have failed or may not have been sent"], "they wait for you.")
        sayDrafts()
        guard !link.isAttached, !outstanding.isEmpty else { return }
        tell([
            "The desk was away and has not answered your last \(outstanding.count == 1 ? "line" : "lines"): look whether it was done."
        ])
    }

    /// Replies are counted, and their tickets named.
    private func say(_ tickets: [TicketFacts], _ part: KeyPath<TicketFacts, Int>, _ words: [String], _ then: String) {
        let found = tickets.filter { $0[keyPath: part] > 0 }
        let count = found.reduce(0) { $0 + $1[keyPath: part] }
        guard count > 0 else { return }
        let replies = count == 1 ? "1 reply of yours \(words[0])" : "\(count) replies of yours \(words[1])"
        tell(["\(replies) (\(Self.list(found.map(\.number)))); \(then)"])
    }

    private func sayDrafts() {
        let drafted = draftedTickets
        guard !drafted.isEmpty else { return }
        tell(["\(drafted.count == 1 ? "1 draft is" : "\(drafted.count) drafts are") kept (\(Self.list(drafted)))."])
    }

    private static func list(_ numbers: [Int64]) -> String {
        let names = numbers.prefix(8).map { "\($0)" }.joined(separator: ", ") + (numbers.count > 8 ? ", …" : "")
        return "ticket\(numbers.count == 1 ? "" : "s") \(names)"
    }
}
