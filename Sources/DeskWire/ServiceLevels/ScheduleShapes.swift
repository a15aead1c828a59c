public import DeskCore

/// Schedules as frames and entries have them.
extension JSONWriter {
    /// The members of a schedule.
    public mutating func members(of schedule: Schedule) {
        slug("schedule", schedule.slug.slug)
        text("label", schedule.label)
        field("zone", schedule.zone.text)
        hours("hours", schedule.hours)
        strings("holidays", schedule.holidays.map { Array($0.text.utf8) })
    }

    private mutating func hours(_ name: String, _ hours: WeekHours) {
        self.name(name)
        beginObject()
        for (day, spans) in zip(WeekHours.dayNames, hours.days) where !spans.isEmpty {
            self.name(day)
            beginArray()
            for span in spans {
                beginArray()
                string(Self.clock(span.start))
                string(Self.clock(span.end))
                endArray()
            }
            endArray()
        }
        endObject()
    }

    private static func clock(_ minute: Int) -> String {
        let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
        return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }
}

extension WeekHours {
    /// From `{"mon":[["09:00","17:00"]]}`; nil for anything else.
    public init?(json: JSONValue) {
        guard json.kind == .object else { return nil }
        var days: [[Span]] = []
        for name in Self.dayNames {
            guard let spans = Self.spans(json[name]) else { return nil }
            days.append(spans)
        }
        let known = Self.dayNames.map { Array($0.utf8) }
        guard json.firstMember(outside: known) == nil else { return nil }
        self.init(days: days)
    }

    private static func spans(_ day: JSONValue?) -> [Span]? {
        guard let day, !day.isNull else { return [] }
        guard day.kind == .array else { return nil }
        var spans: [Span] = []
        for element in day.elements {
            let pair = element.elements
            guard pair.count == 2, let start = minute(pair[0]), let end = minute(pair[1]),
                // Midnight ends a day as well as it begins one.
                let span = Span(start: start, end: end == 0 ? 1_440 : end)
            else { return nil }
            spans.append(span)
        }
        return spans
    }

    /// `09:00`, and `24:00` for the day's end.
    private static func minute(_ value: JSONValue) -> Int? {
        guard let text = value.utf8, text.count == 5, text[2] == 0x3A else { return nil }
        let digits = [text[0], text[1], text[3], text[4]].map { Int($0) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }), digits[2] < 6 else { return nil }
        let minute = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
        return minute <= 1_440 ? minute : nil
    }
}
