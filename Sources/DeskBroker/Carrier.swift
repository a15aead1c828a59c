internal import DeskCore
internal import DeskWire

/// Which adapters could take one more delivery now. Two tables and a number: a closure over the whole broker would copy it.
struct Readiness {
    let serving: [AccountSlug: SessionID]
    let sessions: [SessionID: Session]
    let outboxBytesMax: Int

    func of(_ account: AccountSlug) -> AdapterReadiness {
        guard let session = serving[account].flatMap({ sessions[$0] }), let post = session.adapter else { return .busyOrAway }
        let isCertain = post.doubts.isEmpty && post.doubtfulThreads.isEmpty
        let hasRoom = post.unanswered < post.window && session.outbox.byteCount < outboxBytesMax
        return !post.isLeaving && isCertain && hasRoom ? .ready : .busyOrAway
    }
}

/// Replies on their way to adapters: given out, probed when in doubt, held back when hands are full.
extension Broker {
    /// What follows from events outside of the desk's books: frames to adapters.
    mutating func follow(_ events: [Event], in sequence: SequenceNumber) {
        for event in events {
            switch event {
            case .replySent(let reply):
                if reply.state == .dispatched { deliver(reply, MessageID(recordedAs: sequence), attempt: 1) }
            case .deliveryChanged(let change):
                mayCarry = true
                if change.state == .dispatched { deliver(change) }
                if change.state == .failed || change.state == .unknown {
                    let account = desk.deliveries[change.message]?.account
                    note(
                        .notice, "message \(change.message.number) is \(change.state.rawValue) after attempt \(change.attempt)",
                        from: account.map(Self.source) ?? "deliveries")
                }
            case .accountCreated(let account): adopt(account)
            case .accountChanged(let slug, let active, _):
                note(.notice, "account \(slug.slug) was switched \(active ? "on" : "off")", from: Self.source(slug))
                mayCarry = true
                letFollow(slug)
            case .channelRegistered(let channel):
                note(.notice, "channel \(channel.key.slug) registered", from: "channel \(channel.key.slug)")
            case .people(let event): follow(event, in: sequence)
            case .routing(let event): follow(event, in: sequence)
            case .account(let event): follow(event, in: sequence)
            case .contact(let event): follow(event, in: sequence)
            case .pipeline(let event): follow(event, in: sequence)
            case .stranger(let event): follow(event, in: sequence)
            case .service(let event): follow(event, in: sequence)
            case .sending(let event): follow(event, in: sequence)
            case .view(let event): follow(event, in: sequence)
            case .snippet(let event): follow(event, in: sequence)
            case .merge(let event): follow(event, in: sequence)
            case .contactCreated, .threadOpened, .ticketOpened, .messageReceived, .noted, .assigned, .statusChanged, .keyUsed: break
            }
        }
    }

    /// Whose share of the log is spent on what happens to an account.
    static func source(_ account: AccountSlug) -> String { "account \(account.slug)" }

    /// The rest of the deliveries that a switch concerns, before anything else can happen to them.
    mutating func letFollow(_ slug: AccountSlug) {
        while desk.hasFollowers(of: slug) {
            guard (try? decide(.follow(slug), by: .desk)) != nil else { return }
        }
    }

    /// A new account goes to an adapter of its channel that wants it.
    private mutating func adopt(_ account: NewAccount) {
        note(
            .notice, "account \(account.slug.slug) of channel \(account.channel.slug) was created",
            from: "channel \(account.channel.slug)")
        let candidates = sessions.values.sorted { $0.id < $1.id }
        for session in candidates {
            guard let post = session.adapter, post.channel == account.channel, post.wants(account.slug) else { continue }
            return serve(account.slug, post, session)
        }
    }

    /// Gives out what waits, as far as windows and threads allow.
    mutating func carry() {
        mayCarry = false
        for (account, id) in serving.sorted(by: { $0.key < $1.key }) {
            guard let session = sessions[id], let post = session.adapter else { continue }
            // After a crash between the entries of a switch some are left.
            if !isReadOnly { letFollow(account) }
            while !post.isLeaving, post.unanswered < post.window, hasRoom(session),
                let message = desk.deliveries.next(of: account, blocked: { post.doubtfulThreads[$0] != nil })
            {
                guard desk.channels.account(account)?.givesOut == true, !isReadOnly else { break }
                // A refusal here would be the journal's: the batch is full, or the turn's commit tells of it.
                guard (try? decide(.dispatch(message), by: .desk)) != nil else {
                    mayCarry = true
                    return
                }
            }
        }
    }

