/// Reps, teams, seats, skills and who is available when.
///
/// A rep who was never set up exists by attaching: active, available, in no team and without a seat, so that they may do
/// everything by hand and are given nothing.
public struct PeopleBook: Sendable {
    public static let repsMax = 10_000
    public static let teamsMax = 1_000
    public static let skillsMax = 1_000

    private var reps: [RepName: Rep] = [:]
    private var availabilities: [RepName: Availability] = [:]
    private var teams: [TeamSlug: Team] = [:]
    private var skills: [SkillSlug: Skill] = [:]
    /// Those whose main team it is, in order.
    private var mainMembers: [TeamSlug: [RepName]] = [:]
    /// Ends of manual changes, and of whom.
    private var ends: [(at: Timestamp, rep: RepName)] = []

    /// Nil for one who was never set up.
    public func rep(_ name: RepName) -> Rep? { reps[name] }
    public func team(_ slug: TeamSlug) -> Team? { teams[slug] }
    public func skill(_ slug: SkillSlug) -> Skill? { skills[slug] }
    public func availability(of name: RepName) -> Availability { availabilities[name] ?? .standard }
    /// Whether the rep would take a ticket now; one of whom nothing is known is.
    public func isAvailable(_ name: RepName) -> Bool { availabilities[name]?.isAvailable ?? true }
    public func mainMembers(of team: TeamSlug) -> [RepName] { mainMembers[team] ?? [] }

    public var sortedReps: [Rep] { reps.values.sorted { $0.name < $1.name } }
    public var sortedTeams: [Team] { teams.values.sorted { $0.slug < $1.slug } }
    public var sortedSkills: [Skill] { skills.values.sorted { $0.slug < $1.slug } }
    public func reps(with skill: SkillSlug) -> [Rep] { sortedReps.filter { $0.skills.contains(skill) } }
    public func members(of team: TeamSlug) -> [Rep] { sortedReps.filter { $0.mainTeam == team || $0.teams.contains(team) } }

    /// When the first manual change ends by itself.
    var nextEnd: Timestamp? { ends.first?.at }
    func ends(by now: Timestamp) -> [RepName] { ends.prefix { $0.at <= now }.map(\.rep) }
}

// What would come of a change.
extension PeopleBook {
    func set(_ change: RepChange) throws(Rejection) -> [PeopleEvent] {
        let former = reps[change.name]
        guard former != nil || reps.count < Self.repsMax else {
            throw .badField("rep", reason: "there are \(Self.repsMax) reps, which is the most")
        }
        let rep = change.applied(to: former ?? Rep(change.name))
        try check(rep)
        return former?.isSame(as: rep) == true ? [] : [.repSet(rep)]
    }

    private func check(_ rep: Rep) throws(Rejection) {
        for team in rep.allTeams where teams[team] == nil { throw .unknown(Self.noTeam(team)) }
        for skill in rep.skills where skills[skill] == nil { throw .unknown(Self.noSkill(skill)) }
        if rep.outOfOffice.contains(where: { $0.to <= $0.from }) {
            throw .badField("outOfOffice", reason: "a range ends before it begins")
        }
    }

    static func noTeam(_ team: TeamSlug) -> String { "There is no team \(team.slug); `desk team list` shows those there are." }
    static func noSkill(_ skill: SkillSlug) -> String { "There is no skill \(skill.slug); `desk skill list` shows those there are." }
    static func noRep(_ rep: RepName) -> String {
        "Nothing is set up for a rep \(rep.slug); `desk rep list` shows whom there is, and `desk rep set \(rep.slug)` sets one up."
    }

    func remove(_ name: RepName) throws(Rejection) -> [PeopleEvent] {
        guard reps[name] != nil else { throw .unknown(Self.noRep(name)) }
        return [.repRemoved(name)]
    }

    func set(_ change: TeamChange) throws(Rejection) -> [PeopleEvent] {
        let former = teams[change.slug]
        guard former != nil || teams.count < Self.teamsMax else {
            throw .badField("team", reason: "there are \(Self.teamsMax) teams, which is the most")
        }
        let team = Team(slug: change.slug, label: change.label ?? former?.label ?? Text(encoded: change.slug.slug.bytes))
        return former == team ? [] : [.teamSet(team)]
    }

    func remove(_ team: TeamSlug) throws(Rejection) -> [PeopleEvent] {
        guard teams[team] != nil else { throw .unknown(Self.noTeam(team)) }
        if let member = members(of: team).first {
            throw .conflicting("The team \(team.slug) has members, such as \(member.name.slug); take them out of it first.")
        }
        return [.teamRemoved(team)]
    }

