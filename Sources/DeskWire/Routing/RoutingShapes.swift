public import DeskCore

/// Routing as frames and journal entries show it.
extension JSONWriter {
    public mutating func routing(_ settings: RoutingSettings) {
        beginObject()
        field("assign", settings.isOn)
        field("mode", settings.mode.rawValue)
        targets(settings.targets)
        name("fallback")
        beginObject()
        targets(settings.fallback)
        endObject()
        field("onlyAvailable", settings.onlyAvailable)
        field("skipOfflineOwner", settings.skipsOfflineOwner)
        field("selection", settings.selection.rawValue)
        field("seed", settings.seed)
        field("sticky", settings.stickiness.rawValue)
        if let minutes = settings.returnAfterMinutes { field("returnAfterMinutes", minutes) }
        name("rules")
        beginArray()
        for rule in settings.rules { self.rule(rule) }
        endArray()
        endObject()
    }

    /// Of a ticket in lists: the teams it is assigned to, and whether it waits for somebody.
    mutating func assignment(of ticket: TicketID, in desk: Desk) {
        let teams = desk.routing.assignedTeams(of: ticket)
        if !teams.isEmpty { slugs("teams", teams.map(\.slug)) }
        if desk.routing.isQueued(ticket) { field("queued", true) }
    }

    private mutating func targets(_ targets: RoutingTargets) {
        slugs("reps", targets.reps.map(\.slug))
        slugs("teams", targets.teams.map(\.slug))
    }

    private mutating func rule(_ rule: RoutingRule) {
        beginObject()
        field("when", utf8: rule.condition.text)
        if !rule.skills.isEmpty { slugs("skills", rule.skills.map(\.slug)) }
        if rule.dropsSecondary { field("dropSecondary", true) }
        if let targets = rule.targets { self.targets(targets) }
        if let mode = rule.mode { field("mode", mode.rawValue) }
        endObject()
    }

    /// What came of it, without those who came into question.
    public mutating func outcome(of decision: RoutingDecision) {
        field("ticket", UInt64(decision.ticket.number))
        slug("account", decision.account.slug)
        field("cause", decision.cause.rawValue)
        field("mode", decision.mode.rawValue)
        if let rule = decision.rule { field("rule", rule) }
        field("outcome", decision.outcome.rawValue)
        if let chosen = decision.chosen { slug("rep", chosen.slug) }
        if !decision.teams.isEmpty { slugs("teams", decision.teams.map(\.slug)) }
        field("eligible", decision.eligibleCount)
    }

    /// Everything that was gone by.
    public mutating func inputs(of decision: RoutingDecision) {
        field("source", decision.source.rawValue)
        if let owner = decision.contactOwner { contactOwner(owner) }
        if !decision.skills.isEmpty { slugs("skills", decision.skills.map(\.slug)) }
        if decision.droppedSecondary { field("droppedSecondary", true) }
        if !decision.passedOver.isEmpty { slugs("silent", decision.passedOver.map(\.slug)) }
        draw(decision.draw)
        if case .random = decision.draw { field("firstNamed", decision.firstNamed) }
        name("candidates")
        beginArray()
        for candidate in decision.candidates {
            beginArray()
            string(candidate.rep.slug.text)
            integer(candidate.open)
            integer(candidate.last.number)
            endArray()
        }
        endArray()
        name("excluded")
        beginArray()
        for excluded in decision.excluded { self.excluded(excluded) }
        endArray()
    }

    private mutating func contactOwner(_ owner: RoutingDecision.ContactOwner) {
        name("contactOwner")
        beginObject()
        slug("rep", owner.rep.slug)
        if let exclusion = owner.exclusion { field("reason", exclusion.rawValue) }
        if owner.isNotified { field("notified", true) }
        endObject()
    }

    private mutating func draw(_ draw: RoutingDecision.Draw) {
        switch draw {
        case .leastBusy: field("selection", RoutingSettings.Selection.leastBusy.rawValue)
        case .roundRobin(let after):
            field("selection", RoutingSettings.Selection.roundRobin.rawValue)
            if let after { slug("afterRep", after.slug) }
        case .random(let seed, let number):
            field("selection", RoutingSettings.Selection.random.rawValue)
            field("seed", seed)
            field("draw", number)
        }
    }

    private mutating func excluded(_ excluded: RoutingDecision.Excluded) {
        beginObject()
        field("reason", excluded.reason.rawValue)
        field("count", excluded.count)
        slugs("reps", excluded.reps.map(\.slug))
        endObject()
    }
}
