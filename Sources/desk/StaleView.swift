internal import DeskConsole
internal import DeskKit

/// Somebody said something that the rep had not seen: nothing was sent.
enum StaleView {
    /// Where one's text is now.
    private static func again(_ call: Call) -> String {
        call.seat.session?.console.mode == .full ? "Arrow up brings your text back" : "Your text is kept, draft shows it"
    }

    /// Of the timeline, to count the lines of what is newer.
    private static let itemsMax = 50

    static func show(_ refusal: DeskKit.Refusal, _ ticket: Int64, _ call: Call) {
        guard call.format.shape != .json else { return call.refuse(refusal) }
        guard !call.seat.isLineDoor else { return tell(refusal, ticket, call, lines: [:]) }
        // A command has shown nothing yet, and names lines all the same.
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", itemsMax)
            }, then: { tell(refusal, ticket, call, lines: Self.lines($0)) })
    }

    private static func lines(_ body: JSONValue) -> [Int64: Int] {
        guard let facts = body["ticket"].flatMap(TicketFacts.init) else { return [:] }
        let items = (body["items"]?.elements ?? []).compactMap(Item.init)
        var open = OpenTicket(facts)
        for (index, item) in items.enumerated() { open.add(item, line: facts.messages - items.count + 1 + index) }
        return items.reduce(into: [:]) { $0[$1.message] = open.line(of: $1.message) }
    }

    private static func tell(_ refusal: DeskKit.Refusal, _ ticket: Int64, _ call: Call, lines known: [Int64: Int]) {
        let items = (refusal.data?["newer"]?.elements ?? []).compactMap(Item.init)
        let head = refusal.data?["head"]?.integer ?? 0
        let view = ConversationView(
            me: call.seat.me, format: call.format, now: call.seat.now, isCommand: !call.seat.isLineDoor,
            contact: call.seat.open?.facts.number == ticket ? call.seat.open?.facts.identifier : nil)
        let isOpen = call.seat.isLineDoor && call.seat.open?.facts.number == ticket
        let lines = items.flatMap { view.lines($0, line: isOpen ? call.seat.open?.line(of: $0.message) : known[$0.message]) }
        let count = "\(items.count) newer message\(items.count == 1 ? "" : "s")"
        if call.seat.session?.isInteractive == true {
            call.say(lines)
            // They stand on the screen now, so whoever says it again has seen them.
            if isOpen { call.seat.open?.sawAtOnce(head) }
            let sentence = "NOT SENT: \(count) above. \(again(call)); send it again if it still fits, or reply! to send it anyway."
            call.seat.output.complain(call.format.fitting([sentence]).map { call.format.style.apply(.warn, to: $0) })
            call.end(ExitCode.tryAgain.rawValue)
        } else {
            call.seat.output.complain(lines)
            let again = call.seat.isLineDoor ? "open \(ticket) again, or say reply! …" : "desk reply \(ticket) --seen \(head) …, or --force"
            call.fail("not sent: ticket \(ticket) has \(count) than the ones you saw; to send it now: \(again)", ExitCode.tryAgain.rawValue)
        }
    }
}
