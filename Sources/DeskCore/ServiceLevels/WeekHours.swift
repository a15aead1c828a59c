/// The hours of a week, as the clock on the wall shows them.
public struct WeekHours: Hashable, Sendable {
    public static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    public static let spansADayMax = 8
    static let minutesADay = 1_440

    /// From one minute of the day to another; one that ends no later than it begins goes on until then on the next day.
    public struct Span: Hashable, Sendable {
        /// 0…1439
        public let start: Int
        /// 1…1440
        public let end: Int

        public init?(start: Int, end: Int) {
            guard (0..<minutesADay).contains(start), (1...minutesADay).contains(end), start != end else { return nil }
            self.start = start
            self.end = end
        }

        public var isOvernight: Bool { end < start }
    }

    /// Monday's first.
    public let days: [[Span]]

    /// Nil where it is not seven days, or more than a day has room for.
    public init?(days: [[Span]]) {
        guard days.count == 7, days.allSatisfy({ $0.count <= Self.spansADayMax }) else { return nil }
        self.days = days
    }

    public var isEmpty: Bool { days.allSatisfy(\.isEmpty) }

    /// Milliseconds of each day that its own spans take, and those that the spans of the day before reach into it.
    var ranges: (own: [[Range<Int64>]], tails: [[Range<Int64>]]) {
        let own = days.map { spans in
            Self.merged(spans.map { Self.range($0.start, $0.isOvernight ? Self.minutesADay : $0.end) })
        }
        let tails = (0..<7).map { day in
            Self.merged(days[(day + 6) % 7].filter(\.isOvernight).map { Self.range(0, $0.end) })
        }
        return (own, tails)
    }

    private static func range(_ start: Int, _ end: Int) -> Range<Int64> { Int64(start) * 60_000..<Int64(end) * 60_000 }

    static func merged(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        ranges.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }.reduce(into: []) { merged, range in
            guard let last = merged.last, range.lowerBound <= last.upperBound else { return merged.append(range) }
            merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
    }

    func write(to state: inout StateWriter) {
        for day in days {
            state.write(day.count)
            for span in day {
                state.write(span.start)
                state.write(span.end)
            }
        }
    }
}
