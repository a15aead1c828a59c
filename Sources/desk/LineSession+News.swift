internal import DeskConsole
internal import DeskKit

// What comes in by itself.
extension LineSession {
    func hear(_ type: String, _ body: JSONValue) {
        switch type {
        case "state": takeState(body)
        case "event": takeEntry(body)
        case "typing": takeTyping(body)
        case "presence": takePresence(body)
        case "channel": takeChannel(body)
        case "notify": takeTopic(body)
        default: break
        }
    }

    private func takeState(_ body: JSONValue) {
        board.take(state: body)
        guard body["done"]?.bool == true else { return }
        story.arrived()
        beginOrEnd()
        updatePrompt()
        for query in ["is:failed", "is:unknown"] { askForTrouble(query) }
    }

    /// A closed ticket is not in the state, and needs somebody all the same where a reply of it has failed.
    private func askForTrouble(_ query: String) {
        link.request(
            "tickets",
            {
                $0.field("query", query)
                $0.field("limit", 200)
            },
            then: { [weak self] answer in
                guard let self, case .ok(let body) = answer else { return }
                for facts in (body["items"]?.elements ?? []).compactMap(TicketFacts.init) { board.take(facts) }
                updatePrompt()
            })
    }

    private func takeEntry(_ frame: JSONValue) {
        guard let sequence = frame["seq"]?.integer else { return }
        board.apply(entry: frame)
        story.heard(sequence)
        let isOwn = isOwn(frame, sequence)
        let open = seat.open?.facts.number
        var lines = EventLines(me: seat.me, board: board, open: seat.open, hasHints: seat.format.hasHints).lines(frame, isOwn: isOwn)
        if let open { showInFull(frame, open, sequence, isOwn, &lines) }
        announce(lines)
        heedTopics(frame, isOwn: isOwn)
        if !board.doubtful.isEmpty { loop.after(milliseconds: 100) { [weak self] in self?.askForDoubtful() } }
        updatePromptSoon()
        sayWhenCaughtUp()
    }

    private func isOwn(_ frame: JSONValue, _ sequence: Int64) -> Bool {
        if seat.own.contains(sequence) { return true }
        return seat.own.pending > 0 && frame["by"]?["role"]?.isString("adapter") == false && frame["by"]?["name"]?.string == seat.me
    }

    /// What is said in the ticket that is open stands there in full, and counts as seen once it could be read.
    private func showInFull(_ frame: JSONValue, _ open: Int64, _ sequence: Int64, _ isOwn: Bool, _ lines: inout [EventLines.Line]) {
        if let facts = board.tickets[open] { seat.open?.facts = facts }
        let said = ["message_received", "reply_sent", "noted"]
        let view = ConversationView(
            me: seat.me, format: seat.format, now: seat.now, contact: seat.open?.facts.identifier,
            lineOf: { [board] in board.line(of: $0) })
        for event in frame["events"]?.elements ?? [] where event["ticket"]?.integer == open {
            if let state = event["state"]?.string, let message = event["message"]?.integer { seat.open?.setState(state, of: message) }
            guard said.contains(where: { event["event"]?.isString($0) == true }), let item = Item(event) else { continue }
            let line = board.line(of: item.message)
            if let line { seat.open?.add(item, line: line) }
            if item.sort == .incoming { contactTyping.set(open, false, at: loop.now) }
            guard !isOwn else { continue }
            lines.removeAll { ["msg \(open) ", "reply \(open) ", "note \(open) ", "said \(open) "].contains(where: $0.text.hasPrefix) }
            let shown = view.lines(item, line: line, prefix: Self.category(item) + " \(open) ")
            news.add(shown)
            console.show(shown)
            seat.open?.showed(sequence, at: loop.now)
        }
    }

    private static func category(_ item: Item) -> String {
        switch item.sort {
        case .incoming: "msg"
        case .outgoing: item.rep == nil ? "said" : "reply"
        case .note: "note"
        }
    }

    func announce(_ lines: [EventLines.Line]) {
        guard isInteractive else { return }
        // An answer stands below its question, and what it brought about below the answer.
        if isAboutToAnswer, deferred.count < News.linesMax { deferred += lines } else { tell(lines) }
    }

    func tellDeferred() {
        let lines = deferred
        deferred = []
        tell(lines)
    }

    private func tell(_ lines: [EventLines.Line]) {
        for line in lines where !isTold(line) {
            // One row, whatever somebody called themselves; news of trouble may take what it needs.
            let columns = seat.format.columns()
            let rows = line.isUrgent ? TextWrap.hanging(line.text, columns: columns) : [DisplayWidth.clip(line.text, to: columns - 1)]
            let colored = rows.map { row in line.role.map { seat.format.style.apply($0, to: row) } ?? row }
            news.add(colored)
            console.announce(colored, isUrgent: line.isUrgent)
        }
    }

    private func isTold(_ line: EventLines.Line) -> Bool {
        guard let told = seat.told, let delivery = line.delivery else { return false }
        return told == delivery
    }

    /// Tickets of which the events did not say all.
    private func askForDoubtful() {
        for number in board.takeDoubtful().sorted().prefix(50) {
            link.request(
                "ticket",
                {
                    $0.field("ticket", number)
                    $0.field("limit", 1)
                },
                then: { [weak self] answer in
                    guard let self, case .ok(let body) = answer, let facts = body["ticket"].flatMap(TicketFacts.init) else { return }
                    board.take(facts)
                    if seat.open?.facts.number == number { seat.open?.facts = facts }
                    updatePrompt()
                })
        }
    }

    private func takeTyping(_ body: JSONValue) {
        guard let ticket = body["ticket"]?.integer, body["contact"] != nil else { return }
        contactTyping.set(ticket, body["on"]?.bool ?? false, at: loop.now)
        guard ticket == seat.open?.facts.number else { return }
        updatePrompt()
        // A mark that nobody renews goes away.
        loop.after(milliseconds: TypingMarks.millisecondsMax + 50) { [weak self] in self?.updatePrompt() }
    }

    private func takePresence(_ body: JSONValue) {
        let name = body["rep"]?.string ?? ""
        let before = board.presence[name]
        board.setPresence(body)
        guard name != seat.me, let open = seat.open?.facts.number, board.presence[name] == open, before != open else { return }
        announce([.init(text: "look \(open) \(SafeText.line(name)) has opened it too", role: .warn)])
    }

    private func takeChannel(_ body: JSONValue) {
        let isHere = body["connected"]?.bool ?? false
        let text = "chan \(SafeText.line(body["account"]?.utf8 ?? [])) adapter \(isHere ? "is back" : "is away: replies wait for it")"
        announce([.init(text: text, role: isHere ? nil : .warn)])
    }
}
