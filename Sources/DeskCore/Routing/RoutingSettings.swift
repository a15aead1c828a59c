/// How an account's new tickets find somebody: what an admin has said of it.
///
/// A class because every new ticket looks at it, and it never changes.
public final class RoutingSettings: Sendable {
    public enum Mode: String, CaseIterable, Sendable {
        case nobody
        case usersAndTeams = "users_and_teams"
        case contactOwner = "contact_owner"
    }

    public enum Selection: String, CaseIterable, Sendable {
        /// The fewest open tickets; of equals the one whose last ticket is longest ago; of equals the first name.
        case leastBusy = "least_busy"
        /// The next name after whoever was given the account's last ticket in turn.
        case roundRobin = "round_robin"
        /// The seed and the number of the draw decide, so that it can be drawn again.
        case random
    }

    public enum Stickiness: String, CaseIterable, Sendable {
        /// Who has a ticket keeps it while they are active.
        case always
        /// An owner who is away when the contact writes gives it to somebody who is there.
        case onlyIfAvailable = "only_if_available"
    }

    public static let rulesMax = 100
    public static let repsMax = 1_000
    public static let minutesMax: Int64 = 60 * 24 * 365

    public let isOn: Bool
    public let mode: Mode
    public let targets: RoutingTargets
    /// Who gets what a contact's owner does not.
    public let fallback: RoutingTargets
    public let onlyAvailable: Bool
    public let skipsOfflineOwner: Bool
    public let selection: Selection
    public let seed: UInt64
    public let stickiness: Stickiness
    /// A ticket goes back to the queue when its owner lets its contact wait that long; nil for never.
    public let returnAfterMinutes: Int64?
    public let rules: [RoutingRule]

    public init(
        isOn: Bool, mode: Mode, targets: RoutingTargets, fallback: RoutingTargets, onlyAvailable: Bool, skipsOfflineOwner: Bool,
        selection: Selection, seed: UInt64, stickiness: Stickiness, returnAfterMinutes: Int64?, rules: [RoutingRule]
    ) {
        self.isOn = isOn
        self.mode = mode
        self.targets = targets
        self.fallback = fallback
        self.onlyAvailable = onlyAvailable
        self.skipsOfflineOwner = skipsOfflineOwner
        self.selection = selection
        self.seed = seed
        self.stickiness = stickiness
        self.returnAfterMinutes = returnAfterMinutes
        self.rules = rules
    }

    /// Of an account of which nothing was said: tickets are opened and stay nobody's.
    public static let standard = RoutingSettings(
        isOn: false, mode: .nobody, targets: RoutingTargets(), fallback: RoutingTargets(), onlyAvailable: true,
        skipsOfflineOwner: false, selection: .leastBusy, seed: 0, stickiness: .always, returnAfterMinutes: nil, rules: [])

    /// Everybody that it names, each once, in order.
    var reps: [RepName] {
        Set(targets.reps + fallback.reps + rules.flatMap { $0.targets?.reps ?? [] }).sorted()
    }

    var teams: [TeamSlug] {
        Set(targets.teams + fallback.teams + rules.flatMap { $0.targets?.teams ?? [] }).sorted()
    }

    public var skills: [SkillSlug] { Set(rules.flatMap(\.skills)).sorted() }

    func isSame(as other: RoutingSettings) -> Bool {
        isOn == other.isOn && mode == other.mode && targets == other.targets && fallback == other.fallback
            && onlyAvailable == other.onlyAvailable && skipsOfflineOwner == other.skipsOfflineOwner && selection == other.selection
            && seed == other.seed && stickiness == other.stickiness && returnAfterMinutes == other.returnAfterMinutes
            && rules == other.rules
    }
}

/// Reps, and the main members of teams.
public struct RoutingTargets: Hashable, Sendable {
    /// In order, each once.
    public let reps: [RepName]
    public let teams: [TeamSlug]

    public init(reps: [RepName] = [], teams: [TeamSlug] = []) {
        self.reps = Set(reps).sorted()
        self.teams = Set(teams).sorted()
    }

    public var isEmpty: Bool { reps.isEmpty && teams.isEmpty }
}

/// For the tickets that a query finds: which skills they ask for, and where that differs from the account's, who gets them.
public struct RoutingRule: Equatable, Sendable {
    public let condition: TicketCondition
    public let skills: [SkillSlug]
    /// Where nobody has all, those of rank `secondary` are done without.
    public let dropsSecondary: Bool
    public let targets: RoutingTargets?
    public let mode: RoutingSettings.Mode?

    public init(
        condition: TicketCondition, skills: [SkillSlug], dropsSecondary: Bool, targets: RoutingTargets?, mode: RoutingSettings.Mode?
    ) {
        self.condition = condition
        self.skills = Set(skills).sorted()
        self.dropsSecondary = dropsSecondary
        self.targets = targets
        self.mode = mode
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.condition.text == right.condition.text && left.skills == right.skills && left.dropsSecondary == right.dropsSecondary
            && left.targets == right.targets && left.mode == right.mode
    }
}

/// What an admin says of an account's routing; what is not mentioned stays.
public struct RoutingChange: Sendable {
    public var isOn = Edit<Bool>.unchanged
    public var mode = Edit<RoutingSettings.Mode>.unchanged
    public var reps = Edit<[RepName]>.unchanged
    public var teams = Edit<[TeamSlug]>.unchanged
    public var fallback = Edit<RoutingTargets>.unchanged
    public var onlyAvailable = Edit<Bool>.unchanged
    public var skipsOfflineOwner = Edit<Bool>.unchanged
    public var selection = Edit<RoutingSettings.Selection>.unchanged
    public var seed = Edit<UInt64>.unchanged
    public var stickiness = Edit<RoutingSettings.Stickiness>.unchanged
    public var returnAfterMinutes = Edit<Int64>.unchanged
    public var rules = Edit<[RoutingRule]>.unchanged

    public init() {}

    public func applied(to settings: RoutingSettings) -> RoutingSettings {
        RoutingSettings(
            isOn: isOn.applied(to: settings.isOn, standard: false), mode: mode.applied(to: settings.mode, standard: .nobody),
            targets: RoutingTargets(
                reps: reps.applied(to: settings.targets.reps, standard: []), teams: teams.applied(to: settings.targets.teams, standard: [])),
            fallback: fallback.applied(to: settings.fallback, standard: RoutingTargets()),
            onlyAvailable: onlyAvailable.applied(to: settings.onlyAvailable, standard: true),
            skipsOfflineOwner: skipsOfflineOwner.applied(to: settings.skipsOfflineOwner, standard: false),
            selection: selection.applied(to: settings.selection, standard: .leastBusy),
            seed: seed.applied(to: settings.seed, standard: 0), stickiness: stickiness.applied(to: settings.stickiness, standard: .always),
            returnAfterMinutes: returnAfterMinutes.applied(to: settings.returnAfterMinutes),
            rules: rules.applied(to: settings.rules, standard: []))
    }
}
