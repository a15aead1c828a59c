/// What a decision is about.
struct RoutingSubject {
    let ticket: TicketID
    let account: AccountSlug
    let cause: RoutingDecision.Cause
    /// From 1; nil where none matched.
    let rule: Int?
    let contact: ContactID?
    let passedOver: [RepName]
}

/// Who would be given a ticket now: reads the books, changes nothing.
extension Desk {
    func judge(_ subject: RoutingSubject, _ settings: RoutingSettings) -> RoutingDecision {
        let rule = subject.rule.flatMap { settings.rules.indices.contains($0 - 1) ? settings.rules[$0 - 1] : nil }
        let trial = RoutingTrial(desk: self, subject: subject, settings: settings, rule: rule)
        return trial.decision
    }

    /// The owner of somebody who had written before.
    func owner(of contact: ContactID?) -> RepName? { contact.flatMap { contacts[$0]?.owner } }
}

/// One decision in the making.
private struct RoutingTrial {
    let desk: Desk
    let subject: RoutingSubject
    let settings: RoutingSettings
    let rule: RoutingRule?

    private var mode: RoutingSettings.Mode { rule?.mode ?? settings.mode }

    var decision: RoutingDecision {
        switch mode {
        case .nobody: return made(.targets, outcome: .nobody)
        case .usersAndTeams: return chosen(among: rule?.targets ?? settings.targets, .targets, contactOwner: nil)
        case .contactOwner:
            guard let owner = desk.owner(of: subject.contact) else {
                return chosen(among: rule?.targets ?? settings.fallback, .fallback, contactOwner: nil)
            }
            let exclusion = exclusion(of: owner, mayBeAway: !settings.skipsOfflineOwner)
            let isAway = !desk.people.isAvailable(owner)
            let facts = RoutingDecision.ContactOwner(rep: owner, exclusion: exclusion, isNotified: exclusion == nil && isAway)
            guard exclusion != nil else { return made(.owner, contactOwner: facts, outcome: .assigned, chosen: owner) }
            return chosen(among: rule?.targets ?? settings.fallback, .fallback, contactOwner: facts)
        }
    }

    /// Why somebody may not be given a ticket, skills aside.
    private func exclusion(of name: RepName, mayBeAway: Bool) -> RoutingDecision.Exclusion? {
        guard let rep = desk.people.rep(name) else { return .unknown }
        if !rep.isActive { return .inactive }
        if !rep.hasSeat { return .noSeat }
        if subject.passedOver.contains(name) { return .silent }
        if !mayBeAway && !desk.people.isAvailable(name) { return .away }
        if let capacity = rep.capacity, desk.routing.load(of: name) >= capacity { return .full }
        return nil
    }

    private func chosen(
        among targets: RoutingTargets, _ source: RoutingDecision.Source, contactOwner: RoutingDecision.ContactOwner?
    ) -> RoutingDecision {
        var pick = RoutingPick(draw: desk.routing.draw(for: settings, on: subject.account))
        let needed = rule?.skills ?? []
        let indispensable = rule?.dropsSecondary == true ? needed.filter { desk.people.skill($0)?.rank != .secondary } : needed
        for name in candidates(targets) {
            if let exclusion = exclusion(of: name, mayBeAway: !settings.onlyAvailable) {
                pick.exclude(name, exclusion)
            } else {
                pick.admit(candidate(name), skill(of: name, needed, indispensable))
            }
        }
        pick.close(mayDrop: indispensable.count < needed.count)
        return made(
            source, contactOwner: contactOwner, outcome: pick.chosen == nil ? .queued : .assigned, chosen: pick.chosen,
            teams: targets.teams, pick: pick, skills: needed)
    }

    /// Each once: those who are named, then the main members of each team.
    private func candidates(_ targets: RoutingTargets) -> [RepName] {
        let teams = Set(targets.teams)
        let named = targets.reps.filter { name in desk.people.rep(name)?.mainTeam.map { !teams.contains($0) } ?? true }
        return targets.teams.reduce(into: named) { $0 += desk.people.mainMembers(of: $1) }
    }

    private func candidate(_ name: RepName) -> RoutingDecision.Candidate {
        RoutingDecision.Candidate(rep: name, open: desk.routing.load(of: name), last: desk.routing.lastAssigned(name))
    }

    private func skill(of name: RepName, _ needed: [SkillSlug], _ indispensable: [SkillSlug]) -> RoutingPick.Skill {
        guard !needed.isEmpty, let skills = desk.people.rep(name)?.skills else { return .all }
        if needed.allSatisfy(skills.contains) { return .all }
        return indispensable.allSatisfy(skills.contains) ? .indispensable : .lacking
    }

    private func made(
        _ source: RoutingDecision.Source, contactOwner: RoutingDecision.ContactOwner? = nil, outcome: RoutingDecision.Outcome,
        chosen: RepName? = nil, teams: [TeamSlug] = [], pick: RoutingPick? = nil, skills: [SkillSlug] = []
    ) -> RoutingDecision {
        let mainTeam = chosen.flatMap { desk.people.rep($0)?.mainTeam }
        return RoutingDecision(
            ticket: subject.ticket, account: subject.account, cause: subject.cause, mode: mode, rule: subject.rule, source: source,
            contactOwner: contactOwner, skills: skills, droppedSecondary: pick?.droppedSecondary ?? false, draw: pick?.draw ?? .leastBusy,
            eligibleCount: pick?.eligibleCount ?? 0, firstNamed: pick?.firstNamed ?? 0, candidates: pick?.named ?? [],
            excluded: pick?.excluded ?? [], outcome: subject.cause == .ownerAway && chosen == nil ? .kept : outcome, chosen: chosen,
            teams: chosen == nil ? teams : mainTeam.map { [$0] } ?? [], passedOver: subject.passedOver)
    }
}
