/// The choice among candidates: takes each once, then says whom it falls on and what is written down of it.
struct RoutingPick {
    enum Skill { case all, indispensable, lacking }

    let draw: RoutingDecision.Draw
    private var skilled: [RoutingDecision.Candidate] = []
    private var lessSkilled: [RoutingDecision.Candidate] = []
    private var counts = [Int](repeating: 0, count: RoutingDecision.Exclusion.allCases.count)
    private var names = [[RepName]](repeating: [], count: RoutingDecision.Exclusion.allCases.count)
    private(set) var droppedSecondary = false
    private(set) var eligibleCount = 0
    private(set) var firstNamed = 0
    /// In the order of the draw.
    private(set) var named: [RoutingDecision.Candidate] = []
    private(set) var chosen: RepName?

    init(draw: RoutingDecision.Draw) { self.draw = draw }

    mutating func exclude(_ rep: RepName, _ reason: RoutingDecision.Exclusion) {
        guard let place = RoutingDecision.Exclusion.allCases.firstIndex(of: reason) else { return }
        counts[place] += 1
        if names[place].count < RoutingDecision.excludedNamedMax { names[place].append(rep) }
    }

    mutating func admit(_ candidate: RoutingDecision.Candidate, _ skill: Skill) {
        switch skill {
        case .all: skilled.append(candidate)
        case .indispensable: lessSkilled.append(candidate)
        case .lacking: exclude(candidate.rep, .skills)
        }
    }

    /// Everybody was heard. Where nobody has all skills, those without the secondary ones will do.
    mutating func close(mayDrop: Bool) {
        droppedSecondary = mayDrop && skilled.isEmpty && !lessSkilled.isEmpty
        let eligible = droppedSecondary ? lessSkilled : skilled
        if !droppedSecondary { for candidate in lessSkilled { exclude(candidate.rep, .skills) } }
        eligibleCount = eligible.count
        let limit = RoutingDecision.candidatesNamedMax
        switch draw {
        case .leastBusy, .roundRobin: named = draw.first(limit, of: eligible)
        case .random:
            let place = draw.place(among: eligible, count: eligible.count) ?? 0
            firstNamed = max(0, min(place - limit / 2, eligible.count - limit))
            named = Array(eligible.dropFirst(firstNamed).prefix(limit))
        }
        guard let place = draw.place(among: named, count: eligibleCount) else { return }
        chosen = named[place - firstNamed].rep
    }

    var excluded: [RoutingDecision.Excluded] {
        RoutingDecision.Exclusion.allCases.indices.filter { counts[$0] > 0 }.map {
            RoutingDecision.Excluded(reason: RoutingDecision.Exclusion.allCases[$0], count: counts[$0], reps: names[$0])
        }
    }
}

extension RoutingDecision.Draw {
    /// The first `limit` in the order of the draw. Of many, most are only held against the last that is kept.
    func first(_ limit: Int, of candidates: [RoutingDecision.Candidate]) -> [RoutingDecision.Candidate] {
        guard candidates.count > 2 * limit else { return Array(ordered(candidates).prefix(limit)) }
        var kept: [RoutingDecision.Candidate] = []
        var start = 0
        while start < candidates.count {
            let end = min(start + limit, candidates.count)
            kept = Array(ordered(kept + candidates[start..<end]).prefix(limit))
            start = end
        }
        return kept
    }
}
