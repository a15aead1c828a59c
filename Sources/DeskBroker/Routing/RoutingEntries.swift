internal import DeskCore
internal import DeskWire

/// How the journal has this part's events.
extension EntryMembers {
    static let routing: [String: [[UInt8]]] = [
        "routing_set": names("event account settings"),
        "routed": names(
            "event ticket account cause mode rule outcome rep teams eligible source contactOwner skills droppedSecondary silent"
                + " selection afterRep seed draw firstNamed candidates excluded"),
        "routing_returned": names("event ticket rep"),
        "owner_notified": names("event ticket rep"),
        "notice_written": names("event notice"),
    ]
}

extension EntryCoding {
    static func append(_ event: RoutingEvent, to writer: inout JSONWriter) {
        switch event {
        case .settingsChanged(let account, let settings):
            writer.field("event", "routing_set")
            writer.slug("account", account.slug)
            writer.name("settings")
            writer.routing(settings)
        case .decided(let decision):
            writer.field("event", "routed")
            writer.outcome(of: decision)
            writer.inputs(of: decision)
        case .returned(let ticket, let owner):
            writer.field("event", "routing_returned")
            writer.field("ticket", UInt64(ticket.number))
            writer.slug("rep", owner.slug)
        case .ownerNotified(let notice):
            writer.field("event", "owner_notified")
            writer.field("ticket", UInt64(notice.ticket.number))
            writer.slug("rep", notice.rep.slug)
        case .noticeWritten(let sequence):
            writer.field("event", "notice_written")
            writer.field("notice", sequence.number)
        }
    }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func routing(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "routing_set": .routing(.settingsChanged(try account(value), try routingSettings(value)))
        case "routed": .routing(.decided(try decision(value)))
        case "routing_returned": .routing(.returned(try ticket(value), from: RepName(try slug(value, "rep"))))
        case "owner_notified":
            .routing(.ownerNotified(OwnerNotice(ticket: try ticket(value), rep: RepName(try slug(value, "rep")))))
        case "notice_written": .routing(.noticeWritten(SequenceNumber(try number(value, "notice"))))
        default: nil
        }
    }

    private func routingSettings(_ value: JSONValue) throws(UnreadableEntry) -> RoutingSettings {
        guard let settings = value["settings"] else { throw unreadable("no settings") }
        do throws(Refusal) {
            return try Dispatch.routingSettings(of: settings)
        } catch {
            throw unreadable("routing settings: \(error.message)")
        }
    }

    private func number(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> UInt64 {
        guard let number = value[name]?.integer, let number = UInt64(exactly: number) else { throw unreadable("no \(name)") }
        return number
    }

    /// One of the words that the type has.
    private func word<Word: RawRepresentable>(_ value: JSONValue, _ name: String) throws(UnreadableEntry) -> Word
    where Word.RawValue == String {
        guard let word = (value[name]?.string).flatMap(Word.init(rawValue:)) else { throw unreadable("no \(name)") }
        return word
    }

    private func decision(_ value: JSONValue) throws(UnreadableEntry) -> RoutingDecision {
        var excluded: [RoutingDecision.Excluded] = []
        for element in value["excluded"]?.elements ?? [] {
            excluded.append(
                RoutingDecision.Excluded(
                    reason: try word(element, "reason"), count: Int(try number(element, "count")),
                    reps: slugs(element, "reps").map { RepName($0) }))
        }
        return RoutingDecision(
            ticket: try ticket(value), account: try account(value), cause: try word(value, "cause"), mode: try word(value, "mode"),
            rule: value["rule"]?.integer.map { Int($0) }, source: try word(value, "source"), contactOwner: try contactOwner(value),
            skills: slugs(value, "skills").map { SkillSlug($0) }, droppedSecondary: value["droppedSecondary"]?.bool ?? false,
            draw: try draw(value), eligibleCount: Int(try number(value, "eligible")),
            firstNamed: value["firstNamed"]?.integer.map { Int($0) } ?? 0, candidates: try candidates(value), excluded: excluded,
            outcome: try word(value, "outcome"), chosen: optionalRep(value, "rep"), teams: slugs(value, "teams").map { TeamSlug($0) },
            passedOver: slugs(value, "silent").map { RepName($0) })
    }

    private func contactOwner(_ value: JSONValue) throws(UnreadableEntry) -> RoutingDecision.ContactOwner? {
        guard let owner = value["contactOwner"] else { return nil }
        return RoutingDecision.ContactOwner(
            rep: RepName(try slug(owner, "rep")), exclusion: owner["reason"] == nil ? nil : try word(owner, "reason"),
            isNotified: owner["notified"]?.bool ?? false)
    }

    private func draw(_ value: JSONValue) throws(UnreadableEntry) -> RoutingDecision.Draw {
        let selection: RoutingSettings.Selection = try word(value, "selection")
        return switch selection {
        case .leastBusy: .leastBusy
        case .roundRobin: .roundRobin(after: optionalRep(value, "afterRep"))
        case .random: .random(seed: try number(value, "seed"), number: try number(value, "draw"))
        }
    }

    private func candidates(_ value: JSONValue) throws(UnreadableEntry) -> [RoutingDecision.Candidate] {
        var candidates: [RoutingDecision.Candidate] = []
        for element in value["candidates"]?.elements ?? [] {
            let parts = element.elements
            guard parts.count == 3, let rep = parts[0].utf8.flatMap({ Slug($0) }), let open = parts[1].integer,
                let last = parts[2].integer.flatMap({ UInt64(exactly: $0) })
            else { throw unreadable("a candidate") }
            candidates.append(RoutingDecision.Candidate(rep: RepName(rep), open: Int(open), last: SequenceNumber(last)))
        }
        return candidates
    }
}
