internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// One message's way through the desk, read back from the journal.
extension Broker {
    /// Steps of a delivery that are looked for, the latest first.
    private static let traceStepsMax = 200

    mutating func answerTrace(_ message: MessageID, _ session: Session, _ id: UInt64?) throws(Refusal) {
        try checkPerson(session)
        let request = try asked(id)
        guard let facts = desk.messages[message] else { throw Refusal(Rejection.unknownMessage(message)) }
        let entry = entry(SequenceNumber(message.number))
        let frame = AnswerFrames.ok(to: request) { writer in
            writer.field("message", message.number)
            writer.field("ticket", optional: desk.messages.ticket(of: message).map { UInt64($0.number) })
            writer.field("kind", facts.kind == .note ? "note" : "message")
            if facts.kind != .note { writer.field("direction", facts.kind == .incoming ? "incoming" : "outgoing") }
            place(facts, &writer)
            let (changes, isComplete) = changes(of: message)
            writer.name("steps")
            writer.beginArray()
            arrival(message, facts, entry, &writer)
            for change in changes { step(change, &writer) }
            writer.endArray()
            writer.field("complete", isComplete)
            writer.field("state", desk.deliveries[message]?.state.rawValue)
            waits(message, &writer)
        }
        send(frame, to: session)
    }

    private func place(_ facts: MessageFacts, _ writer: inout JSONWriter) {
        guard let thread = facts.thread.flatMap({ desk.threads[$0] }) else { return }
        writer.slug("channel", desk.channels.account(thread.account)?.channel.slug)
        writer.slug("account", thread.account.slug)
        writer.name("thread")
        writer.string(utf8: thread.wireName)
    }

    private struct TracedChange {
        let sequence: SequenceNumber
        let entry: Entry
        let change: DeliveryChanged
    }

    /// The steps of a delivery after its first, the oldest first, and whether these are all: journals of older brokers do not say
    /// which entry was the one before.
    private func changes(of message: MessageID) -> (changes: [TracedChange], isComplete: Bool) {
        var changes: [TracedChange] = []
        var next = desk.deliveries[message]?.entry
        while let sequence = next, sequence.number > message.number {
            guard changes.count < Self.traceStepsMax, let step = change(of: message, in: sequence) else {
                return (changes.reversed(), false)
            }
            changes.append(step)
            next = step.change.previous
            if next == nil { return (changes.reversed(), false) }
        }
        return (changes.reversed(), true)
    }

    private func change(of message: MessageID, in sequence: SequenceNumber) -> TracedChange? {
        let entry = entry(sequence)
        for case .deliveryChanged(let change) in entry.events where change.message == message {
            return TracedChange(sequence: sequence, entry: entry, change: change)
        }
        return nil
    }
}

// The steps.
extension Broker {
    /// What happened to every message: it came, it was written down, and it was found where it belongs.
    private func arrival(_ message: MessageID, _ facts: MessageFacts, _ entry: Entry, _ writer: inout JSONWriter) {
        var said = entry.at
        for event in entry.events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)): said = received.at
            default: continue
            }
        }
        begin("received", said, by: entry.by, &writer)
        writer.endObject()
        begin("stored", entry.at, &writer)
        writer.field("seq", message.number)
        writer.field("durable", journal.durable >= message.number)
        writer.endObject()
        if facts.thread != nil {
            begin("threaded", entry.at, &writer)
            writer.field("seq", message.number)
            threading(entry, &writer)
            writer.endObject()
        }
        for case .replySent(let reply) in entry.events {
            begin(reply.state.rawValue, entry.at, by: entry.by, &writer)
            writer.field("seq", message.number)
            writer.field("attempt", reply.state == .dispatched ? 1 : 0)
            writer.endObject()
        }
    }

    private func threading(_ entry: Entry, _ writer: inout JSONWriter) {
        var (thread, ticket) = ("known", "current")
        for event in entry.events {
            switch event {
            case .threadOpened: thread = "opened"
            case .ticketOpened(let opened): ticket = opened.followUpOf == nil ? "opened" : "follow_up"
            case .statusChanged(let id, from: let status, _):
                if !desk.pipelines.isOpen(status, in: desk.tickets[id]?.pipeline ?? Pipeline.standard.slug) { ticket = "reopened" }
            default: continue
            }
        }
        writer.field("thread", thread)
        writer.field("ticket", ticket)
    }

    private func step(_ step: TracedChange, _ writer: inout JSONWriter) {
        begin(step.change.state.rawValue, step.entry.at, by: step.entry.by, &writer)
        writer.field("seq", step.sequence.number)
        writer.field("attempt", UInt64(step.change.attempt))
        if let failure = step.change.failure {
            writer.optionalText("code", failure.code)
            writer.optionalText("text", failure.text)
            writer.field("retryable", failure.isRetryable)
        }
        if !step.change.externalIDs.isEmpty { writer.strings("externalIds", step.change.externalIDs) }
        writer.endObject()
    }

    private func begin(_ name: String, _ at: Timestamp, by author: Author? = nil, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("step", name)
        writer.time("at", at)
        if let author { writer.author(author) }
    }
}

