internal import DeskConsole
internal import DeskKit

enum NoteVerb {
    static func run(_ call: Call) {
        guard let ticket = call.ticket(call.arguments.ticket),
            let text = TextOfVerb.read(call, "note", mayBeEmpty: call.arguments.has("--attach"))
        else { return }
        FileUploads.put(call.arguments.values("--attach"), call) { keep(ticket, text, $0, call) }
    }

    private static func keep(_ ticket: Int64, _ text: [UInt8], _ files: [FileTray.Entry], _ call: Call) {
        call.change(
            "note", key: call.arguments.value("--key"),
            {
                $0.field("ticket", ticket)
                $0.field("text", utf8: text)
                FileTray.write(files, to: &$0)
            },
            then: { body in
                if call.format.shape == .json {
                    call.say(answer: body)
                } else {
                    call.say("note \(ticket) kept; the contact does not see it.")
                }
                call.done()
            })
    }
}

/// Who answers a ticket, and where it stands.
enum OwnerVerbs {
    static func assign(_ call: Call) {
        guard hasTwo(call, "to whom? `assign N NAME`, or none for nobody") else { return }
        guard let name = call.arguments.words.last, let ticket = named(call, of: 2) else { return }
        expected(ticket, call) { owner in
            if name.hasPrefix("team:") { return give(ticket, to: String(name.dropFirst(5)), call) }
            guard name != "none", name != call.seat.me else { return assign(ticket, to: name == "none" ? nil : name, from: owner, call) }
            // Asked before: afterwards somebody of that name has a ticket in any case.
            KnownReps.ask(name, call) { isKnown in
                assign(ticket, to: name, from: owner, call, warning: isKnown ? nil : KnownReps.warning(name, ticket, call))
            }
        }
    }

    /// To a team: it is nobody's until one of them takes it.
    private static func give(_ ticket: Int64, to team: String, _ call: Call) {
        call.change(
            "ticket.team",
            {
                $0.field("ticket", ticket)
                if team != "none" { $0.field("team", team) }
            },
            then: { body in
                if call.seat.open?.facts.number == ticket { call.seat.open?.facts.owner = body["owner"]?.string }
                let whose = team == "none" ? "no team's" : "the team \(PlainText.ascii(team, max: 64))'s"
                PeopleVerbs.answered("\(ticket) is \(whose) now.", "", body, call)
            })
    }

    static func take(_ call: Call) {
        guard let ticket = named(call, of: 1) else { return }
        expected(ticket, call) { owner in
            if let owner, owner != call.seat.me, !isForced(call) {
                let again = call.seat.isLineDoor ? "take! \(ticket)" : "desk take --force \(ticket)"
                return call.fail("\(ticket) is \(SafeText.line(owner))'s; to take it all the same: \(again)", ExitCode.tryAgain.rawValue)
            }
            assign(ticket, to: call.seat.me, from: owner, call)
        }
    }

    /// The ticket's number, where the last of `count` words is something else.
    private static func named(_ call: Call, of count: Int) -> Int64? {
        call.arguments.words.count == count ? call.ticket(word: 0) : call.ticket(nil)
    }

    /// Whether what follows the ticket's number is there; a number alone is a ticket's.
    private static func hasTwo(_ call: Call, _ question: String) -> Bool {
        let (first, count) = (call.arguments.words.first ?? "", call.arguments.words.count)
        let isTicket = first == "." || Arguments.number(first.hasPrefix("#") ? first.dropFirst() : first[...]) != nil
        guard count == 1, isTicket else { return true }
        call.fail(usage: "\(call.verb.name): \(question); it is `\(call.verb.name) \(call.verb.usage)`")
        return false
    }

    private static func isForced(_ call: Call) -> Bool { call.isForced || call.arguments.has("--force") }

