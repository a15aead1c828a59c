internal import DeskConsole
internal import DeskKit

/// The way that a rep has chosen for a ticket's replies.
struct ChosenWay {
    let ticket: Int64
    let channel: String
    let account: String
    /// `{"kind":…,"value":…}` as the desk has it; nil leaves the choice to the desk.
    let identifier: JSONValue?

    /// `via mail as post to maria@example.org`, in full, because it says who will read it.
    var words: String {
        let to = identifier.map { " to " + SafeText.line($0["value"]?.utf8 ?? []) } ?? ""
        return (channel.isEmpty ? "via " : "via \(SafeText.line(channel)) as ") + SafeText.line(account) + to
    }

    /// What was said with this reply, else what was chosen for its ticket.
    static func of(_ ticket: Int64, _ call: Call) -> ChosenWay? {
        if let account = call.arguments.value("--via") {
            return ChosenWay(ticket: ticket, channel: "", account: account, identifier: nil)
        }
        guard let chosen = call.seat.via, chosen.ticket == ticket else { return nil }
        return chosen
    }

    func write(to writer: inout JSONWriter) {
        writer.name("via")
        writer.beginObject()
        writer.field("account", account)
        if let identifier { writer.fieldRaw("identifier", identifier.raw) }
        writer.endObject()
    }
}

/// Lists the ways to a ticket's contact, and chooses one.
enum ViaVerb {
    static let verb = Verb(
        name: "via", usage: "[N] | CHANNEL|ACCOUNT [ADDRESS] | back", summary: "answer the open ticket over another channel",
        details: [
            "Alone it lists the ways to the contact: the address, the limits, and what gets lost; those that cannot be used say why.",
            "With a channel or account, the next replies in the ticket go that way, and what comes back lands in the same ticket.",
            "`back` goes back to where the contact wrote. As a command: desk via N lists, desk reply N --via ACCOUNT sends.",
        ],
        group: .answers, shape: .words(0...2), run: run)

    private static func run(_ call: Call) {
        let words = call.arguments.words
        let isNumber = words.first.map { Arguments.number($0.hasPrefix("#") ? $0.dropFirst() : $0[...]) != nil || $0 == "." } ?? true
        if words.isEmpty || (isNumber && words.count == 1) {
            guard let ticket = call.ticket(word: 0) else { return }
            return ways(of: ticket, call) { list($0, $1, call) }
        }
        guard call.seat.isLineDoor else {
            return call.fail(usage: "via: as a command it only lists; `desk reply N --via ACCOUNT TEXT` sends")
        }
        guard let ticket = call.ticket(nil) else { return }
        if words[0] == "back" || words[0] == "-" { return goBack(ticket, call) }
        ways(of: ticket, call) { choose(words[0], words.dropFirst().first, $0, $1, ticket, call) }
    }

    private static func ways(of ticket: Int64, _ call: Call, then: @escaping ([JSONValue], JSONValue) -> Void) {
        call.ask("addresses", { $0.field("ticket", ticket) }, then: { then($0["items"]?.elements ?? [], $0) })
    }

    // MARK: Listing

    private static func list(_ ways: [JSONValue], _ body: JSONValue, _ call: Call) {
        if call.format.shape == .json {
            call.say(answer: body)
            return call.done()
        }
        var table = Table(columns: [
            .init(name: "", width: 1), .init(name: "channel", width: 12), .init(name: "account", width: 20),
            .init(name: "address", width: 40), .init(name: "remarks", width: 0),
        ])
        for way in ways {
            table.rows.append(
                Table.Row(
                    cells: [
                        mark(way, call), text(way["channel"]), text(way["account"]), address(way),
                        remarks(way, call.seat.now).joined(separator: "; "),
                    ]))
        }
        call.say(table.lines(call.format))
        if ways.isEmpty { call.remark("There is no way to the contact.") }
        call.done()
    }

    private static func mark(_ way: JSONValue, _ call: Call) -> String {
        let chosen = call.seat.via.map { way["account"]?.isString($0.account) == true } ?? (way["current"]?.bool ?? false)
        return chosen ? "*" : ""
    }

    private static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
    private static func address(_ way: JSONValue) -> String { way["identifier"].map { text($0["value"]) } ?? "-" }

    private static func remarks(_ way: JSONValue, _ now: Int64) -> [String] {
        if way["usable"]?.bool != true { return [obstacle(way)] }
        var remarks: [String] = []
        if way["current"]?.bool == true { remarks.append("replies go here") }
        if let closes = way["windowClosesAt"]?.utf8.flatMap(TimeWords.milliseconds) { remarks.append(WindowWords.left(closes, now: now)) }
        if let most = way["limits"]?["textBytes"]?.integer { remarks.append("at most \(most) bytes") }
        let losses = (way["loses"]?.elements ?? []).map(text)
        if !losses.isEmpty { remarks.append("without " + losses.joined(separator: ", ")) }
        return remarks
    }

    private static func obstacle(_ way: JSONValue) -> String {
        switch way["reason"]?.string {
        case "no_address": "no address of theirs is known there"
        case "receives_only": "this channel only receives"
        case "no_start": "they have not written there, and the channel only answers"
        case "channel_unauthorized": "its credentials do not hold"
        case "channel_off": "the channel is off"
        case "window_closed": "too long since they last wrote there"
        case "other_ticket": "ticket \(way["ticket"]?.integer ?? 0) is open there"
        default: "it cannot be used now"
        }
    }

    // MARK: Choosing

    private static func choose(
        _ word: String, _ address: String?, _ ways: [JSONValue], _ body: JSONValue, _ ticket: Int64, _ call: Call
    ) {
        let named = ways.filter { $0["account"]?.isString(word) == true || $0["channel"]?.isString(word) == true }
        guard !named.isEmpty else {
            return call.fail(usage: "via: there is no channel or account \(PlainText.ascii(word, max: 64)); `via` lists those there are")
        }
        let fitting = named.filter { way in address.map { way["identifier"]?["value"]?.isString($0) == true } ?? true }
        guard let way = fitting.first(where: { $0["usable"]?.bool == true }) ?? fitting.first else {
            return call.fail(usage: "via: that is no address of the contact's there; `via` lists those")
        }
        // What is held until the channel is on again may be sent all the same.
        guard way["usable"]?.bool == true || way["reason"]?.isString("channel_off") == true else {
            return call.fail("\(text(way["account"])) cannot be used: \(obstacle(way)); `via` lists the other ways")
        }
        let chosen = ChosenWay(
            ticket: ticket, channel: way["channel"]?.string ?? "", account: way["account"]?.string ?? "", identifier: way["identifier"])
        call.seat.via = chosen
        if call.format.shape == .json { call.say(json: way.raw) } else { tell(chosen, way, call) }
        call.done()
    }

    private static func tell(_ chosen: ChosenWay, _ way: JSONValue, _ call: Call) {
        call.say("Replies in \(chosen.ticket) go \(chosen.words) now. Earlier messages stay where they are; `via back` goes back.")
        let losses = (way["loses"]?.elements ?? []).map(text)
        if !losses.isEmpty { call.remark("This way is without " + losses.joined(separator: ", ") + ".") }
        if way["usable"]?.bool != true { call.remark("It is off: replies are held until it is on again.") }
        call.seat.session?.updatePrompt()
    }

    private static func goBack(_ ticket: Int64, _ call: Call) {
        call.seat.via = nil
        call.say("Replies in \(ticket) go where the message that they answer came from.")
        call.seat.session?.updatePrompt()
        call.done()
    }
}
