internal import DeskKit

/// The tickets as a watching session knows them: the state that a watch begins with, and every event since.
struct Board {
    /// Replies whose line number is remembered, so that news of them can name it.
    static let placesMax = 8_192

    private(set) var tickets: [Int64: TicketFacts] = [:]
    /// Who looks at what.
    private(set) var presence: [String: Int64] = [:]
    /// Message → its ticket and line.
    private var places: [Int64: (ticket: Int64, line: Int)] = [:]
    private var placeOrder: [Int64] = []
    /// Lines of each ticket as the events have told them: its answer may be ahead of events that are still to come.
    private var counted: [Int64: Int] = [:]
    private var lastSequence: Int64 = 0
    /// Tickets of which more must be asked, because events do not say all.
    private(set) var doubtful: Set<Int64> = []

    /// The entry after which the events begin: what is older is in the state, or will be asked for.
    mutating func begin(after sequence: Int64) { lastSequence = max(lastSequence, sequence) }

    /// A `state` frame.
    mutating func take(state: JSONValue) {
        for ticket in (state["tickets"]?.elements ?? []).compactMap(TicketFacts.init) {
            tickets[ticket.number] = ticket
            counted[ticket.number] = ticket.messages
        }
        for person in state["presence"]?.elements ?? [] { setPresence(person) }
    }

    mutating func setPresence(_ person: JSONValue) {
        guard let name = person["rep"]?.string else { return }
        presence[name] = person["online"]?.bool == false ? nil : person["ticket"]?.integer ?? 0
    }

    mutating func take(_ ticket: TicketFacts) {
        tickets[ticket.number] = ticket
        if counted[ticket.number] == nil, ticket.head <= lastSequence { counted[ticket.number] = ticket.messages }
        doubtful.remove(ticket.number)
    }

    mutating func takeDoubtful() -> Set<Int64> {
        defer { doubtful = [] }
        return doubtful
    }

    func line(of message: Int64) -> Int? { places[message]?.line }

    /// One entry. What a ticket's answer has told already is not counted again.
    mutating func apply(entry: JSONValue) {
        let sequence = entry["seq"]?.integer ?? 0
        let at = entry["at"]?.utf8.flatMap(TimeWords.milliseconds) ?? 0
        let events = entry["events"]?.elements ?? []
        let known = Set(
            events.compactMap { $0["ticket"]?.integer }.filter { number in tickets[number].map { $0.head >= sequence } ?? false })
        lastSequence = max(lastSequence, sequence)
        for event in events {
            count(event)
            apply(event, known, sequence, at)
        }
    }

    private mutating func count(_ event: JSONValue) {
        guard let number = event["ticket"]?.integer else { return }
        switch event["event"]?.string {
        case "ticket_opened": counted[number] = 0
        case "message_received", "reply_sent", "noted":
            guard let line = counted[number].map({ $0 + 1 }), let message = event["message"]?.integer else { return }
            counted[number] = line
            remember(message, number, line)
        default: break
        }
    }

    private mutating func apply(_ event: JSONValue, _ known: Set<Int64>, _ sequence: Int64, _ at: Int64) {
        guard let number = event["ticket"]?.integer, !known.contains(number) else { return }
        switch event["event"]?.string {
        case "ticket_opened": open(event, number, at)
        case "message_received": said(event, number, sequence, at, byContact: event["direction"]?.isString("outgoing") != true)
        case "reply_sent": said(event, number, sequence, at, byContact: false)
        case "ticket_snoozed":
            tickets[number]?.snoozed = event["until"]?.string
            // Nothing was said: it keeps its place among those that wait.
            return
        case "noted": said(event, number, sequence, at, byContact: nil)
        case "assigned": tickets[number]?.owner = event["to"]?.string
        case "status_changed":
            tickets[number]?.status = event["to"]?.string ?? ""
            tickets[number]?.isOpen = event["open"]?.bool ?? true
            if tickets[number]?.isOpen == false { tickets[number]?.snoozed = nil }
        case "delivery_changed": delivery(event, number)
        case "ticket_merged", "ticket_unmerged", "ticket_split":
            for ticket in [number] + ["into", "from"].compactMap({ event[$0]?.integer }) {
                counted[ticket] = nil
                doubtful.insert(ticket)
            }
        default: break
        }
        tickets[number]?.head = sequence
        tickets[number]?.updated = at
    }

    private mutating func open(_ event: JSONValue, _ number: Int64, _ at: Int64) {
        guard var facts = TicketFacts(event) else { return }
        facts.updated = at
        tickets[number] = facts
    }

    private mutating func said(_ event: JSONValue, _ number: Int64, _ sequence: Int64, _ at: Int64, byContact: Bool?) {
        guard tickets[number] != nil else {
            doubtful.insert(number)
            return
        }
        tickets[number]?.messages += 1
        // An edit or a sign is about something that was said before.
        guard let byContact, event["kind"].map({ $0.isString("message") }) ?? true else { return }
        tickets[number]?.isLastFromContact = byContact
        if byContact { tickets[number]?.snoozed = nil }
    }

    /// How many replies of a ticket have failed is not in the event, so the ticket is asked for.
    private mutating func delivery(_ event: JSONValue, _ number: Int64) {
        let state = event["state"]?.string ?? ""
        let counted = tickets[number].map { $0.failed + $0.unknown + $0.unsent > 0 } ?? true
        if DeliveryWords.isTrouble(state) || counted { doubtful.insert(number) }
    }

    private mutating func remember(_ message: Int64, _ ticket: Int64, _ line: Int) {
        if places[message] == nil { placeOrder.append(message) }
        places[message] = (ticket, line)
        if placeOrder.count > Self.placesMax { places[placeOrder.removeFirst()] = nil }
    }

    /// How many tickets wait for `triage`'s rep, without the one that is open.
    func waiting(_ triage: Triage, except open: Int64?) -> Int {
        tickets.values.count { $0.number != open && triage.isMine($0) }
    }

    /// The broker's journal is another one.
    mutating func forget() { self = Board() }

    /// Who was here may have gone while we were away.
    mutating func forgetPresence() { presence = [:] }
}
