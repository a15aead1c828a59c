/// Who answers: what an admin has said of them. Whether they are available is kept apart, in ``Availability``.
///
/// A class because every new ticket looks at its candidates, and none of them changes by that.
public final class Rep: Sendable {
    public static let capacityMax = 100_000
    /// The most teams, skills or absences of one rep.
    public static let listMax = 64

    public let name: RepName
    /// What people read in place of the name; nil where the configuration's or the name itself will do.
    public let label: Text?
    /// The right to be given tickets automatically.
    public let hasSeat: Bool
    public let isActive: Bool
    /// Through this one alone a rep is a candidate where a team is.
    public let mainTeam: TeamSlug?
    /// Extra ones, in order, without the main one.
    public let teams: [TeamSlug]
    /// How many open tickets automatic assignment may bring them to; nil for no limit.
    public let capacity: Int?
    /// In order.
    public let skills: [SkillSlug]
    public let schedule: ScheduleSlug?
    /// In order, none reaching into the next.
    public let outOfOffice: [Absence]

    public init(
        name: RepName, label: Text?, hasSeat: Bool, isActive: Bool, mainTeam: TeamSlug?, teams: [TeamSlug], capacity: Int?,
        skills: [SkillSlug], schedule: ScheduleSlug?, outOfOffice: [Absence]
    ) {
        self.name = name
        self.label = label
        self.hasSeat = hasSeat
        self.isActive = isActive
        self.mainTeam = mainTeam
        self.teams = teams
        self.capacity = capacity
        self.skills = skills
        self.schedule = schedule
        self.outOfOffice = outOfOffice
    }

    /// One about whom nothing was said: active, and without a seat.
    public convenience init(_ name: RepName) {
        self.init(
            name: name, label: nil, hasSeat: false, isActive: true, mainTeam: nil, teams: [], capacity: nil, skills: [], schedule: nil,
            outOfOffice: [])
    }

    public var allTeams: [TeamSlug] { ((mainTeam.map { [$0] } ?? []) + teams).sorted() }

    func isSame(as other: Rep) -> Bool {
        label == other.label && hasSeat == other.hasSeat && isActive == other.isActive && mainTeam == other.mainTeam
            && teams == other.teams && capacity == other.capacity && skills == other.skills && schedule == other.schedule
            && outOfOffice == other.outOfOffice
    }
}

/// From one moment until just before another.
public struct Absence: Hashable, Comparable, Sendable {
    public let from: Timestamp
    public let to: Timestamp

    public init(from: Timestamp, to: Timestamp) {
        self.from = from
        self.to = to
    }

    public func contains(_ moment: Timestamp) -> Bool { from <= moment && moment < to }

    public static func < (left: Self, right: Self) -> Bool { (left.from, left.to) < (right.from, right.to) }
}

/// Whether a rep is given tickets now, and what has said so.
public struct Availability: Hashable, Sendable {
    public enum Cause: String, Sendable {
        /// Nobody has said anything.
        case none
        /// Somebody has: it holds until the next edge of another cause.
        case manual
        /// The moment came until which somebody had said so.
        case until
        /// Working hours began or ended.
        case hours
        /// An out-of-office range began or ended.
        case absence
    }

    public let isAvailable: Bool
    public let cause: Cause
    /// Of a manual change: when it ends by itself.
    public let until: Timestamp?
    /// What hours and absences said last; nil where they never said anything.
    public let automatic: Bool?
    public let since: Timestamp

    /// Of whom nothing was said.
    static let standard = Availability(isAvailable: true, cause: .none, until: nil, automatic: nil, since: Timestamp(milliseconds: 0))

    /// What comes after a manual change that was to end: what hours say, or the contrary of what was said.
    var afterwards: Bool { automatic ?? !isAvailable }
}

public struct Team: Hashable, Sendable {
    public let slug: TeamSlug
    public let label: Text

    public init(slug: TeamSlug, label: Text) {
        self.slug = slug
        self.label = label
    }
}

public struct Skill: Hashable, Sendable {
    public enum Rank: String, Sendable {
        case main
        /// A rule may do without it where nobody has it.
        case secondary
    }

    public let slug: SkillSlug
    public let label: Text
    /// Such as `language`.
    public let category: Slug
    public let rank: Rank

    public init(slug: SkillSlug, label: Text, category: Slug, rank: Rank) {
        self.slug = slug
        self.label = label
        self.category = category
        self.rank = rank
    }

    public static let standardCategory = Slug(literal: "general")
}
