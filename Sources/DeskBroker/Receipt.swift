internal import DeskCore
internal import DeskWire

/// What a command came to: the entry that holds it, and whether it was asked before.
struct Receipt {
    let command: Command
    let sequence: SequenceNumber
    let isDuplicate: Bool
    /// It was so already.
    let changesNothing: Bool

    init(_ command: Command, _ sequence: SequenceNumber, isDuplicate: Bool, changesNothing: Bool = false) {
        self.command = command
        self.sequence = sequence
        self.isDuplicate = isDuplicate
        self.changesNothing = changesNothing
    }
}

/// Answers, and the frames that greet and take leave.
enum AnswerFrames {
    private enum Fragments {
        static let ok = JSONFragment(#"{"type":"ok","re":"#)
        static let sequence = JSONFragment(#","seq":"#)
        static let message = JSONFragment(#","message":"#)
        static let ticket = JSONFragment(#","ticket":"#)
        static let duplicate = JSONFragment(#","duplicate":true"#)
        static let first = JSONFragment(#","duplicate":false"#)
    }

    static func ok(to id: UInt64, _ describe: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.fragment(Fragments.ok)
        writer.integer(id)
        describe(&writer)
        writer.endObject()
        return writer.bytes
    }

    static func ok(_ receipt: Receipt, to id: UInt64, _ desk: Desk) -> [UInt8] {
        ok(to: id) { writer in
            writer.fragment(Fragments.sequence)
            writer.integer(receipt.sequence.number)
            describe(receipt, desk, &writer)
            writer.fragment(receipt.isDuplicate ? Fragments.duplicate : Fragments.first)
            if receipt.changesNothing { writer.field("changed", false) }
        }
    }

    private static func describe(_ receipt: Receipt, _ desk: Desk, _ writer: inout JSONWriter) {
        let made = MessageID(recordedAs: receipt.sequence)
        switch receipt.command {
        case .publish:
            writer.fragment(Fragments.message)
            writer.integer(made.number)
            // Kept back while its account is off.
            guard let ticket = desk.messages.ticket(of: made) else { return writer.field("held", true) }
            writer.fragment(Fragments.ticket)
            writer.integer(ticket.number)
        case .send: delivery(made, desk, &writer)
        case .note(let ticket, _, _, _):
            writer.field("message", made.number)
            writer.field("ticket", UInt64(ticket.number))
        case .assign(let ticket, _, _, _):
            writer.field("ticket", UInt64(ticket.number))
            let owner = desk.tickets[ticket]?.owner
            writer.slug("owner", owner?.slug)
            describe(owner: owner, desk, &writer)
        case .retry(let message, _), .drop(let message, _), .report(let message, _): delivery(message, desk, &writer)
        case .createAccount(let account): self.account(account.slug, desk, &writer)
        case .setAccount(let slug, _, _): self.account(slug, desk, &writer)
        case .people(let command): describe(command, desk, &writer)
        case .routing(let command): describe(command, desk, &writer)
        case .account(let command): describe(command, desk, &writer)
        case .contact(let command): describe(command, desk, &writer)
        case .pipeline(let command): describe(command, desk, &writer)
        case .stranger(let command): describe(command, desk, &writer)
        case .service(let command): describe(command, desk, &writer)
        case .sending(let command): describe(command, made, desk, &writer)
        case .view(let command): describe(command, desk, &writer)
        case .snippet(let command): describe(command, desk, &writer)
        case .merge(let command): describe(command, desk, &writer)
        case .registerChannel, .accept, .settle, .dispatch, .follow, .tick: break
        }
    }

    static func delivery(_ message: MessageID, _ desk: Desk, _ writer: inout JSONWriter) {
        writer.field("message", message.number)
        guard let delivery = desk.deliveries[message] else { return }
        writer.field("ticket", UInt64(delivery.ticket.number))
        writer.field("delivery", delivery.state.rawValue)
        if let until = delivery.until { writer.time("until", until) }
        guard let thread = desk.threads[delivery.thread] else { return }
        writer.parties("to", desk.recipients(in: thread))
    }

    static func account(_ slug: AccountSlug, _ desk: Desk, _ writer: inout JSONWriter) {
        guard let account = desk.channels.account(slug) else { return }
        writer.slug("account", slug.slug)
        writer.field("active", account.isActive)
        writer.field("authorized", account.isAuthorized)
        if account.isArchived { writer.field("archived", true) }
        writer.field("revision", account.revision)
        writer.field("held", desk.deliveries.held(of: slug).count)
        writer.field("queued", desk.deliveries.queued(of: slug).count)
        writer.field("inHand", desk.deliveries.inHand(of: slug).count)
        writer.field("whenOff", account.whenOff.rawValue)
    }

    static func error(_ refusal: Refusal, to id: UInt64?) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.field("type", "error")
        if let id { writer.field("re", id) }
        refused(refusal, &writer)
        writer.endObject()
        return writer.bytes
    }

    static func bye(_ refusal: Refusal) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.field("type", "bye")
        refused(refusal, &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func refused(_ refusal: Refusal, _ writer: inout JSONWriter) {
        writer.field("code", refusal.code.rawValue)
        writer.field("message", refusal.message)
        writer.field("retryable", refusal.code.isRetryable)
        writer.field("retryAfterMs", refusal.retryAfterMilliseconds)
        if let data = refusal.data {
            writer.name("data")
            writer.raw(data)
        }
    }

    static func pong(to id: UInt64?) -> [UInt8] {
        if let id { return ok(to: id) }
        return Array(#"{"type":"pong"}"#.utf8)
    }
}