// What it waits for.
extension Broker {
    private func waits(_ message: MessageID, _ writer: inout JSONWriter) {
        writer.name("waits")
        guard let delivery = desk.deliveries[message], let reason = reason(for: delivery) else { return writer.null() }
        writer.beginObject()
        writer.field("for", reason.rawValue)
        if let until = delivery.until { writer.time("until", until) }
        switch reason {
        case .channelOff: switched(delivery.account, &writer)
        case .adapterAway: writer.time("since", awaySince[delivery.account] ?? started.wall)
        case .order:
            writer.time("since", delivery.changed)
            if let ahead = ahead(of: delivery) { writer.field("behind", ahead.number) }
        case .undoWindow, .diskFull, .readOnly, .adapterLeaving, .probe, .window, .adapterSlow, .turn, .adapterAnswer, .adapterReport, .rep:
            writer.time("since", delivery.changed)
        }
        writer.endObject()
    }

    /// Who switched the account off, when and why.
    private func switched(_ slug: AccountSlug, _ writer: inout JSONWriter) {
        guard let account = desk.channels.account(slug), let sequence = account.switched else { return }
        let entry = entry(sequence)
        writer.time("since", entry.at)
        writer.author(entry.by)
        writer.optionalText("reason", account.reason)
    }

    private enum WaitReason: String {
        /// Its writer, who can still take it back.
        case undoWindow = "undo_window"
        case channelOff = "channel_off"
        case diskFull = "disk_full"
        case readOnly = "read_only"
        case adapterAway = "adapter_away"
        case adapterLeaving = "adapter_leaving"
        /// The adapter is being asked what became of what an earlier session had in hand.
        case probe
        /// An earlier reply of the same thread.
        case order
        /// The adapter has as many as it wants at once.
        case window
        /// The adapter does not read what it is sent.
        case adapterSlow = "adapter_slow"
        /// The next turn of the broker.
        case turn
        case adapterAnswer = "adapter_answer"
        case adapterReport = "adapter_report"
        /// Somebody who says `retry` or `drop`.
        case rep
    }

    private func reason(for delivery: Delivery) -> WaitReason? {
        switch delivery.state {
        case .sent, .delivered, .read, .canceled: nil
        case .failed, .unknown: .rep
        case .held: delivery.until == nil ? .channelOff : .undoWindow
        case .queued: reasonToQueue(delivery)
        case .dispatched: reasonInHand(delivery) ?? .adapterAnswer
        case .accepted: reasonInHand(delivery) ?? .adapterReport
        }
    }

    private func reasonInHand(_ delivery: Delivery) -> WaitReason? {
        guard let session = serving[delivery.account].flatMap({ sessions[$0] }), let post = session.adapter else { return .adapterAway }
        return post.doubts.contains(delivery.message) || post.doubtfulThreads[delivery.thread] != nil ? .probe : nil
    }

    private func reasonToQueue(_ delivery: Delivery) -> WaitReason {
        if isFull { return .diskFull }
        if isReadOnly { return .readOnly }
        guard let session = serving[delivery.account].flatMap({ sessions[$0] }), let post = session.adapter else { return .adapterAway }
        if post.isLeaving { return .adapterLeaving }
        if post.doubtfulThreads[delivery.thread] != nil { return .probe }
        if ahead(of: delivery) != nil { return .order }
        if post.unanswered >= post.window { return .window }
        return hasRoom(session) ? .turn : .adapterSlow
    }

    /// A reply of the same thread that goes first: one without an answer, or the one right before it in the queue.
    private func ahead(of delivery: Delivery) -> MessageID? {
        func isOfThread(_ id: MessageID) -> Bool { desk.deliveries[id]?.thread == delivery.thread }
        let earlier = desk.deliveries.queued(of: delivery.account).last { $0 < delivery.message && isOfThread($0) }
        return earlier
            ?? desk.deliveries.inHand(of: delivery.account).first { isOfThread($0) && desk.deliveries[$0]?.state == .dispatched }
    }
}
