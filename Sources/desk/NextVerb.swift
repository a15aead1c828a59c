enum NextVerb {
    static func run(_ call: Call) {
        InboxVerb.gather(call, InboxVerb.needsSomebody) { tickets, _ in
            let seat = call.seat
            let waiting = seat.triage.nextOrder(tickets).filter { $0.number != seat.open?.facts.number }
            // What was looked at and left as it was comes after everything else.
            let fresh = waiting.first { seat.passed[$0.number] != $0.head }
            guard let ticket = fresh ?? waiting.first else { return nothing(tickets, call) }
            seat.passed[ticket.number] = ticket.head
            let again = fresh == nil ? ", seen before" : ""
            call.remark("next: \(ticket.number), \(seat.triage.reason(ticket, now: seat.now))\(again).")
            OpenVerb.show(ticket.number, call)
        }
    }

    /// The ticket that was open before.
    static func goBack(_ call: Call) {
        guard let ticket = call.seat.trail.goBack(from: call.seat.open?.facts.number) else {
            return call.fail("prev: no other ticket was open before; `inbox` lists them")
        }
        OpenVerb.show(ticket, call)
    }

    private static func nothing(_ tickets: [TicketFacts], _ call: Call) {
        let others = tickets.count { call.seat.triage.need($0) == .others }
        let list = "`\(call.saying("inbox"))` lists"
        let more = others > 0 ? " \(others) wait for other reps: \(list) them." : call.format.hasHints ? " \(list) what is open." : ""
        let here = call.seat.open.map { call.seat.triage.isMine($0.facts) } == true ? "Nothing else needs you." : "Nothing needs you."
        if call.format.isForPeople { call.say(here + more) } else { call.warn("nothing needs you") }
        call.done()
    }
}
