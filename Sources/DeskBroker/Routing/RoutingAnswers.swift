internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: RoutingQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let id = try asked(id)
        let frame: [UInt8]
        switch query {
        case .settings(let account): frame = try answerRouting(account, to: id)
        case .why(let ticket): frame = try answerWhy(ticket, to: id)
        case .test(let ticket, let change): frame = try answerTest(ticket, change, to: id)
        case .dryRun(let account, let change, let limit): frame = try answerDryRun(account, change, limit: limit, to: id)
        }
        send(frame, to: session)
    }

    private func answerRouting(_ account: AccountSlug, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard desk.channels.account(account) != nil else { throw Refusal(Rejection.unknownAccount) }
        let settings = desk.routing.settings(of: account)
        return AnswerFrames.ok(to: id) { writer in
            writer.slug("account", account.slug)
            writer.field("revision", desk.channels.revision(of: account))
            writer.name("routing")
            writer.routing(settings)
            writer.name("flagged")
            writer.beginArray()
            for (rep, reason) in desk.flagged(in: settings) {
                writer.beginObject()
                writer.slug("rep", rep.slug)
                writer.field("reason", reason.rawValue)
                writer.endObject()
            }
            writer.endArray()
            writer.field("queued", desk.routing.queuedTickets(of: account).count)
        }
    }

    /// From the journal: what was gone by when it was decided, whatever has changed since.
    private func answerWhy(_ ticketID: TicketID, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard let ticket = desk.tickets[ticketID] else { throw Refusal(Rejection.unknownTicket(ticketID)) }
        return AnswerFrames.ok(to: id) { writer in
            writer.field("ticket", UInt64(ticketID.number))
            writer.slug("owner", ticket.owner?.slug)
            writer.slug("account", desk.threads[ticket.thread]?.account.slug)
            writer.slugs("teams", desk.routing.assignedTeams(of: ticketID).map(\.slug))
            writer.field("queued", desk.routing.isQueued(ticketID))
            writer.name("items")
            writer.beginArray()
            for sequence in desk.routing.history(of: ticketID) { explain(sequence, ticketID, &writer) }
            writer.endArray()
        }
    }

    private func explain(_ sequence: SequenceNumber, _ ticket: TicketID, _ writer: inout JSONWriter) {
        let entry = entry(sequence)
        for event in entry.events {
            switch event {
            case .routing(.decided(let decision)) where decision.ticket == ticket:
                began("routed", sequence, entry, &writer)
                writer.outcome(of: decision)
                writer.inputs(of: decision)
            case .routing(.returned(let returned, let owner)) where returned == ticket:
                began("returned", sequence, entry, &writer)
                writer.slug("rep", owner.slug)
            case .assigned(let assigned, let from, let to) where assigned == ticket:
                began("assigned", sequence, entry, &writer)
                writer.slug("from", from?.slug)
                writer.slug("to", to?.slug)
                writer.field("reply", entry.events.contains { if case .replySent = $0 { true } else { false } })
            default: continue
            }
            writer.endObject()
        }
    }

    private func began(_ kind: String, _ sequence: SequenceNumber, _ entry: Entry, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("kind", kind)
        writer.field("seq", sequence.number)
        writer.time("at", entry.at)
        writer.author(entry.by)
    }

    private func answerTest(_ ticketID: TicketID, _ change: RoutingChange?, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard let ticket = desk.tickets[ticketID], let thread = desk.threads[ticket.thread] else {
            throw Refusal(Rejection.unknownTicket(ticketID))
        }
        let settings = try trialSettings(change, thread.account)
        let decision = desk.rehearse(ticket, in: thread, settings)
        return AnswerFrames.ok(to: id) { writer in
            writer.field("assign", settings.isOn)
            writer.name("rules")
            writer.beginArray()
            for rule in settings.rules { writer.bool(rule.condition.matches(ticket, in: desk)) }
            writer.endArray()
            writer.name("decision")
            writer.beginObject()
            writer.outcome(of: decision)
            writer.inputs(of: decision)
            writer.endObject()
        }
    }

    private func trialSettings(_ change: RoutingChange?, _ account: AccountSlug) throws(Refusal) -> RoutingSettings {
        let current = desk.routing.settings(of: account)
        guard let change else { return current }
        let settings = change.applied(to: current)
        do throws(Rejection) {
            try desk.check(settings, after: current)
        } catch {
            throw Refusal(error)
        }
        return settings
    }

    private func answerDryRun(_ account: AccountSlug, _ change: RoutingChange, limit: Int, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard desk.channels.account(account) != nil else { throw Refusal(Rejection.unknownAccount) }
        let settings = try trialSettings(change, account)
        let run = desk.dryRun(of: settings, on: account, limit: limit)
        return AnswerFrames.ok(to: id) { writer in
            writer.field("assign", settings.isOn)
            writer.name("items")
            writer.beginArray()
            for (decision, owner) in run {
                writer.beginObject()
                writer.outcome(of: decision)
                writer.slug("owner", owner?.slug)
                writer.endObject()
            }
            writer.endArray()
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: frames to adapters, lines for the log.
    mutating func follow(_ event: RoutingEvent, in sequence: SequenceNumber) {}
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: RoutingCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .set(let account, _, _):
            writer.slug("account", account.slug)
            writer.field("revision", desk.channels.revision(of: account))
        case .noticeWritten: break
        }
    }

    /// What whoever assigns a ticket should know: how much its new owner has by now, and whether they are there.
    static func describe(owner: RepName?, _ desk: Desk, _ writer: inout JSONWriter) {
        guard let owner, let rep = desk.people.rep(owner) else { return }
        let load = desk.routing.load(of: owner)
        writer.field("ownerOpen", load)
        if let capacity = rep.capacity { writer.field("ownerCapacity", capacity) }
        writer.field("ownerAvailable", desk.people.isAvailable(owner))
        if let capacity = rep.capacity, load > capacity { writer.field("warning", "over_capacity") }
    }
}
