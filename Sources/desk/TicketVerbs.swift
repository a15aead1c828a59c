internal import DeskKit

/// Looking at tickets.
enum TicketVerbs {
    private static let records = [
        "Into a pipe, tabs separate the fields. The first record is of the ticket: the word ticket, its number, the sequence "
            + "for --seen, status, owner, channel, account, contact, subject. One record for each line follows: reference, message, "
            + "incoming, outgoing or note, who, seconds since 1970, the delivery's state, text. With --json the ticket comes "
            + "first, and its `seen` is what --seen takes."
    ]

    static let all: [Verb] = [
        Verb(
            name: "inbox", aliases: ["i"], usage: "[QUERY…]", summary: "list tickets: failed and unknown first, then what waits for us",
            details: [
                "QUERY is words that must all hold: is:open is:closed is:failed is:unknown is:unsent is:unassigned is:overdue is:due-soon "
                    + "is:unread is:snoozed is:spam is:trash owner:NAME (or me, none) status:SLUG pipeline:NAME channel:KEY account:NAME contact:ID "
                    + "PROPERTY=VALUE; any other word is looked for in the subject and in the contact's name. Without QUERY: open tickets, and "
                    + "failed ones.",
                "Marks: ! failed, ? unknown, * waits for us, z is snoozed; N says that the contact has said something that you have not seen.",
            ],
            group: .tickets, flags: [VerbFlag("--limit", "N", "at most so many (100)")], shape: .words(0...64), run: InboxVerb.run),
        Verb(
            name: "next", aliases: ["n"], summary: "open the ticket that needs somebody most, and say why",
            details: [
                "Replies that failed or may not have been sent first, then yours in which the contact spoke last, then nobody's, the oldest first."
            ] + records,
            group: .tickets, run: NextVerb.run),
        Verb(
            name: "prev", summary: "open the ticket again that was open before", group: .tickets, doors: .line, run: NextVerb.goBack),
        Verb(
            name: "open", aliases: ["o"], usage: "N | [N] aK", summary: "show a ticket; verbs without a number are then about it",
            details: [
                "Each line of a ticket has a reference, m1, m2 and so on: m1 is the first, for everybody and for good.",
                "aK opens that file of the ticket in the desktop's program for it (DESK_OPENER, else xdg-open). What could run "
                    + "something is not opened before you say so again: `open! aK`, or --force.",
            ] + records,
            group: .tickets,
            flags: [
                VerbFlag("--limit", "N", "the latest N lines (50)"), VerbFlag("--force", nil, "open a file though it may run something"),
            ],
            shape: .words(0...2), canBeForced: true, run: OpenVerb.run),
        Verb(
            name: "more", summary: "show the lines before those shown, or more of what was searched for", group: .tickets, doors: .line,
            run: { if !SearchVerb.more($0) { OpenVerb.more($0) } }),
        Verb(
            name: "who", summary: "who is attached, and what they look at", group: .tickets, run: WhoVerb.run),
    ]
}
