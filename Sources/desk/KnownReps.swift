internal import DeskConsole
internal import DeskKit

/// Whether anybody goes by a name. A ticket may be given to whoever comes tomorrow, but a slip of the pen hides it from everybody.
enum KnownReps {
    /// Whether somebody of that name is here, or has had a ticket.
    static func ask(_ name: String, _ call: Call, then: @escaping (Bool) -> Void) {
        // A name that is none is the broker's to refuse.
        guard Login.isSlug(name) else { return then(true) }
        call.ask(
            "who",
            then: { body in
                let isHere = (body["items"]?.elements ?? []).contains { $0["name"]?.utf8?.elementsEqual(name.utf8) == true }
                guard !isHere else { return then(true) }
                call.ask(
                    "tickets",
                    {
                        $0.field("query", "owner:" + name)
                        $0.field("limit", 1)
                    }, then: { then($0["total"]?.integer != 0) })
            })
    }

    static func warning(_ name: String, _ ticket: Int64, _ call: Call) -> String {
        "nobody called \(SafeText.line(name)) is here or has a ticket, and `next` shows \(ticket) to nobody else; if that is a slip: "
            + call.saying("assign \(ticket) none")
    }
}
