internal import DeskCore

/// How a zone's clocks go on, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule {
    /// A day of every year, and the seconds from its midnight.
    private struct Day {
        enum Form { case month(Int, week: Int, weekday: Int), julian(Int), ordinal(Int) }
        let form: Form
        let seconds: Int

        /// Seconds since 1970 of that moment in `year`, as the clock on the wall counts them.
        func local(in year: Int) -> Int64 {
            let january = Self.day(year, 1, 1)
            let number: Int64 =
                switch form {
                case .month(let month, let week, let weekday): Self.nth(week, weekday, of: month, in: year)
                // The 29th of February is never counted.
                case .julian(let day): january + Int64(day - 1) + (day >= 60 && Self.day(year, 3, 1) - january == 60 ? 1 : 0)
                case .ordinal(let day): january + Int64(day)
                }
            return number * 86_400 + Int64(seconds)
        }

        /// The fifth is the last.
        private static func nth(_ week: Int, _ weekday: Int, of month: Int, in year: Int) -> Int64 {
            let first = day(year, month, 1)
            let next = month == 12 ? day(year + 1, 1, 1) : day(year, month + 1, 1)
            // 1970 began on a Thursday, and 0 is Sunday here.
            let start = Int(((first + 4) % 7 + 7) % 7)
            var found = first + Int64((weekday - start + 7) % 7 + (week - 1) * 7)
            if found >= next { found -= 7 }
            return found
        }

        private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
            Int64(CalendarDay(year: year, month: month, day: day)?.number ?? 0)
        }
    }

    /// Seconds ahead of UTC.
    let standard: Int32
    private let summer: (offset: Int32, begins: Day, ends: Day)?

    /// Nil where it is no such rule.
    init?(_ bytes: [UInt8]) {
        var reader = RuleReader(bytes: bytes)
        guard reader.name(), let west = reader.time() else { return nil }
        standard = Int32(-west)
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        let offset = reader.peek(0x2C) ? Int(standard) + 3_600 : reader.time().map { -$0 }
        guard let offset, reader.take(0x2C), let begins = Self.day(&reader), reader.take(0x2C), let ends = Self.day(&reader), reader.isAtEnd
        else { return nil }
        summer = (Int32(offset), begins, ends)
    }

    private static func day(_ reader: inout RuleReader) -> Day? {
        guard let form = form(&reader) else { return nil }
        guard reader.take(0x2F) else { return Day(form: form, seconds: 7_200) }
        return reader.time().map { Day(form: form, seconds: $0) }
    }

    private static func form(_ reader: inout RuleReader) -> Day.Form? {
        if reader.take(0x4D) {
            guard let month = reader.number(), (1...12).contains(month), reader.take(0x2E), let week = reader.number(),
                (1...5).contains(week), reader.take(0x2E), let weekday = reader.number(), (0...6).contains(weekday)
            else { return nil }
            return .month(month, week: week, weekday: weekday)
        }
        if reader.take(0x4A) { return reader.number().flatMap { (1...365).contains($0) ? .julian($0) : nil } }
        return reader.number().flatMap { (0...365).contains($0) ? .ordinal($0) : nil }
    }

    /// What changes from one moment to another, both in seconds since 1970, and some before.
    func changes(from: Int64, through: Int64) -> [ZoneOffsets.Change] {
        guard let summer else { return [] }
        let years = (1_970 + max(from, 0) / 31_556_952 - 1)...(1_970 + max(through, 0) / 31_556_952 + 1)
        let all = years.flatMap { year in
            [
                ZoneOffsets.Change(at: summer.begins.local(in: Int(year)) - Int64(standard), offset: summer.offset),
                ZoneOffsets.Change(at: summer.ends.local(in: Int(year)) - Int64(summer.offset), offset: standard),
            ]
        }
        return all.sorted { $0.at < $1.at }
    }
}

private struct RuleReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    func peek(_ byte: UInt8) -> Bool { index < bytes.count && bytes[index] == byte }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek(byte) else { return false }
        index += 1
        return true
    }

    /// What the zone is called then: letters, or anything in angle brackets.
    mutating func name() -> Bool {
        let start = index
        if take(0x3C) {
            while index < bytes.count, bytes[index] != 0x3E { index += 1 }
            return take(0x3E)
        }
        while index < bytes.count, (0x41...0x5A).contains(bytes[index] & 0xDF) { index += 1 }
        return index - start >= 3
    }

    mutating func number() -> Int? {
        let start = index
        var number = 0
        while index < bytes.count, index - start < 4, (0x30...0x39).contains(bytes[index]) {
            number = number * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        return index > start ? number : nil
    }

    /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
        let sign = take(0x2D) ? -1 : 1
        if sign == 1 { _ = take(0x2B) }
        guard let hours = number(), hours <= 167 else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where take(0x3A) {
            guard let part = number(), part < 60 else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }
}
