internal import DeskConsole
internal import DeskKit

/// Says exactly to whom a reply went, over which account, and how far it got.
enum SentReply {
    /// Of the timeline: what the reply answers is mostly among the latest.
    private static let linesMax = 20

    static func tell(_ answer: JSONValue, _ ticket: Int64, _ status: String?, _ call: Call) {
        if call.format.shape == .json {
            call.say(answer: answer)
            return call.done()
        }
        guard let message = answer["message"]?.integer else { return call.done() }
        // The broker knows over which account it went: that of the message it answers.
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", linesMax)
            },
            then: { body in
                let items = (body["items"]?.elements ?? []).compactMap(Item.init)
                let item = items.first { $0.message == message }
                let facts = body["ticket"].flatMap(TicketFacts.init)
                if !call.seat.isLineDoor, let facts { open(facts, items, call) }
                note(item, facts, call)
                let line = line(answer, item, facts, status, call)
                if !isOneOfMany(item, call) { call.say(line) }
                call.done()
            })
    }

    /// In a chat the line itself stands on the screen, and what becomes of it is told by itself.
    private static func isOneOfMany(_ item: Item?, _ call: Call) -> Bool {
        guard call.seat.session?.chat != nil, let state = item?.delivery?.state else { return false }
        return state != "held" && !DeliveryWords.isTrouble(state)
    }

    /// A command has shown nothing yet, and names lines all the same.
    private static func open(_ facts: TicketFacts, _ items: [Item], _ call: Call) {
        var open = OpenTicket(facts)
        for (index, item) in items.enumerated() { open.add(item, line: facts.messages - items.count + 1 + index) }
        call.seat.open = open
    }

    /// One's own words have been seen by oneself.
    private static func note(_ item: Item?, _ facts: TicketFacts?, _ call: Call) {
        if let facts { call.seat.session?.board.take(facts) }
        guard let item, let facts, call.seat.open?.facts.number == facts.number else { return }
        if call.seat.open?.line(of: item.message) == nil, call.seat.session?.isWatching != true {
            call.seat.open?.add(item, line: facts.messages)
        }
        call.seat.open?.facts = facts
    }

    private static func line(_ answer: JSONValue, _ item: Item?, _ facts: TicketFacts?, _ status: String?, _ call: Call) -> String {
        let to = (answer["to"]?.elements ?? []).map(Item.address).joined(separator: ", ")
        if let item, let state = item.delivery?.state { call.seat.told = (item.message, state) }
        if let item { UndoVerb.note(item, call) }
        let message = answer["message"]?.integer ?? 0
        let reference = MessageReference.text(line: call.seat.open?.line(of: message), message: message)
        var line = "To \(to)"
        if let facts { line += " by \(facts.replyChannel)" }
        if let item { line += " (\(SafeText.line(item.account)))" }
        if let replyTo = item?.replyTo {
            line += ", in reply to " + MessageReference.text(line: call.seat.open?.line(of: replyTo), message: replyTo)
        }
        if answer["duplicate"]?.bool == true { line += ", said already under this key" }
        line += ": \(reference) " + state(item?.delivery, answer["delivery"]?.string ?? "", hint(item, call))
        if let status { line += ", status \(SafeText.line(status))" }
        return line
    }

    private static func hint(_ item: Item?, _ call: Call) -> ReplyHint? {
        guard let item, call.format.hasHints else { return nil }
        return ReplyHint(
            message: item.message, line: call.seat.open?.line(of: item.message), ticket: nil, isCommand: !call.seat.isLineDoor)
    }

    private static func state(_ delivery: Item.Delivery?, _ answered: String, _ hint: ReplyHint?) -> String {
        switch delivery?.state ?? answered {
        case "held" where delivery?.until != nil: "held, undo takes it back"
        case "held": "HELD, the channel is off; it goes out when the channel is on again" + (hint.map { " (\($0.text(["drop"])))" } ?? "")
        case "queued": "queued, the channel's adapter is away or busy"
        default: delivery.map(DeliveryWords.short) ?? SafeText.line(answered)
        }
    }
}