    /// The owner that was shown: of the open ticket as it stands on the screen, of another as it is now.
    private static func expected(_ ticket: Int64, _ call: Call, then: @escaping (String?) -> Void) {
        if let open = call.seat.open, open.facts.number == ticket { return then(open.facts.owner) }
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 1)
            }, then: { then($0["ticket"]?["owner"]?.string) })
    }

    private static func assign(_ ticket: Int64, to name: String?, from owner: String?, _ call: Call, warning: String? = nil) {
        call.change(
            "assign",
            {
                $0.field("ticket", ticket)
                if let name { $0.field("to", name) } else { $0.fieldNull("to") }
                if isForced(call) {
                    $0.field("force", true)
                } else if let owner {
                    $0.field("expected", owner)
                } else {
                    $0.fieldNull("expected")
                }
            },
            then: { body in
                if call.format.shape == .json { call.say(answer: body) } else { call.say(line(ticket, body["owner"]?.string, call)) }
                if let warning { call.warn(warning) }
                if name != call.seat.me { for warning in warnings(of: body, name ?? "") { call.warn(warning) } }
                if call.seat.open?.facts.number == ticket { call.seat.open?.facts.owner = body["owner"]?.string }
                call.done()
            })
    }

    /// What whoever gives a ticket away should know; it is theirs all the same.
    private static func warnings(of body: JSONValue, _ name: String) -> [String] {
        var warnings: [String] = []
        if body["ownerAvailable"]?.bool == false { warnings.append("\(name) is away") }
        if body["warning"] != nil, let open = body["ownerOpen"]?.integer, let capacity = body["ownerCapacity"]?.integer {
            warnings.append("\(name) has \(open) open tickets by now, and room for \(capacity)")
        }
        return warnings
    }

    private static func line(_ ticket: Int64, _ owner: String?, _ call: Call) -> String {
        guard let owner else { return "\(ticket) is nobody's now." }
        return owner == call.seat.me ? "\(ticket) is yours." : "\(ticket) is \(SafeText.line(owner))'s now."
    }

    static func status(_ call: Call) {
        guard hasTwo(call, "which status? new, waiting-contact, waiting-us or closed") else { return }
        guard let status = call.arguments.words.last, let ticket = named(call, of: 2) else { return }
        set(ticket, status.hasPrefix("+") ? String(status.dropFirst()) : status, call)
    }

    /// To the first status of its pipeline that is not open, however that is called there.
    static func close(_ call: Call) {
        guard let ticket = call.ticket(word: 0) else { return }
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("limit", 1)
            },
            then: { body in
                let pipeline = body["ticket"]?["pipeline"]?.string ?? ""
                call.ask("pipelines") { body in
                    let found = (body["items"]?.elements ?? []).first { $0["pipeline"]?.isString(pipeline) == true }
                    let closed = (found?["statuses"]?.elements ?? []).first { $0["open"]?.bool == false }?["status"]?.string
                    set(ticket, closed ?? "closed", call)
                }
            })
    }

    private static func set(_ ticket: Int64, _ slug: String, _ call: Call) {
        PropertyWords.read(call.arguments.values("--set"), call) { properties in
            call.change(
                "set",
                {
                    $0.field("ticket", ticket)
                    $0.field("status", slug)
                    PropertyWords.write("properties", properties, &$0)
                },
                then: { body in
                    let now = body["status"]?.string ?? slug
                    if call.format.shape == .json { call.say(answer: body) } else { call.say("\(ticket) is \(SafeText.line(now)).") }
                    if call.seat.open?.facts.number == ticket { call.seat.open?.facts.status = now }
                    call.done()
                })
        }
    }
}

/// Replies that are not out.
enum DeliveryVerbs {
    static func retry(_ call: Call) { run(call, "retry", "is sent again") }
    static func drop(_ call: Call) { run(call, "drop", "is not sent any more") }

    private static func run(_ call: Call, _ type: String, _ words: String) {
        let last = call.arguments.words.last ?? ""
        if let line = Arguments.message(last) {
            let named = call.arguments.words.count == 2 ? call.ticket(word: 0) : call.ticket(nil)
            guard let ticket = named else { return }
            MessageReference.find(line, of: ticket, call) { settle($0, "m\(line)", call, type, words) }
        } else if call.arguments.words.count == 1, let message = Arguments.number(last.hasPrefix("#") ? last.dropFirst() : last[...]) {
            settle(message, "message \(message)", call, type, words)
        } else {
            call.fail(usage: "\(type): which reply? it is `\(type) [N] mK`, such as `\(call.saying("\(type) 1042 m3"))`")
        }
    }

    private static func settle(_ message: Int64, _ reference: String, _ call: Call, _ type: String, _ words: String) {
        call.change(
            type,
            { writer in
                writer.field("message", message)
                guard type == "retry" else { return }
                if call.isForced || call.arguments.has("--force") { return writer.field("force", true) }
                if let open = call.seat.open, open.messages.values.contains(message) { writer.field("seen", open.seen) }
            },
            refused: { refusal in
                if refusal.code == "stale_view" {
                    call.fail(
                        "not sent: \(reference) is more than an hour old, or something was said after it; look at the ticket, and send it "
                            + "all the same with \(call.saying("retry! \(call.arguments.words.joined(separator: " "))"))",
                        ExitCode.tryAgain.rawValue)
                    return true
                }
                guard refusal.code == "not_found" else { return false }
                call.fail("\(reference) is no reply that the desk has sent, so there is nothing to \(type)")
                return true
            },
            then: { body in
                guard call.format.shape != .json else {
                    call.say(answer: body)
                    return call.done()
                }
                tell(message, of: body["ticket"]?.integer ?? 0, call) { call.say("\($0) \(reference) \(words): \($1).") }
            })
    }

    /// The answer does not say how often it was given out, the timeline does.
    private static func tell(_ message: Int64, of ticket: Int64, _ call: Call, _ say: @escaping (Int64, String) -> Void) {
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("before", message + 1)
                $0.field("limit", 1)
            },
            then: { body in
                if let facts = body["ticket"].flatMap(TicketFacts.init) { call.seat.session?.board.take(facts) }
                say(ticket, (body["items"]?.elements.first.flatMap(Item.init)?.delivery).map(DeliveryWords.short) ?? "done")
                call.done()
            })
    }
}
