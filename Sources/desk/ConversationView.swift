internal import DeskConsole

/// How a ticket's timeline is shown.
struct ConversationView {
    let me: String
    let format: Format
    let now: Int64
    /// Whether a shell is where one goes on.
    var isCommand = false
    /// The identifier of the ticket's contact: other people without a name are told from that one by the whole of theirs.
    var contact: [UInt8]?
    /// Which line of the ticket a message is; nil where that is not known.
    var lineOf: (Int64) -> Int? = { _ in nil }

    func header(_ facts: TicketFacts, who: [String] = []) -> [String] {
        let owner = facts.owner == nil ? "nobody's" : facts.owner == me ? "yours" : facts.shownOwner + "'s"
        let place = "\(facts.shownChannel) (\(facts.shownAccount))"
        let line = "-- \(facts.number) \(facts.shownSubject) -- \(place), \(facts.shownStatus), \(owner)"
        let promised = facts.clocks.compactMap { ClockWords.sentence($0, now: now) }.joined(separator: "; ")
        let window = facts.windowCloses.map { [WindowWords.left($0, now: now)] } ?? []
        let particulars = (facts.particulars + window).joined(separator: ", ")
        return TextWrap.hanging(line, columns: format.columns())
            + (particulars.isEmpty ? [] : TextWrap.hanging("-- " + particulars, columns: format.columns()))
            + (promised.isEmpty ? [] : TextWrap.hanging("-- " + promised, columns: format.columns()))
    }

    /// For programs: which ticket it is and how far it is shown, then what people see in the header.
    func record(_ facts: TicketFacts) -> String {
        let cells = [
            facts.shownStatus, facts.shownOwner, facts.shownChannel, facts.shownAccount, facts.wholeContact, facts.shownSubject,
        ]
        return (["ticket", "\(facts.number)", "\(facts.head)"] + cells.map { $0.isEmpty ? "-" : $0 }).joined(separator: "\t")
    }

    /// One line of the timeline.
    func lines(_ item: Item, line: Int?, prefix: String = "") -> [String] {
        switch format.shape {
        case .columns, .spoken: people(item, line, prefix)
        case .tabs: [tabs(item, line)]
        case .json: [String(decoding: format.line(json: item.raw), as: UTF8.self)]
        }
    }

    private func people(_ item: Item, _ line: Int?, _ prefix: String) -> [String] {
        let reference = MessageReference.text(line: line, message: item.message)
        let doing = item.content.doing(lineOf).map { " " + $0 } ?? ""
        var head = "\(prefix)\(reference) \(author(item))\(doing), \(TimeWords.clock(item.at, now: now))"
        if let delivery = item.delivery { head += ", " + DeliveryWords.long(delivery, hint: hint(item, line)) }
        let role: Role = item.delivery.map { DeliveryWords.isTrouble($0.state) } == true ? .error : Self.role(item.sort)
        var lines = TextWrap.hanging(head, columns: format.columns()).map { format.style.apply(role, to: $0) }
        if let row = item.content.answering ?? answering(item, line) {
            lines += TextWrap.hanging(TextWrap.margin + row, columns: format.columns())
        }
        if !item.text.isEmpty { lines += linked(TextWrap.body(item.text, columns: format.columns())) }
        for row in item.content.rows + item.content.later() { lines += TextWrap.hanging(TextWrap.margin + row, columns: format.columns()) }
        if item.sort == .incoming, SafeText.reveals(item.text) {
            lines.append(TextWrap.margin + "[what is in <…> was hidden in the text or would have changed how it looks]")
        }
        return lines
    }

    /// What the contact answers, where that is not what was said last.
    private func answering(_ item: Item, _ line: Int?) -> String? {
        guard item.sort == .incoming, let target = item.replyTo else { return nil }
        let answered = lineOf(target)
        if let answered, let line, answered == line - 1 { return nil }
        return "[answers \(MessageReference.text(line: answered, message: target))]"
    }

    private func linked(_ rows: [String]) -> [String] {
        format.hasLinks ? Hyperlink.mark(rows, columns: format.columns() - 1, margin: TextWrap.margin) : rows
    }

    private func hint(_ item: Item, _ line: Int?) -> ReplyHint? {
        guard format.hasHints else { return nil }
        return ReplyHint(message: item.message, line: line, ticket: isCommand ? item.ticket : nil, isCommand: isCommand)
    }

    private func tabs(_ item: Item, _ line: Int?) -> String {
        // What is done to another line is said first: a deletion has no words of its own.
        let doing = item.content.doing(lineOf).map { ["[\($0)]"] } ?? []
        let words = item.text.isEmpty ? [] : SafeText.body(item.text)
        let text = (doing + words + item.content.rows + item.content.later()).joined(separator: "\\n")
        let state = item.delivery.map { SafeText.line($0.state) } ?? "-"
        let at = item.at / 1_000
        return [line.map { "m\($0)" } ?? "-", "\(item.message)", item.sort.rawValue, name(item), "\(at)", state, text].joined(
            separator: "\t")
    }

    /// The word before the name is ours, so that nobody becomes a rep by what they call themselves.
    private func author(_ item: Item) -> String {
        switch item.sort {
        case .incoming: "from " + shortName(item)
        case .outgoing: item.rep == nil ? name(item) : "by " + name(item)
        case .note: "note by " + name(item) + " (reps only)"
        }
    }

    private func name(_ item: Item) -> String {
        if let rep = item.rep { return rep == me ? "you" : SafeText.line(rep) }
        return item.sort == .outgoing ? "said elsewhere" : SafeText.line(item.from)
    }

    private func shortName(_ item: Item) -> String {
        guard let short = item.shortFrom, let contact, contact == item.sender else { return name(item) }
        return short
    }

    private static func role(_ sort: Item.Sort) -> Role {
        switch sort {
        case .incoming: .contact
        case .outgoing: .mine
        case .note: .note
        }
    }
}
