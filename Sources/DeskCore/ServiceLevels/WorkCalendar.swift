/// When somebody works: weekly hours in a zone, without holidays.
///
/// What the clock on the wall shows decides. Where it jumps ahead, the hours that it leaves out are not worked; where it is put
/// back, those that it shows twice are worked twice. A span belongs to the day on which it begins: on a holiday it falls away
/// with the part that would reach into the next day, and nothing reaches into a holiday from the day before.
///
/// A class because every clock by it holds the same one, and it never changes.
public final class WorkCalendar: Sendable {
    /// So far ahead it is looked for the next edge: longer than any row of holidays.
    private static let edgeDaysMax: Int64 = 800
    /// So far ahead it is looked for hours to work in.
    private static let dueDaysMax: Int64 = 4_000
    private static let day: Int64 = 86_400_000

    private let zone: ZoneOffsets
    private let own: [[Range<Int64>]]
    /// With what the day before reaches into it.
    private let whole: [[Range<Int64>]]
    private let holidays: Set<Int64>

    public init(_ hours: WeekHours, holidays: [CalendarDay], in zone: ZoneOffsets) {
        self.zone = zone
        let (own, tails) = hours.ranges
        self.own = own
        whole = zip(own, tails).map { WeekHours.merged($0 + $1) }
        self.holidays = Set(holidays.map { Int64($0.number) })
    }

    public func isOpen(at moment: Timestamp) -> Bool {
        let local = moment.milliseconds + zone.offset(at: moment.milliseconds).offset
        let day = Self.dayNumber(local)
        return ranges(on: day).contains { $0.contains(local - day * Self.day) }
    }

    /// The next moment after `moment` at which it opens or closes; nil where none comes in years.
    public func nextEdge(after moment: Timestamp) -> Timestamp? {
        let start = moment.milliseconds
        var closes: Int64?
        var edge: Int64?
        let end = walk(from: start, days: Self.edgeDaysMax) { stretch in
            if let known = closes, known != stretch.lowerBound {
                edge = known
            } else if closes == nil && stretch.lowerBound > start {
                edge = stretch.lowerBound
            } else {
                closes = stretch.upperBound
            }
            return edge == nil
        }
        if let closes, edge == nil, closes < end { edge = closes }
        return edge.map(Timestamp.init(milliseconds:))
    }

    /// How much of the time from `start` to `end` is worked.
    public func openMilliseconds(from start: Timestamp, to end: Timestamp) -> Int64 {
        guard start < end else { return 0 }
        var sum: Int64 = 0
        walk(from: start.milliseconds, days: (end.milliseconds - start.milliseconds) / Self.day + 2) { stretch in
            sum += max(0, min(stretch.upperBound, end.milliseconds) - stretch.lowerBound)
            return stretch.upperBound < end.milliseconds
        }
        return sum
    }

    /// When `milliseconds` will have been worked since `start`; nil where that takes more than ten years.
    public func moment(after milliseconds: Int64, from start: Timestamp) -> Timestamp? {
        guard milliseconds > 0 else { return start }
        var left = milliseconds
        var found: Int64?
        walk(from: start.milliseconds, days: Self.dueDaysMax) { stretch in
            let length = stretch.upperBound - stretch.lowerBound
            if left <= length { found = stretch.lowerBound + left }
            left -= length
            return found == nil
        }
        return found.map(Timestamp.init(milliseconds:))
    }

    /// Lends the stretches that are worked, in order, until `body` has seen enough; says how far it looked. Neighbours may touch:
    /// one ends with each day and with each change of the zone.
    @discardableResult
    private func walk(from start: Int64, days: Int64, _ body: (Range<Int64>) -> Bool) -> Int64 {
        var at = start
        let end = start + days * Self.day
        while at < end {
            let (offset, until) = zone.offset(at: at)
            let day = Self.dayNumber(at + offset)
            let midnight = day * Self.day - offset
            let next = min(until, midnight + Self.day)
            for range in ranges(on: day) {
                let from = max(at, midnight + range.lowerBound)
                let to = min(next, midnight + range.upperBound)
                if from < to, !body(from..<to) { return to }
            }
            at = next
        }
        return at
    }

    private func ranges(on day: Int64) -> [Range<Int64>] {
        if !holidays.isEmpty {
            if holidays.contains(day) { return [] }
            if holidays.contains(day - 1) { return own[CalendarDay.weekday(day)] }
        }
        return whole[CalendarDay.weekday(day)]
    }

    private static func dayNumber(_ milliseconds: Int64) -> Int64 {
        milliseconds >= 0 ? milliseconds / day : (milliseconds - day + 1) / day
    }
}
