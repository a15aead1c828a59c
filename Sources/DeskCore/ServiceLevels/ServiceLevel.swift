/// A service level's name.
public struct LevelSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// What contacts are promised: how long until somebody answers, answers again, and is done.
///
/// A class because every ticket under it holds the same one. A change makes a new one, and tickets keep theirs unless they are
/// to follow.
public final class ServiceLevel: Sendable {
    /// Where clocks stand still.
    public struct Pause: Hashable, Sendable {
        public let pipeline: PipelineSlug
        public let status: StatusSlug

        public init(pipeline: PipelineSlug, status: StatusSlug) {
            self.pipeline = pipeline
            self.status = status
        }
    }

    public static let minutesMax = 525_600
    public static let pausesMax = 64
    /// A clock is due soon when a quarter of its time is left, but not longer before than this.
    private static let dueSoonMillisecondsMax: Int64 = 3_600_000

    public let slug: LevelSlug
    public let label: Text
    /// Which tickets it is for, in the words of `tickets` queries; nil for all.
    public let when: TicketCondition?
    /// Minutes; nil where that is not promised.
    public let firstReply: Int?
    public let nextReply: Int?
    public let close: Int?
    /// Nil: around the clock.
    public let schedule: ScheduleSlug?
    public let pausedIn: [Pause]
    public let dueSoon: Int?

    public init(
        slug: LevelSlug, label: Text, when: TicketCondition?, firstReply: Int?, nextReply: Int?, close: Int?, schedule: ScheduleSlug?,
        pausedIn: [Pause], dueSoon: Int?
    ) {
        self.slug = slug
        self.label = label
        self.when = when
        self.firstReply = firstReply
        self.nextReply = nextReply
        self.close = close
        self.schedule = schedule
        self.pausedIn = pausedIn
        self.dueSoon = dueSoon
    }

    /// In milliseconds; nil where it is not promised.
    func goal(_ kind: ServiceClock.Kind) -> Int64? {
        let minutes =
            switch kind {
            case .firstReply: firstReply
            case .nextReply: nextReply
            case .close: close
            }
        return minutes.map { Int64($0) * 60_000 }
    }

    /// How much of `goal` is left when it is due soon.
    func soon(of goal: Int64) -> Int64 {
        let wished = dueSoon.map { Int64($0) * 60_000 } ?? min(goal / 4 / 1_000 * 1_000, Self.dueSoonMillisecondsMax)
        return min(wished, goal)
    }

    func isSame(as other: ServiceLevel) -> Bool {
        label == other.label && when?.text == other.when?.text && firstReply == other.firstReply && nextReply == other.nextReply
            && close == other.close && schedule == other.schedule && pausedIn == other.pausedIn && dueSoon == other.dueSoon
    }

    func write(to state: inout StateWriter) {
        state.write(slug.slug)
        state.write(label.encoded)
        state.write(when) { $0.write($1.text) }
        for minutes in [firstReply, nextReply, close, dueSoon] { state.write(minutes) { $0.write($1) } }
        state.write(schedule) { $0.write($1.slug) }
        state.write(pausedIn.count)
        for pause in pausedIn {
            state.write(pause.pipeline.slug)
            state.write(pause.status.slug)
        }
    }
}

/// A service level as somebody wants it.
public struct LevelChange: Sendable {
    public let slug: LevelSlug
    public var label = Edit<Text>.unchanged
    public var when = Edit<TicketCondition>.unchanged
    public var firstReply = Edit<Int>.unchanged
    public var nextReply = Edit<Int>.unchanged
    public var close = Edit<Int>.unchanged
    public var schedule = Edit<ScheduleSlug>.unchanged
    public var pausedIn = Edit<[ServiceLevel.Pause]>.unchanged
    public var dueSoon = Edit<Int>.unchanged
    /// From 1; nil leaves it where it is, and puts a new one last.
    public var place: Int?
    /// Whether tickets that are open follow.
    public var alsoOpen = false

    public init(slug: LevelSlug) { self.slug = slug }

    func applied(to level: ServiceLevel?) -> ServiceLevel {
        let name = Text(encoded: slug.slug.bytes)
        return ServiceLevel(
            slug: slug, label: label.applied(to: level?.label ?? name, standard: name), when: when.applied(to: level?.when),
            firstReply: firstReply.applied(to: level?.firstReply), nextReply: nextReply.applied(to: level?.nextReply),
            close: close.applied(to: level?.close), schedule: schedule.applied(to: level?.schedule),
            pausedIn: pausedIn.applied(to: level?.pausedIn ?? [], standard: []), dueSoon: dueSoon.applied(to: level?.dueSoon))
    }
}
