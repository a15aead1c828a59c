/// How long somebody has waited for one thing that was promised. It runs in whole seconds of working time.
public struct ServiceClock: Sendable {
    public enum Kind: String, CaseIterable, Comparable, Sendable {
        case firstReply = "first_reply"
        case nextReply = "next_reply"
        case close

        public static func < (left: Self, right: Self) -> Bool { left.order < right.order }
        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    public enum State: String, Sendable {
        case active, paused, overdue
        case dueSoon = "due_soon"
        case completedOnTime = "completed_on_time"
        case completedLate = "completed_late"

        public var isOver: Bool { self == .completedOnTime || self == .completedLate }
    }

    /// What has been told of it: each once.
    public enum Word: String, Sendable { case soon, overdue }

    private enum Phase: Sendable { case running, paused, over(isLate: Bool) }

    public let kind: Kind
    public let started: Timestamp
    private var goal: Int64
    /// How much is left when it is due soon.
    private var soon: Int64
    /// Working time until `checked`, in milliseconds.
    private var worked: Int64 = 0
    /// When it was last reckoned; of one that is over, when that was.
    public private(set) var checked: Timestamp
    private var phase = Phase.running
    private var told: Word?
    /// Nil while it stands still, is over, or would not be due in years.
    public private(set) var due: Timestamp?
    private var soonDue: Timestamp?

    init(_ kind: Kind, goal: Int64, soon: Int64, from start: Timestamp, _ calendar: WorkCalendar?) {
        self.kind = kind
        self.goal = goal
        self.soon = soon
        started = start.wholeSecond
        checked = started
        reckon(calendar)
    }

    public var state: State {
        switch (phase, told) {
        case (.over(let isLate), _): isLate ? .completedLate : .completedOnTime
        case (_, .overdue): .overdue
        case (.paused, _): .paused
        case (.running, .soon): .dueSoon
        case (.running, nil): .active
        }
    }

    public var isOver: Bool { state.isOver }

    /// Of one that stands still: what will be left when it goes on, in seconds.
    public var leftSeconds: Int64 { max(0, goal - worked) / 1_000 }

    /// When something is to be told of it.
    var alarm: Timestamp? {
        switch (phase, told) {
        case (.running, nil): soonDue
        case (.running, .soon): due
        default: nil
        }
    }

    /// What is to be told of it at `now`; one that is late already is not due soon any more.
    func word(at now: Timestamp) -> Word? {
        guard case .running = phase, told != .overdue else { return nil }
        if let due, due <= now { return .overdue }
        return told == nil && soonDue.map { $0 <= now } ?? false ? .soon : nil
    }

    mutating func tell(_ word: Word) { told = word }

    /// One that is overdue stays so: it has nothing left to stand still with.
    mutating func pause(at now: Timestamp, _ calendar: WorkCalendar?) {
        guard case .running = phase, told != .overdue else { return }
        check(at: now, calendar)
        phase = .paused
        due = nil
        soonDue = nil
    }

    mutating func resume(at now: Timestamp, _ calendar: WorkCalendar?) {
        guard case .paused = phase else { return }
        checked = now.wholeSecond
        phase = .running
        reckon(calendar)
    }

    mutating func complete(at now: Timestamp, _ calendar: WorkCalendar?) {
        guard !isOver else { return }
        let isLate = told == .overdue || due.map { $0 <= now.wholeSecond } ?? false
        if case .running = phase { check(at: now, calendar) }
        phase = .over(isLate: isLate)
        checked = now.wholeSecond
        due = nil
        soonDue = nil
    }

    /// Counts what was worked until now by `calendar`.
    mutating func check(at now: Timestamp, _ calendar: WorkCalendar?) {
        guard case .running = phase, checked < now else { return }
        let now = now.wholeSecond
        worked += calendar?.openMilliseconds(from: checked, to: now) ?? now.milliseconds - checked.milliseconds
        checked = now
    }

    /// What was promised is something else now.
    mutating func promise(goal: Int64, soon: Int64, _ calendar: WorkCalendar?) {
        guard !isOver else { return }
        self.goal = goal
        self.soon = soon
        reckon(calendar)
    }

    /// Says anew when it is due, as seen from when it was checked last.
    mutating func reckon(_ calendar: WorkCalendar?) {
        guard case .running = phase else { return }
        let left = goal - worked
        if told == .overdue {
            guard left > 0 else { return }
            told = nil
        }
        if told == .soon && left > soon { told = nil }
        due = moment(left, calendar)
        soonDue = moment(left - soon, calendar)
    }

    private func moment(_ left: Int64, _ calendar: WorkCalendar?) -> Timestamp? {
        guard left > 0 else { return checked }
        return calendar == nil ? Timestamp(milliseconds: checked.milliseconds + left) : calendar?.moment(after: left, from: checked)
    }

    func write(to state: inout StateWriter) {
        state.write(Array(kind.rawValue.utf8))
        for moment in [started, checked] { state.write(moment.milliseconds) }
        for number in [goal, soon, worked] { state.write(number) }
        state.write(Array(self.state.rawValue.utf8))
        state.write(told) { $0.write(Array($1.rawValue.utf8)) }
        for moment in [due, soonDue] { state.write(moment) { $0.write($1.milliseconds) } }
    }
}

extension Timestamp {
    /// Rounded towards the past.
    var wholeSecond: Timestamp {
        let rest = milliseconds % 1_000
        return Timestamp(milliseconds: milliseconds - (rest < 0 ? rest + 1_000 : rest))
    }
}
