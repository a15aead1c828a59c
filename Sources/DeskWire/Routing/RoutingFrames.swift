public import DeskCore

/// What is read of this part of the desk without changing it.
public enum RoutingQuery: Sendable {
    case settings(AccountSlug)
    case why(TicketID)
    case test(TicketID, RoutingChange?)
    case dryRun(AccountSlug, RoutingChange, limit: Int)
}

extension RequestTypes {
    static let routing: [RequestType] = [
        RequestType("why", .people), RequestType("routing", .people), RequestType("routing.set", .admin),
        RequestType("rule.test", .people), RequestType("routing.dryrun", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func routing(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "routing": .routing(.settings(try fields.account()))
        case "why": .routing(.why(try fields.ticket()))
        case "routing.set":
            .command(
                .routing(
                    .set(
                        try fields.account(), try fields.routingChange(),
                        revision: fields.optional("revision") == nil
                            ? nil : UInt64(try fields.integer("revision", in: 0...Fields.integerMax)))))
        case "rule.test":
            .routing(
                .test(try fields.ticket(), fields.optional("routing") == nil ? nil : try fields.object("routing").routingChange()))
        case "routing.dryrun":
            .routing(
                .dryRun(try fields.account(), try fields.object("routing").routingChange(), limit: try fields.limit()))
        default: nil
        }
    }

    /// The settings that an entry holds.
    public static func routingSettings(of value: JSONValue) throws(Refusal) -> RoutingSettings {
        try Fields(value).routingChange().applied(to: .standard)
    }
}

extension Fields {
    private static let ruleTextBytesMax = 1_024

    func routingChange() throws(Refusal) -> RoutingChange {
        var change = RoutingChange()
        change.isOn = try edit("assign") { fields, name throws(Refusal) in try fields.bool(name) }
        change.mode = try edit("mode") { fields, name throws(Refusal) in try fields.word(name) }
        change.reps = try edit("reps") { fields, name throws(Refusal) in try fields.repNames(name) }
        change.teams = try edit("teams") { fields, name throws(Refusal) in try fields.teamSlugs(name) }
        change.fallback = try edit("fallback") { fields, name throws(Refusal) in try fields.object(name).targets() }
        change.onlyAvailable = try edit("onlyAvailable") { fields, name throws(Refusal) in try fields.bool(name) }
        change.skipsOfflineOwner = try edit("skipOfflineOwner") { fields, name throws(Refusal) in try fields.bool(name) }
        change.selection = try edit("selection") { fields, name throws(Refusal) in try fields.word(name) }
        change.seed = try edit("seed") { fields, name throws(Refusal) in UInt64(try fields.integer(name, in: 0...Fields.integerMax)) }
        change.stickiness = try edit("sticky") { fields, name throws(Refusal) in try fields.word(name) }
        change.returnAfterMinutes = try edit("returnAfterMinutes") { fields, name throws(Refusal) in
            try fields.integer(name, in: 1...RoutingSettings.minutesMax)
        }
        change.rules = try edit("rules") { fields, name throws(Refusal) in try fields.rules(name) }
        return change
    }

    /// One of the words that the type has.
    private func word<Word: RawRepresentable & CaseIterable & Sendable>(_ name: String) throws(Refusal) -> Word
    where Word.RawValue == String {
        let text = try shortString(name)
        guard let word = Word(rawValue: text) else {
            throw .badField(name, "it is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    private func repNames(_ name: String) throws(Refusal) -> [RepName] {
        try slugs(name, countMax: RoutingSettings.repsMax).map { RepName($0) }
    }

    private func teamSlugs(_ name: String) throws(Refusal) -> [TeamSlug] {
        try slugs(name, countMax: RoutingSettings.repsMax).map { TeamSlug($0) }
    }

    private func targets() throws(Refusal) -> RoutingTargets {
        RoutingTargets(reps: try repNames("reps"), teams: try teamSlugs("teams"))
    }

    private func rules(_ name: String) throws(Refusal) -> [RoutingRule] {
        guard let value = optional(name), value.kind == .array else { throw .badField(name, "it is not an array") }
        let elements = value.elements
        guard elements.count <= RoutingSettings.rulesMax else {
            throw .badField(name, "an account has at most \(RoutingSettings.rulesMax) rules, and here are \(elements.count)")
        }
        var rules: [RoutingRule] = []
        for element in elements {
            guard element.kind == .object else { throw .badField(name, "its elements are objects with at least when") }
            rules.append(try Fields(element).rule())
        }
        return rules
    }

    private func rule() throws(Refusal) -> RoutingRule {
        let names = optional("reps") != nil || optional("teams") != nil
        return RoutingRule(
            condition: try condition("when"), skills: try slugs("skills").map { SkillSlug($0) },
            dropsSecondary: try bool("dropSecondary", default: false), targets: names ? try targets() : nil,
            mode: optional("mode") == nil ? nil : try word("mode"))
    }

    private func condition(_ name: String) throws(Refusal) -> TicketCondition {
        let text = try bytes(name, bytesMax: Self.ruleTextBytesMax)
        do throws(Rejection) {
            return try TicketCondition(parsing: text)
        } catch {
            throw Refusal(error)
        }
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it. Who else came into question, `why` says.
    static func append(_ event: RoutingEvent, _ desk: Desk, to writer: inout JSONWriter) {
        switch event {
        case .settingsChanged(let account, let settings):
            writer.field("event", "routing_set")
            writer.slug("account", account.slug)
            writer.name("settings")
            writer.routing(settings)
        case .decided(let decision):
            writer.field("event", "routed")
            writer.outcome(of: decision)
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