    /// A later attempt: what was said is read back from the journal.
    private mutating func deliver(_ change: DeliveryChanged) {
        for case .replySent(let reply) in entry(SequenceNumber(change.message.number)).events {
            deliver(reply, change.message, attempt: change.attempt)
        }
    }

    private mutating func deliver(_ reply: ReplySent, _ id: MessageID, attempt: UInt32) {
        guard let session = serving[reply.account].flatMap({ sessions[$0] }), let post = session.adapter else { return }
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.field("type", "deliver")
        writer.field("id", post.number(.deliver(id)))
        writer.field("seq", id.number)
        writer.field("message", id.number)
        writer.slug("account", reply.account.slug)
        if !reply.threadName.isEmpty { writer.field("thread", utf8: reply.threadName) }
        writer.parties("to", reply.to)
        describe(reply, id, to: &writer)
        writer.rep(reply.rep, label: label(of: reply.rep))
        let answered = answered(by: reply)
        writer.replyTo(answered, externalID: answered.flatMap(externalID))
        writer.field("attempt", UInt64(attempt))
        writer.field("key", "d:\(id.number)")
        writer.endObject()
        send(writer.bytes, to: session)
    }

    /// The id under which the service knows a message, of either side.
    func externalID(of id: MessageID) -> [UInt8]? {
        if let delivery = desk.deliveries[id] { return delivery.externalIDs.first }
        for case .messageReceived(let received) in entry(SequenceNumber(id.number)).events { return received.externalID }
        return nil
    }

    /// Asks the adapter what became of deliveries that an earlier session left in doubt, within its window.
    mutating func probe(_ post: AdapterPost, _ session: Session) {
        while post.unanswered < post.window, let message = post.doubts.popLast() {
            var writer = JSONWriter(capacity: 96)
            writer.beginObject()
            writer.field("type", "probe")
            writer.field("id", post.number(.probe(message)))
            writer.field("message", message.number)
            writer.field("key", "d:\(message.number)")
            writer.endObject()
            send(writer.bytes, to: session)
        }
    }

    /// An adapter has answered what we asked. An answer to nothing is nobody's harm.
    mutating func take(_ answer: Answer, from session: Session) {
        guard let post = session.adapter, let request = post.answered(answer.request) else { return }
        mayCarry = true
        switch request {
        case .ping: break
        case .account(let slug, let sequence): take(answer, of: slug, sequence, from: session)
        case .connect(let token): take(answer, of: token, from: session)
        case .edit(let trial): settle(trial, answer)
        case .deliver(let message):
            if answer.isOk {
                record(.accept(message), from: session)
            } else if answer.failure?.code?.encoded.elementsEqual("shutting_down".utf8) == true {
                // It has not touched it and takes no more; the next session gets it.
                post.isLeaving = true
                record(.settle(message, .notSent, resendable: false), from: session)
            } else {
                record(.report(message, DeliveryReport(status: .failed, failure: answer.failure, externalIDs: [])), from: session)
            }
        case .probe(let message): settle(message, answer, post, session)
        }
    }

    private mutating func settle(_ message: MessageID, _ answer: Answer, _ post: AdapterPost, _ session: Session) {
        let resendable = desk.channels.channel(post.channel)?.sendsIdempotently ?? false
        record(.settle(message, answer.outcome ?? .cannotTell, resendable: resendable), from: session)
        if let thread = desk.deliveries[message]?.thread { clearDoubt(of: thread, post) }
        probe(post, session)
    }

    private func clearDoubt(of thread: ThreadID, _ post: AdapterPost) {
        let left = post.doubtfulThreads[thread, default: 1] - 1
        post.doubtfulThreads[thread] = left > 0 ? left : nil
    }

    /// A command that nobody waits for an answer to, and so nobody would send again.
    mutating func record(_ command: Command, from session: Session) {
        guard !isReadOnly, let author = session.author else { return }
        do throws(Refusal) {
            _ = try decide(command, by: author)
        } catch {
            if error.code.isRetryable { return unrecorded.append((command, session)) }
            note(.warning, "an adapter's answer was not recorded: \(error.code.rawValue)", of: session.peer)
        }
    }

    /// Records what could not be recorded when it was said. What a session said that has ended since is in doubt like the rest.
    mutating func recordLate() {
        let late = unrecorded
        unrecorded = []
        for (command, session) in late where sessions[session.id]?.adapter != nil { record(command, from: session) }
        mayCarry = true
    }
}
