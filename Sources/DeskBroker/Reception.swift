internal import DeskCore
internal import DeskJournal
internal import DeskWire

/// From bytes to something done: frames are decoded, parsed once, translated and performed, in the order in which they came.
extension Broker {
    mutating func read(_ session: Session) {
        while !session.isEnding, hasRoom(session) {
            let bytes: [UInt8]?
            do throws(FramingError) {
                bytes = try session.decoder.next()
            } catch {
                note(.warning, "session \(session.id.number) (\(session.name)) ended: \(error)", of: session.peer)
                return end(session, Refusal(error))
            }
            guard let bytes else { break }
            session.frameBegan = nil
            take(bytes, from: session)
        }
        // While there is no room the rest of a frame is left in the socket, which is not the sender's delay.
        if !hasRoom(session) || !session.decoder.isMidFrame {
            session.frameBegan = nil
        } else if session.frameBegan == nil {
            session.frameBegan = now.monotonicMilliseconds
        }
        track(session)
    }

    private mutating func take(_ bytes: [UInt8], from session: Session) {
        do throws(JSONError) {
            handle(try JSONDocument(parsing: bytes), from: session)
        } catch {
            session.malformed += 1
            counters.unreadable += 1
            let refusal = Refusal(.malformed, "The frame is not the JSON that the protocol asks for: \(error).") {
                $0.field("offset", error.offset)
            }
            guard session.malformed < limits.malformedMax else { return end(session, refusal) }
            send(AnswerFrames.error(refusal, to: nil), to: session)
        }
    }

    private mutating func handle(_ document: JSONDocument, from session: Session) {
        let request: Request
        do throws(Refusal) {
            request = try Request(document)
        } catch {
            counters.unreadable += 1
            return send(AnswerFrames.error(error, to: document.root["id"]?.integer.flatMap { UInt64(exactly: $0) }), to: session)
        }
        counters.count(request)
        if !taps.isEmpty { tap(document, .in, session) }
        do throws(Refusal) {
            try count(request, of: session)
            try checkGreeted(request, session)
            try checkRole(request, session)
            let intention = try Dispatch.intention(of: request, role: session.role)
            try perform(intention, for: session, as: request.id)
        } catch {
            refuse(error, request, session)
        }
    }

    private static let notHello = Refusal(.notHello, "The first frame must be a hello; send it before anything else.")

    /// Whatever comes before a hello is not looked at closely enough to find anything else wrong with it.
    private func checkGreeted(_ request: Request, _ session: Session) throws(Refusal) {
        guard session.author != nil || request.type == "hello" else { throw Self.notHello }
    }

    /// What a session asks before it has heard anything is bounded, too.
    private func count(_ request: Request, of session: Session) throws(Refusal) {
        guard request.id != nil else { return }
        session.unanswered += 1
        guard session.unanswered <= limits.requestsMax else {
            throw Refusal(.quota, "More than \(limits.requestsMax) requests wait for their answers; read those first.")
        }
    }

    /// A request is always answered. A notice never is, whatever was wrong with it.
    private mutating func refuse(_ refusal: Refusal, _ request: Request, _ session: Session) {
        counters.count(refusal, of: request)
        remember(refusal, of: request, session)
        if case .awaitingHello = session.state {
            note(
                .notice, "session \(session.id.number) of user \(session.peer.user) refused: \(refusal.code.rawValue)",
                of: session.peer)
            if let id = request.id { send(AnswerFrames.error(refusal, to: id), to: session) }
            return end(session, refusal)
        }
        guard let id = request.id else { return }
        // That there is no room tells of no entry, and nobody should wait for room to hear it.
        let isAboutRoom = refusal.code == .noSpace
        send(AnswerFrames.error(refusal, to: id), to: session, tellingOf: isAboutRoom ? 0 : journal.head)
    }

    /// The only switch over intentions.
    private mutating func perform(_ intention: Intention, for session: Session, as id: UInt64?) throws(Refusal) {
        if case .hello(let hello) = intention { return try greet(hello, session, id) }
        guard let author = session.author else { throw Self.notHello }
        switch intention {
        case .command(let command): try perform(command, by: author, session, id)
        case .answer(let answer): take(answer, from: session)
        case .history(let account, let thread, let after, let limit):
            try answerHistory(account, thread, after: after, limit: limit, session, id)
        case .adapterTyping(let account, let thread, let on): try relayTyping(account, thread, on, session)
        case .watch(let from): try watch(from: from, session, id)
        case .tickets(let query): try answerTickets(query, session, id)
        case .ticket(let ticket, let before, let limit): try answerTicket(ticket, before: before, limit: limit, session, id)
        case .viewing(let ticket): try view(ticket, session)
        case .typing(let ticket, let on): try relayTyping(ticket, on, session)
        case .who: try answerWho(session, id)
        case .channels(let after): try answerChannels(after: after, session, id)
        case .stats: try answerStats(session, id)
        case .metrics: try answerMetrics(session, id)
        case .export(let export): try answerExport(export, session, id)
        case .backup: try answerBackup(session, id)
        case .people(let query): try answer(query, session, id)
        case .routing(let query): try answer(query, session, id)
        case .account(let query): try answer(query, session, id)
        case .contact(let query): try answer(query, session, id)
        case .pipeline(let query): try answer(query, session, id)
        case .stranger(let query): try answer(query, session, id)
        case .service(let query): try answer(query, session, id)
        case .message(let query): try answer(query, session, id)
        case .sending(let query): try answer(query, session, id)
        case .view(let query): try answer(query, session, id)
        case .snippet(let query): try answer(query, session, id)
        case .blob(let query): try answer(query, session, id)
        case .search(let query): try answer(query, session, id)
        case .trace(let message): try answerTrace(message, session, id)
        case .tap(let tap): try begin(tap, session, id)
        case .health(let report): try hear(report, session)
        case .adapters: try answerAdapters(session, id)
        case .restartAdapter(let name): try restartAdapter(name, session, id)
        case .adapterLogs(let query): try answerLogs(query, session, id)
        case .ping: send(AnswerFrames.pong(to: id), to: session)
        case .hello, .nothing: break
        }
    }

