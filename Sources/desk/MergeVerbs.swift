internal import DeskConsole
internal import DeskKit

/// Tickets that become one, and one that becomes two.
enum MergeVerbs {
    static let all: [Verb] = [
        Verb(
            name: "merge", usage: "N [INTO]", summary: "make two tickets one: N goes into the open one, or into INTO",
            details: [
                "What comes in either conversation lands in the one that is left, and each reply goes where the message that it answers "
                    + "came from. For ten minutes `merge N --undo` takes it back, with what came meanwhile."
            ],
            group: .tickets,
            flags: [
                VerbFlag("--confirm", nil, "though they are different people's"), VerbFlag("--undo", nil, "take the merge of N back"),
            ],
            shape: .words(1...2), run: merge),
        Verb(
            name: "split", usage: "[N] mN…", summary: "make a new ticket of some of a ticket's messages",
            details: ["`merge` takes it back."],
            group: .tickets,
            flags: [
                VerbFlag("--subject", "TEXT", "what the new ticket is about; else the first line of its first message"),
                VerbFlag("--later", "here|there", "which ticket gets what comes in later in their conversation; here"),
            ],
            shape: .words(1...64), run: split),
    ]

    private static func merge(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        if call.arguments.has("--undo") { return unmerge(ticket, call) }
        guard let other = call.arguments.words.count == 2 ? call.ticket(word: 1) : call.ticket(nil) else { return }
        call.change(
            "ticket.merge",
            {
                $0.field("ticket", ticket)
                $0.field("into", other)
                if call.arguments.has("--confirm") { $0.field("confirm", true) }
            },
            refused: { refusal in
                guard refusal.code == "conflict", !call.arguments.has("--confirm"), refusal.message.contains("different people") else {
                    return false
                }
                call.fail(
                    "tickets \(ticket) and \(other) are of different people: each reply would go to whoever wrote the message that it "
                        + "answers; to merge them all the same: \(call.saying("merge \(ticket) \(other) --confirm"))",
                    ExitCode.tryAgain.rawValue)
                return true
            },
            then: { body in
                PeopleVerbs.answered(
                    "\(ticket) is part of \(other) now.", " " + call.saying("merge \(ticket) --undo") + " takes it back for ten minutes.",
                    body, call)
            })
    }

    private static func unmerge(_ ticket: Int64, _ call: Call) {
        call.change(
            "ticket.unmerge", { $0.field("ticket", ticket) },
            then: { PeopleVerbs.answered("\(ticket) is a ticket of its own again.", "", $0, call) })
    }

    private static func split(_ call: Call) {
        var words = call.arguments.words[...]
        let isNamed = words.first.map { Arguments.message($0) == nil } ?? false
        guard let ticket = isNamed ? call.ticket(word: 0) : call.ticket(nil) else { return }
        if isNamed { words.removeFirst() }
        guard !words.isEmpty else { return call.fail(usage: "split: which messages? `split [N] m2 m3`") }
        var lines: [Int] = []
        for word in words {
            guard let line = Arguments.message(word) else {
                return call.fail(usage: "split: '\(PlainText.ascii(word, max: 60))' is no message; they are called m1, m2, …")
            }
            lines.append(line)
        }
        find(lines[...], [], of: ticket, call)
    }

    private static func find(_ lines: ArraySlice<Int>, _ found: [Int64], of ticket: Int64, _ call: Call) {
        guard let line = lines.first else { return name(found.sorted(), ticket, call) }
        MessageReference.find(line, of: ticket, call) { find(lines.dropFirst(), found + [$0], of: ticket, call) }
    }

    private static func name(_ messages: [Int64], _ ticket: Int64, _ call: Call) {
        if let subject = call.arguments.value("--subject") { return split(messages, Array(subject.utf8), ticket, call) }
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 1)
                $0.field("before", (messages.first ?? 0) + 1)
            },
            then: { body in
                let text = body["items"]?.elements.first?["text"]?.utf8 ?? []
                let line = text.split(separator: 0x0A).first.map(Array.init) ?? []
                let subject = String(decoding: line, as: UTF8.self).prefix(80)
                split(messages, subject.isEmpty ? Array("Split from \(ticket)".utf8) : Array(subject.utf8), ticket, call)
            })
    }

    private static func split(_ messages: [Int64], _ subject: [UInt8], _ ticket: Int64, _ call: Call) {
        call.change(
            "ticket.split",
            {
                $0.field("ticket", ticket)
                $0.name("messages")
                $0.beginArray()
                for message in messages { $0.integer(message) }
                $0.endArray()
                $0.field("subject", utf8: subject)
                if let later = call.arguments.value("--later") { $0.field("later", later) }
            },
            then: { body in
                let new = body["ticket"]?.integer ?? 0
                let count = messages.count == 1 ? "1 message" : "\(messages.count) messages"
                PeopleVerbs.answered("\(new) has \(count) of \(ticket).", " " + call.saying("open \(new)"), body, call)
            })
    }
}
