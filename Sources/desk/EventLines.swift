internal import DeskConsole
internal import DeskKit

/// What an event looks like in one row: its category first.
struct EventLines {
    struct Line {
        let text: String
        var role: Role?
        var isUrgent = false
        /// Of a delivery: the message and its state.
        var delivery: (message: Int64, state: String)?
    }

    let me: String
    /// After the entry has been applied.
    let board: Board
    let open: OpenTicket?
    /// Whether to say what can be done about it.
    let hasHints: Bool

    /// The rows of one entry. `isOwn`: this session asked for it and has been told.
    func lines(_ frame: JSONValue, isOwn: Bool) -> [Line] {
        let events = frame["events"]?.elements ?? []
        let names = events.map { $0["event"]?.string ?? "" }
        let by = SafeText.line(frame["by"]?["name"]?.utf8 ?? Array("desk".utf8))
        return zip(names, events).compactMap { name, event in
            switch name {
            case "message_received": message(event, events, names)
            case "reply_sent": isOwn ? nil : Line(text: "reply \(ticket(event)) \(by): \(text(event))\(closing(events))", role: .mine)
            case "noted": isOwn ? nil : Line(text: "note \(ticket(event)) \(by): \(text(event))", role: .note)
            case "assigned": isOwn || names.contains("reply_sent") ? nil : assigned(event, by)
            case "status_changed": isOwn || names.contains("reply_sent") || names.contains("message_received") ? nil : status(event, by)
            case "delivery_changed": isOwn ? nil : delivery(event)
            case "ticket_merged": isOwn ? nil : Line(text: "merge \(ticket(event)) into \(number(event["into"])) by \(by)")
            case "ticket_unmerged": isOwn ? nil : Line(text: "merge \(ticket(event)) taken back by \(by)")
            case "ticket_split": isOwn ? nil : Line(text: "split \(ticket(event)) into \(number(event["into"])) by \(by)")
            case "ticket_marked": isOwn || event["cause"]?.isString("manual") != true ? nil : marked(event, by)
            case "ticket_snoozed": snoozed(event, by, isOwn: isOwn)
            case "sla_due_soon": promise(event, "is due soon", .warn)
            case "sla_overdue": promise(event, "is OVERDUE", .error)
            case "account_changed": account(event)
            case "account_created": Line(text: "chan \(word(event["account"])) is new, on \(word(event["channel"]))")
            default: nil
            }
        }
    }

    /// What is spam is nobody's news.
    private func message(_ event: JSONValue, _ events: [JSONValue], _ names: [String]) -> Line? {
        guard event["spam"]?.bool != true else { return nil }
        let channel = word(event["channel"])
        if event["direction"]?.isString("outgoing") == true {
            return Line(text: "said \(ticket(event)) \(channel) elsewhere: \(text(event))")
        }
        let name = event["contact"]?["name"]?.utf8.map { SafeText.line($0) } ?? event["from"].map(ContactName.line) ?? ""
        let reopened = zip(names, events).contains { $0 == "status_changed" && $1["from"]?.isString("closed") == true }
        let category = names.contains("ticket_opened") ? "new" : "msg"
        return Line(
            text: "\(category) \(ticket(event)) \(channel) \(name): \(text(event))\(reopened ? " (reopened)" : "")",
            role: .contact)
    }

    /// A reply's status matters where it closes.
    private func closing(_ events: [JSONValue]) -> String {
        let change = events.first { $0["event"]?.isString("status_changed") == true }
        return change?["open"]?.bool == false ? " (\(word(change?["to"])))" : ""
    }

    private func assigned(_ event: JSONValue, _ by: String) -> Line {
        let (from, to) = (event["from"]?.utf8, event["to"]?.utf8)
        let names = [from, to].map { $0.map { SafeText.line($0) } ?? "nobody" }
        return Line(text: "assign \(ticket(event)) \(names[0])→\(names[1]) by \(by)")
    }

    private func status(_ event: JSONValue, _ by: String) -> Line {
        Line(text: "status \(ticket(event)) \(word(event["from"]))→\(word(event["to"])) by \(by)")
    }

    private func marked(_ event: JSONValue, _ by: String) -> Line {
        Line(text: "\(word(event["mark"])) \(ticket(event)) by \(by)")
    }

    private func snoozed(_ event: JSONValue, _ by: String, isOwn: Bool) -> Line? {
        guard !isOwn else { return nil }
        guard let until = event["until"]?.string else { return Line(text: "back \(ticket(event)), its snooze is over", role: .warn) }
        return Line(text: "snooze \(ticket(event)) by \(by) until \(SnoozeVerb.words(until: until))")
    }

    private func delivery(_ event: JSONValue) -> Line? {
        guard let number = event["ticket"]?.integer, let state = event["state"]?.string else { return nil }
        let owner = board.tickets[number]?.owner
        let isOpen = number == open?.facts.number
        guard isOpen || owner == me || owner == nil else { return nil }
        let message = event["message"]?.integer ?? 0
        let line = board.line(of: message) ?? (isOpen ? open?.line(of: message) : nil)
        let reference = MessageReference.text(line: line, message: message)
        let hint = ReplyHint(message: message, line: line, ticket: isOpen ? nil : number, isCommand: false)
        let settle = hasHints ? ": " + hint.text(["retry", "drop"]) : ""
        switch state {
        case "failed":
            let reason = DeliveryWords.reason(Item.Delivery(event))
            return Line(text: "fail \(number) \(reference)\(reason)\(settle)", role: .error, isUrgent: true)
        case "unknown":
            return Line(
                text: "unknown \(number) \(reference) may or may not have been sent\(settle)", role: .warn,
                isUrgent: true)
        case "dispatched", "accepted": return nil
        default:
            return Line(
                text: "sent \(number) \(reference) \(DeliveryWords.short(Item.Delivery(event)))", role: .mine, delivery: (message, state))
        }
    }

    /// For whoever could do something about it.
    private func promise(_ event: JSONValue, _ words: String, _ role: Role) -> Line? {
        guard let number = event["ticket"]?.integer else { return nil }
        let owner = board.tickets[number]?.owner
        guard owner == me || owner == nil || number == open?.facts.number else { return nil }
        return Line(text: "sla \(number) \(ClockWords.name(event["clock"])) \(words)", role: role, isUrgent: role == .error)
    }

    private func account(_ event: JSONValue) -> Line {
        let isOn = event["active"]?.bool ?? true
        let reason = event["reason"]?.utf8.map { ": " + SafeText.line($0) } ?? ""
        return Line(text: "chan \(word(event["account"])) \(isOn ? "on" : "off")\(reason)", role: isOn ? nil : .warn, isUrgent: !isOn)
    }

    private func ticket(_ event: JSONValue) -> String { number(event["ticket"]) }
    private func number(_ value: JSONValue?) -> String { "\(value?.integer ?? 0)" }
    private func text(_ event: JSONValue) -> String {
        let (words, content) = (event["text"]?.utf8 ?? [], ContentWords(event))
        let doing = content.doing { board.line(of: $0) }.map { "(\($0)) " } ?? ""
        return doing + (words.isEmpty ? content.summary ?? "" : Item.firstLine(of: words))
    }
    private func word(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
}