    mutating func perform(_ command: Command, by author: Author, _ session: Session, _ id: UInt64?) throws(Refusal) {
        guard let id else { throw Refusal(.badField, "A frame that changes something is a request and carries an id.") }
        guard !isReadOnly else {
            throw Refusal(
                .readOnly,
                isViewing
                    ? "The broker was started with --read-only and takes nothing in."
                    : "The broker is read-only because its journal lacks what it once acknowledged; an admin must look at it.")
        }
        if try isTried(command, by: author, session, id) { return }
        try carryOut(command, by: author, session, id)
    }

    mutating func carryOut(_ command: Command, by author: Author, _ session: Session, _ id: UInt64) throws(Refusal) {
        let receipt = try decide(command, by: author)
        counters.count(receipt)
        send(AnswerFrames.ok(receipt, to: id, desk), to: session)
    }

    /// Which roles may send frames of which types. What is not known is for the dispatch to say. Who tries is found in the log.
    private mutating func checkRole(_ request: Request, _ session: Session) throws(Refusal) {
        guard let role = session.role, let allowed = RequestTypes.roles(for: request.type) else { return }
        guard allowed.contains(RoleSet(role)) else {
            note(.notice, "session \(session.id.number) (\(session.name)) asked for \(request.type): not_allowed", of: session.peer)
            throw Refusal(.notAllowed, "Your role may not send frames of this type; attach in the role that they belong to.")
        }
    }

    /// Decides and stages.
    mutating func decide(_ command: Command, by author: Author) throws(Refusal) -> Receipt {
        let decision: Decision
        let command = command.content?.attachments.isEmpty == false ? try withFilesAsTheyAre(command) : command
        let readiness = Readiness(serving: serving, sessions: sessions, outboxBytesMax: limits.outboxBytesMax)
        do throws(Rejection) {
            decision = try desk.decide(command, by: author, at: wall, adapter: readiness.of)
        } catch {
            throw worded(error)
        }
        switch decision {
        case .repeated(let sequence): return Receipt(command, sequence, isDuplicate: true)
        case .record(let events):
            if events.contains(where: { $0.message(in: desk.head)?.content != nil }) { try requireFiles(of: events) }
            let changesNothing = events.allSatisfy { if case .keyUsed = $0 { true } else { false } }
            return Receipt(command, try stage(events, by: author), isDuplicate: false, changesNothing: changesNothing)
        }
    }

    /// A refusal of a stale view brings the messages that the rep has not seen.
    private func worded(_ rejection: Rejection) -> Refusal {
        guard case .staleView(let newer, let head) = rejection else { return Refusal(rejection) }
        return Refusal(.staleView, "The ticket has newer messages than the ones you saw; read them, then reply again or force it.") {
            $0.field("head", head.number)
            $0.name("newer")
            $0.beginArray()
            var room = limits.answerBytesMax
            for id in newer where room > 0 {
                let item = self.item(id)
                room -= item.count
                $0.raw(item)
            }
            $0.endArray()
        }
    }

    /// Wall time never goes back within a journal.
    var wall: Timestamp { max(lastWall, now.wall) }

    /// Appends events to the turn's batch and applies them, so that the next command sees them. Says which entry they are.
    mutating func stage(_ events: [Event], by author: Author) throws(Refusal) -> SequenceNumber {
        guard !events.isEmpty else { return desk.head }
        if events.contains(where: { if case .account(.connected) = $0 { true } else { false } }) { try keepSecrets(of: events) }
        let at = wall
        let bytes = EntryCoding.entry(events, at: at, by: author)
        // What cannot be read again would keep the next start from serving: tests find out here, and not there.
        assert((try? EntryReader(sequence: desk.head.number + 1, isStrict: true).entry(bytes)) != nil, "an entry that replay would refuse")
        let sequence = SequenceNumber(try append(bytes))
        lastWall = at
        clock(events, at: at)
        desk.apply(events, in: sequence, at: at)
        audit.note(events, in: sequence, by: author)
        viewCounts.note(events)
        blobIndex.note(events, in: sequence)
        fanOut(events, in: sequence, at: at, by: author)
        follow(events, in: sequence)
        callReps(for: events, in: sequence, by: author)
        tellAdapters(of: sequence)
        return sequence
    }

    private func append(_ bytes: [UInt8]) throws(Refusal) -> UInt64 {
        guard !isFull else {
            throw Refusal(.noSpace, "The disk is full; make room there, then send it again.", retryAfterMilliseconds: 2_000)
        }
        do throws(JournalError) {
            return try journal.append(bytes.span)
        } catch {
            // A failed disk is met again by the commit at the turn's end, which ends the process: nobody hears this answer then.
            throw Refusal(.busy, "More has come at once than one turn takes; send it again.", retryAfterMilliseconds: 100)
        }
    }
}

extension Refusal {
    init(_ error: FramingError) {
        self.init(Code(rawValue: error.code) ?? .malformed, "\(error).")
    }
}