    func set(_ change: SkillChange) throws(Rejection) -> [PeopleEvent] {
        let former = skills[change.slug]
        guard former != nil || skills.count < Self.skillsMax else {
            throw .badField("skill", reason: "there are \(Self.skillsMax) skills, which is the most")
        }
        let skill = Skill(
            slug: change.slug, label: change.label ?? former?.label ?? Text(encoded: change.slug.slug.bytes),
            category: change.category ?? former?.category ?? Skill.standardCategory, rank: change.rank ?? former?.rank ?? .main)
        return former == skill ? [] : [.skillSet(skill)]
    }

    func remove(_ skill: SkillSlug) throws(Rejection) -> [PeopleEvent] {
        guard skills[skill] != nil else { throw .unknown(Self.noSkill(skill)) }
        if let rep = reps(with: skill).first {
            throw .conflicting("The skill \(skill.slug) is in use, by \(rep.name.slug) for one; take it from all who have it first.")
        }
        return [.skillRemoved(skill)]
    }

    /// Who is set up by saying for the first time whether they are there is so without a seat.
    func setAvailability(_ name: RepName, available: Bool, until: Timestamp?, at now: Timestamp) throws(Rejection) -> [PeopleEvent] {
        if let until, until <= now { throw .badField("until", reason: "that moment has passed; name one to come") }
        let current = availability(of: name)
        if current.isAvailable == available && current.until == until && (reps[name] == nil || current.cause == .manual) { return [] }
        let introduction = reps[name] == nil ? try set(RepChange(name: name)) : []
        let change = AvailabilityChanged(rep: name, isAvailable: available, cause: .manual, until: until)
        return introduction + [.availabilityChanged(change)]
    }
}

// Applying.
extension PeopleBook {
    mutating func apply(_ rep: Rep) {
        leaveTeam(rep.name)
        reps[rep.name] = rep
        guard let team = rep.mainTeam else { return }
        var members = mainMembers[team] ?? []
        members.insert(rep.name, at: members.firstIndex { rep.name < $0 } ?? members.endIndex)
        mainMembers[team] = members
    }

    private mutating func leaveTeam(_ name: RepName) {
        guard let team = reps[name]?.mainTeam else { return }
        mainMembers[team]?.removeAll { $0 == name }
        if mainMembers[team]?.isEmpty == true { mainMembers[team] = nil }
    }

    mutating func apply(removed name: RepName) {
        leaveTeam(name)
        reps[name] = nil
        availabilities[name] = nil
        ends.removeAll { $0.rep == name }
    }

    mutating func apply(_ team: Team) { teams[team.slug] = team }
    mutating func apply(removed team: TeamSlug) { teams[team] = nil }
    mutating func apply(_ skill: Skill) { skills[skill.slug] = skill }
    mutating func apply(removed skill: SkillSlug) { skills[skill] = nil }

    mutating func apply(_ change: AvailabilityChanged, at now: Timestamp) {
        let former = availability(of: change.rep)
        let automatic: Bool? =
            switch change.cause {
            case .hours, .absence: change.isAvailable
            case .none, .manual, .until: former.automatic
            }
        availabilities[change.rep] = Availability(
            isAvailable: change.isAvailable, cause: change.cause, until: change.until, automatic: automatic,
            since: former.isAvailable == change.isAvailable ? former.since : now)
        ends.removeAll { $0.rep == change.rep }
        guard let until = change.until else { return }
        let place = ends.firstIndex { (until, change.rep) < ($0.at, $0.rep) } ?? ends.endIndex
        ends.insert((until, change.rep), at: place)
    }

    func write(to state: inout StateWriter) {
        for rep in sortedReps { write(rep, to: &state) }
        for name in availabilities.keys.sorted() { write(availability(of: name), of: name, to: &state) }
        for team in sortedTeams {
            state.write(team.slug.slug)
            state.write(team.label.encoded)
        }
        for skill in sortedSkills {
            state.write(skill.slug.slug)
            state.write(skill.label.encoded)
            state.write(skill.category)
            state.write(skill.rank == .main)
        }
    }

    private func write(_ rep: Rep, to state: inout StateWriter) {
        state.write(rep.name.slug)
        state.write(rep.label) { $0.write($1.encoded) }
        state.write(rep.hasSeat)
        state.write(rep.isActive)
        state.write(rep.mainTeam) { $0.write($1.slug) }
        state.write(rep.teams.count)
        for team in rep.teams { state.write(team.slug) }
        state.write(rep.capacity) { $0.write($1) }
        state.write(rep.skills.count)
        for skill in rep.skills { state.write(skill.slug) }
        state.write(rep.schedule) { $0.write($1.slug) }
        for absence in rep.outOfOffice {
            state.write(absence.from.milliseconds)
            state.write(absence.to.milliseconds)
        }
    }

    private func write(_ availability: Availability, of name: RepName, to state: inout StateWriter) {
        state.write(name.slug)
        state.write(availability.isAvailable)
        state.write(Array(availability.cause.rawValue.utf8))
        state.write(availability.until) { $0.write($1.milliseconds) }
        state.write(availability.automatic) { $0.write($1) }
        state.write(availability.since.milliseconds)
    }
}
