internal import DeskConsole
internal import DeskKit

/// One verb being done. Whoever runs it calls ``done()`` or one of the ways to fail, once.
final class Call {
    /// A negative answer that has no number of its own.
    static let no: Int32 = 1

    let verb: Verb
    let arguments: Arguments
    let isForced: Bool
    let seat: Seat
    /// Whom it asks: the seat's broker, as an admin where the verb wants that and the seat is a rep's.
    var link: BrokerLink?
    private var finish: ((Int32) -> Void)?

    init(_ verb: Verb, _ arguments: Arguments, isForced: Bool, seat: Seat, finish: @escaping (Int32) -> Void) {
        self.verb = verb
        self.arguments = arguments
        self.isForced = isForced
        self.seat = seat
        link = seat.link
        self.finish = finish
    }

    var format: Format { seat.format }

    /// A line as it can be typed or pasted where it is shown.
    func saying(_ line: String) -> String { seat.isLineDoor ? line : "desk " + line }

    func say(_ lines: [String]) { if !lines.isEmpty { seat.output.show(format.fitting(lines)) } }
    func say(_ line: String) { say([line]) }

    /// What is only for people: not in JSON, not among the rows of a pipe.
    func remark(_ lines: [String]) { if format.isForPeople { say(lines) } }
    func remark(_ line: String) { remark([line]) }

    func say(json object: [UInt8]) { seat.output.show([String(decoding: format.line(json: object), as: UTF8.self)]) }

    /// For whoever reads the errors; it goes on all the same.
    func warn(_ message: String) {
        seat.output.complain(format.fitting([SafeText.line(seat.isLineDoor ? message : "desk: " + message)]))
    }

    func done() { end(0) }

    func fail(_ message: String, _ code: Int32 = Call.no) {
        seat.output.complain(format.fitting([SafeText.line(seat.session?.complaint(message) ?? "desk: " + message)]))
        end(code)
    }

    func fail(usage message: String) { fail(message, ExitCode.usage.rawValue) }

    /// Of a verb with several forms, the one that was begun.
    func failForm() {
        let form = verb.form(begunBy: arguments.words)
        let hint = form == verb.usage ? "" : "; `\(saying("help \(verb.name)"))` says more"
        fail(usage: "\(verb.name) takes: \(form)\(hint)")
    }

    func end(_ code: Int32) {
        let finish = finish
        self.finish = nil
        finish?(code)
    }
}

// Asking the broker.
extension Call {
    /// Asks; what is refused or lost ends the call. What changes something carries a key, so it may be asked again after
    /// a lost connection, as what only reads may.
    func ask(
        _ type: String, _ fields: @escaping (inout JSONWriter) -> Void = { _ in },
        refused: ((DeskKit.Refusal) -> Bool)? = nil, then: @escaping (JSONValue) -> Void
    ) {
        guard let link else { return fail("there is no broker to ask", ExitCode.unreachable.rawValue) }
        link.requestDurably(type, fields) { [self] answer in
            switch answer {
            case .ok(let body): then(body)
            case .refused(let refusal): if refused?(refusal) != true { refuse(refusal) }
            case .lost: fail("the broker went away before it answered; try again", ExitCode.unreachable.rawValue)
            }
        }
    }

    /// Asks for a change, which is then our own.
    func change(
        _ type: String, key: String? = nil, _ fields: @escaping (inout JSONWriter) -> Void,
        refused: ((DeskKit.Refusal) -> Bool)? = nil, then: @escaping (JSONValue) -> Void
    ) {
        let key = key ?? seat.keys.next()
        seat.own.pending += 1
        ask(
            type,
            {
                fields(&$0)
                $0.field("key", key)
            },
            refused: { [self] refusal in
                seat.own.pending -= 1
                return refused?(refusal) ?? false
            },
            then: { [self] body in
                seat.own.pending -= 1
                if let sequence = body["seq"]?.integer { seat.own.add(sequence) }
                then(body)
            })
    }

    func refuse(_ refusal: DeskKit.Refusal) {
        if refusal.code == "required_properties_missing", let session = seat.session, session.asksForProperties(self) {
            let missing = (refusal.data?["properties"]?.elements ?? []).compactMap(\.string)
            return session.ask(PropertyQuestions(self, missing: missing), after: self)
        }
        guard format.shape == .json else { return fail(refusal.message, Self.exitCode(refusal)) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "error")
        writer.field("code", refusal.code)
        writer.field("message", refusal.message)
        writer.field("retryable", refusal.retryable)
        if let line = seat.session?.scriptLine { writer.field("line", line) }
        if let data = refusal.data { writer.fieldRaw("data", data.raw) }
        writer.endObject()
        seat.output.complain([String(decoding: format.line(json: writer.bytes), as: UTF8.self)])
        end(Self.exitCode(refusal))
    }

    /// The protocol's table; a refusal that has no number there is a plain no.
    static func exitCode(_ refusal: DeskKit.Refusal) -> Int32 {
        switch refusal.code {
        case "bad_field", "bad_identifier", "status_not_in_pipeline": ExitCode.usage.rawValue
        // Tomorrow it would be the same.
        case "conflict": no
        default: refusal.exitCode == .usage ? no : refusal.exitCode.rawValue
        }
    }

    /// The answer without what only the session needs.
    func say(answer body: JSONValue) {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in body.members where !name.elementsEqual("type".utf8) && !name.elementsEqual("re".utf8) {
            writer.fieldRaw(String(decoding: name, as: UTF8.self), value.raw)
        }
        writer.endObject()
        say(json: writer.bytes)
    }
}

// Which ticket it is about.
extension Call {
    /// The ticket that was named, or the one that is open.
    func ticket(_ named: Int64?) -> Int64? {
        if let ticket = named ?? seat.open?.facts.number { return ticket }
        fail(
            usage: "\(verb.name): which ticket? " + (seat.isLineDoor ? "open one, or name it: " : "it is ") + "`\(verb.name) \(verb.usage)`"
        )
        return nil
    }

    /// The word of that number as a ticket's number; `.` and nothing are the one that is open.
    func ticket(word index: Int) -> Int64? {
        guard index < arguments.words.count, arguments.words[index] != "." else { return ticket(nil) }
        let word = arguments.words[index]
        if let number = Arguments.number(word.hasPrefix("#") ? word.dropFirst() : word[...]) { return number }
        fail(usage: "'\(PlainText.ascii(word, max: 40))' is no ticket's number; `\(saying("inbox"))` lists them")
        return nil
    }
}
