internal import DeskConsole
internal import DeskKit

/// Takes a reply back that nobody outside has.
enum UndoVerb {
    static let verb = Verb(
        name: "undo", aliases: ["u"], usage: "[[N] mK]", summary: "take back your latest reply, as long as it has not gone out",
        details: [
            "Replies by mail are held for a few seconds (`channel edit ACCOUNT --undo-seconds N`), those that the channel has not taken "
                + "yet for as long as that lasts. The up-arrow brings its words back. A status that came with it is put back as well, unless "
                + "somebody has set another since; whose ticket it became, it stays."
        ],
        group: .answers, shape: .words(0...2), run: run)

    /// One's own reply was told of.
    static func note(_ item: Item, _ call: Call) {
        guard let until = item.delivery?.until else { return }
        call.seat.undoable = (item.message, item.ticket, until)
        call.seat.session?.countDown()
    }

    static func secondsLeft(_ seat: Seat) -> Int64? {
        guard let left = seat.undoable.map({ $0.until - seat.now }), left > 0 else { return nil }
        return (left + 999) / 1_000
    }

    private static func run(_ call: Call) {
        let words = call.arguments.words
        guard let last = words.last else { return latest(call) }
        if let line = Arguments.message(last) {
            guard let ticket = words.count == 2 ? call.ticket(word: 0) : call.ticket(nil) else { return }
            MessageReference.find(line, of: ticket, call) { undo($0, "m\(line)", call) }
        } else if words.count == 1, last.hasPrefix("#"), let message = Arguments.number(last.dropFirst()) {
            undo(message, "message \(message)", call)
        } else {
            call.fail(usage: "undo: which reply? it is `undo [[N] mK]`, such as `\(call.saying("undo 1042 m3"))`")
        }
    }

    private static func latest(_ call: Call) {
        guard let known = call.seat.undoable else {
            return call.fail(
                usage: "undo: nothing that you sent here is held any more; `delete [N] mK` asks the channel to take back what is out")
        }
        let line = call.seat.open?.facts.number == known.ticket ? call.seat.open?.line(of: known.message) : nil
        undo(known.message, MessageReference.text(line: line, message: known.message), call)
    }

    private static func undo(_ message: Int64, _ reference: String, _ call: Call) {
        call.change(
            "undo", { $0.field("message", message) },
            refused: { refusal in
                guard refusal.code == "conflict", refusal.data?["state"] != nil else { return false }
                call.fail("\(reference) is out already, so it cannot be taken back; `delete` asks the channel to")
                return true
            },
            then: { body in
                if call.seat.undoable?.message == message { call.seat.undoable = nil }
                tell(message, reference, body, call)
            })
    }

    /// What was said is not lost: it goes back into the line.
    private static func tell(_ message: Int64, _ reference: String, _ body: JSONValue, _ call: Call) {
        guard call.format.shape != .json else {
            call.say(answer: body)
            return call.done()
        }
        let ticket = body["ticket"]?.integer ?? 0
        call.seat.told = (message, "canceled")
        call.say("\(ticket) \(reference) is taken back; nobody was sent it.")
        guard let session = call.seat.session, session.isInteractive else { return call.done() }
        call.ask(
            "ticket",
            {
                $0.field("ticket", ticket)
                $0.field("before", message + 1)
                $0.field("limit", 1)
            },
            then: { answer in
                if let item = answer["items"]?.elements.first.flatMap(Item.init), !item.text.contains(0x0A) {
                    session.console.makeRecallable("reply #\(ticket) \(String(decoding: item.text, as: UTF8.self))")
                    call.remark("Up-arrow brings its words back.")
                }
                call.done()
            })
    }
}

extension LineSession {
    /// The prompt says how long a reply can still be taken back.
    func countDown() {
        updatePrompt()
        guard UndoVerb.secondsLeft(seat) != nil else { return }
        loop.after(milliseconds: 1_000) { [weak self] in self?.countDown() }
    }
}
