internal import DeskConsole
internal import DeskKit

/// Out of the way for a while: the ticket stays open, and nobody is asked to look at it.
enum SnoozeVerb {
    static let verb = Verb(
        name: "snooze", usage: "[N] 30m|2h|3d|MOMENT|until-reply|off", summary: "have a ticket out of the way until then",
        details: [
            "It stays open and waits below the others; `next` leaves it out. It is back when its time is over, which calls its owner and "
                + "followers, and as soon as the contact says something. off: it is back now. `inbox is:snoozed` lists them."
        ],
        group: .tickets, shape: .words(1...2), run: run)

    private static func run(_ call: Call) {
        let words = call.arguments.words
        guard let word = words.last, let ticket = words.count == 2 ? call.ticket(word: 0) : call.ticket(nil) else { return }
        let isOver = word == "off"
        let until = word == "until-reply" || word == "reply" ? "reply" : TimeWords.moment(word)
        guard isOver || until != nil else {
            return call.fail(usage: TimeWords.noMoment(word, "snooze") + ", until-reply or off")
        }
        call.change(
            "snooze",
            {
                $0.field("ticket", ticket)
                if let until, !isOver { $0.field("until", until) } else { $0.fieldNull("until") }
            },
            then: { body in
                // What was looked at and snoozed counts as new when it is back.
                call.seat.passed[ticket] = nil
                if call.seat.open?.facts.number == ticket { call.seat.open?.facts.snoozed = body["until"]?.string }
                let end = body["until"]?.string.map { "until \(Self.words(until: $0))" }
                let line = "\(ticket) is snoozed \(end ?? "no more")."
                PeopleVerbs.answered(line, isOver ? "" : " " + call.saying("snooze \(ticket) off"), body, call)
            })
    }

    /// A moment as people read it, or what is waited for.
    static func words(until: String) -> String {
        if until == "reply" { return "the contact says something" }
        return TimeWords.milliseconds(Array(until.utf8)).map { TimeWords.stamp($0) } ?? SafeText.line(until)
    }
}
