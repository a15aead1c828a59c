/// What a frame says of one setting: nothing, that it goes, or what it is from now on.
public enum Edit<Value: Sendable>: Sendable {
    case unchanged
    case cleared
    case set(Value)

    public func applied(to value: Value?) -> Value? {
        switch self {
        case .unchanged: value
        case .cleared: nil
        case .set(let new): new
        }
    }

    /// For settings that always have a value.
    public func applied(to value: Value, standard: Value) -> Value {
        switch self {
        case .unchanged: value
        case .cleared: standard
        case .set(let new): new
        }
    }
}

/// What an admin says of a rep; what is not mentioned stays.
public struct RepChange: Sendable {
    public let name: RepName
    public var label = Edit<Text>.unchanged
    public var hasSeat = Edit<Bool>.unchanged
    public var isActive = Edit<Bool>.unchanged
    public var mainTeam = Edit<TeamSlug>.unchanged
    public var teams = Edit<[TeamSlug]>.unchanged
    public var capacity = Edit<Int>.unchanged
    public var skills = Edit<[SkillSlug]>.unchanged
    public var schedule = Edit<ScheduleSlug>.unchanged
    public var outOfOffice = Edit<[Absence]>.unchanged

    public init(name: RepName) { self.name = name }

    func applied(to rep: Rep) -> Rep {
        let mainTeam = mainTeam.applied(to: rep.mainTeam)
        return Rep(
            name: name, label: label.applied(to: rep.label), hasSeat: hasSeat.applied(to: rep.hasSeat, standard: false),
            isActive: isActive.applied(to: rep.isActive, standard: true), mainTeam: mainTeam,
            teams: Self.tidy(teams.applied(to: rep.teams, standard: [])).filter { $0 != mainTeam },
            capacity: capacity.applied(to: rep.capacity), skills: Self.tidy(skills.applied(to: rep.skills, standard: [])),
            schedule: schedule.applied(to: rep.schedule), outOfOffice: Self.joined(outOfOffice.applied(to: rep.outOfOffice, standard: [])))
    }

    /// In order, each once.
    private static func tidy<Element: Hashable & Comparable>(_ list: [Element]) -> [Element] { Set(list).sorted() }

    /// Ranges that touch or overlap are one.
    private static func joined(_ ranges: [Absence]) -> [Absence] {
        var joined: [Absence] = []
        for range in ranges.sorted() {
            if let last = joined.last, range.from <= last.to {
                joined[joined.count - 1] = Absence(from: last.from, to: max(last.to, range.to))
            } else {
                joined.append(range)
            }
        }
        return joined
    }
}

/// What an admin says of a team.
public struct TeamChange: Sendable {
    public let slug: TeamSlug
    public let label: Text?

    public init(slug: TeamSlug, label: Text?) {
        self.slug = slug
        self.label = label
    }
}

/// What an admin says of a skill.
public struct SkillChange: Sendable {
    public let slug: SkillSlug
    public let label: Text?
    public let category: Slug?
    public let rank: Skill.Rank?

    public init(slug: SkillSlug, label: Text?, category: Slug?, rank: Skill.Rank?) {
        self.slug = slug
        self.label = label
        self.category = category
        self.rank = rank
    }
}
