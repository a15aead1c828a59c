/// Who was given a ticket and why, or why nobody was: everything that the choice followed from, so that it can be explained
/// and made again without anything else.
public final class RoutingDecision: Sendable {
    /// What asked for it.
    public enum Cause: String, CaseIterable, Sendable {
        case opened, reopened
        /// The ticket had waited in the queue, and somebody could take it.
        case queue
        /// Its owner had let the contact wait too long.
        case returned
        /// Its owner is not active any more.
        case ownerGone = "owner_gone"
        /// Its owner was away when the contact wrote, and the account lets tickets go on then.
        case ownerAway = "owner_away"
    }

    public enum Outcome: String, CaseIterable, Sendable {
        case assigned
        /// Nobody could take it: it waits for the first who can.
        case queued
        /// Nobody else could take it, so that an owner who is only away keeps it.
        case kept
        /// Nobody is meant to be given it.
        case nobody
    }

    /// Why somebody was passed over; the first that applies, in this order.
    public enum Exclusion: String, CaseIterable, Sendable {
        case unknown, inactive
        case noSeat = "no_seat"
        /// The ticket was taken from them because they were silent.
        case silent
        case away, full, skills
    }

    /// Where those who came into question were from.
    public enum Source: String, CaseIterable, Sendable { case targets, fallback, owner }

    /// The owner of the ticket's contact, and why they were passed over.
    public struct ContactOwner: Hashable, Sendable {
        public let rep: RepName
        public let exclusion: Exclusion?
        /// Assigned although away, so that a notice goes to them.
        public let isNotified: Bool

        public init(rep: RepName, exclusion: Exclusion?, isNotified: Bool) {
            self.rep = rep
            self.exclusion = exclusion
            self.isNotified = isNotified
        }
    }

    /// Somebody who could take it, and what they were ranked by.
    public struct Candidate: Hashable, Sendable {
        public let rep: RepName
        /// Open tickets.
        public let open: Int
        /// The entry in which they were last given one; zero for never.
        public let last: SequenceNumber

        public init(rep: RepName, open: Int, last: SequenceNumber) {
            self.rep = rep
            self.open = open
            self.last = last
        }
    }

    /// Those who were passed over for one reason: how many, and the first of them.
    public struct Excluded: Hashable, Sendable {
        public let reason: Exclusion
        public let count: Int
        public let reps: [RepName]

        public init(reason: Exclusion, count: Int, reps: [RepName]) {
            self.reason = reason
            self.count = count
            self.reps = reps
        }
    }

    /// What the selection went by besides the candidates.
    public enum Draw: Hashable, Sendable {
        case leastBusy
        /// Whose turn it was before.
        case roundRobin(after: RepName?)
        case random(seed: UInt64, number: UInt64)
    }

    /// How many of the eligible, and of those of each reason who were not, an entry names. More are counted.
    public static let candidatesNamedMax = 64
    public static let excludedNamedMax = 24

    public let ticket: TicketID
    public let account: AccountSlug
    public let cause: Cause
    public let mode: RoutingSettings.Mode
    /// The rule that matched, from 1; nil where none did.
    public let rule: Int?
    public let source: Source
    public let contactOwner: ContactOwner?
    /// Skills that were asked for, and whether secondary ones among the rule's had to be left out.
    public let skills: [SkillSlug]
    public let droppedSecondary: Bool
    public let draw: Draw
    public let eligibleCount: Int
    /// The place of the first candidate that is named, among the eligible in the order of the draw.
    public let firstNamed: Int
    public let candidates: [Candidate]
    public let excluded: [Excluded]
    public let outcome: Outcome
    public let chosen: RepName?
    /// The teams that the ticket is assigned to.
    public let teams: [TeamSlug]
    /// Those whom the ticket was taken from.
    public let passedOver: [RepName]

    public init(
        ticket: TicketID, account: AccountSlug, cause: Cause, mode: RoutingSettings.Mode, rule: Int?, source: Source,
        contactOwner: ContactOwner?, skills: [SkillSlug], droppedSecondary: Bool, draw: Draw, eligibleCount: Int, firstNamed: Int,
        candidates: [Candidate], excluded: [Excluded], outcome: Outcome, chosen: RepName?, teams: [TeamSlug], passedOver: [RepName]
    ) {
        self.ticket = ticket
        self.account = account
        self.cause = cause
        self.mode = mode
        self.rule = rule
        self.source = source
        self.contactOwner = contactOwner
        self.skills = skills
        self.droppedSecondary = droppedSecondary
        self.draw = draw
        self.eligibleCount = eligibleCount
        self.firstNamed = firstNamed
        self.candidates = candidates
        self.excluded = excluded
        self.outcome = outcome
        self.chosen = chosen
        self.teams = teams
        self.passedOver = passedOver
    }

    /// Whom the same choice falls on once more, from nothing but what is recorded here.
    public var chosenAgain: RepName? {
        switch (outcome, source) {
        case (.nobody, _): return nil
        case (_, .owner): return contactOwner.flatMap { $0.exclusion == nil ? $0.rep : nil }
        case (_, .targets), (_, .fallback):
            let place = draw.place(among: candidates, count: eligibleCount)
            return place.flatMap { candidates.indices.contains($0 - firstNamed) ? candidates[$0 - firstNamed].rep : nil }
        }
    }
}

extension RoutingDecision.Draw {
    /// Candidates in the order in which the draw looks at them.
    func ordered(_ candidates: [RoutingDecision.Candidate]) -> [RoutingDecision.Candidate] {
        switch self {
        case .leastBusy: candidates.sorted { ($0.open, $0.last, $0.rep) < ($1.open, $1.last, $1.rep) }
        case .random: candidates.sorted { $0.rep < $1.rep }
        case .roundRobin(let after):
            // Everybody after the last one, then from the beginning.
            candidates.sorted { ($0.isDue(after: after) ? 0 : 1, $0.rep) < ($1.isDue(after: after) ? 0 : 1, $1.rep) }
        }
    }

    /// The place of the chosen one among `count` in order, of whom `candidates` are some; nil where there is nobody.
    func place(among candidates: [RoutingDecision.Candidate], count: Int) -> Int? {
        guard count > 0 else { return nil }
        switch self {
        case .leastBusy, .roundRobin: return candidates.first == ordered(candidates).first ? 0 : nil
        case .random(let seed, let number): return Int(Self.random(seed, number) % UInt64(count))
        }
    }

    /// SplitMix64: the `number`th value of the sequence that begins with `seed` (Steele, Lea and Flood, 2014).
    private static func random(_ seed: UInt64, _ number: UInt64) -> UInt64 {
        var word = seed &+ (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension RoutingDecision.Candidate {
    fileprivate func isDue(after rep: RepName?) -> Bool { rep.map { self.rep > $0 } ?? true }
}
