import DeskBroker
import DeskCore
import DeskTesting
import DeskWire
import Testing

/// Weekly hours against moments that are known.
struct WorkCalendarTests {
    private static let office =
        #"{"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],"wed":[["09:00","17:00"]],"thu":[["09:00","17:00"]],"fri":[["09:00","17:00"]]}"#
    private static let nights = #"{"fri":[["22:00","06:00"]],"sat":[["22:00","06:00"]]}"#
    private static let always =
        "{" + WeekHours.dayNames.map { #""\#($0)":[["00:00","24:00"]]"# }.joined(separator: ",") + "}"

    static func calendar(_ hours: String, _ zone: String = "Europe/Madrid", holidays: [String] = []) throws -> WorkCalendar {
        let week = try #require(WeekHours(json: try JSONDocument(parsing: Array(hours.utf8)).root))
        let name = try #require(ZoneName(Array(zone.utf8)))
        let offsets = try #require(TestZones.library.offsets(name, at: moment("2026-11-22T00:00:00Z")))
        return WorkCalendar(week, holidays: holidays.compactMap { CalendarDay(text: Array($0.utf8)) }, in: offsets)
    }

    static func moment(_ text: String) -> Timestamp { Timestamp(text: Array(text.utf8)) ?? Timestamp(milliseconds: 0) }

    @Test(
        "it opens and closes when the clock on the wall says so",
        arguments: [
            // An ordinary week, in winter: Madrid is an hour ahead.
            (office, [String](), "2026-11-20T12:00:00Z", true, "2026-11-20T16:00:00Z"),
            (office, [], "2026-11-20T16:00:00Z", false, "2026-11-23T08:00:00Z"),
            (office, [], "2026-11-23T08:00:00Z", true, "2026-11-23T16:00:00Z"),
            // In summer two.
            (office, [], "2026-07-01T06:59:59Z", false, "2026-07-01T07:00:00Z"),
            // A holiday between two days of work.
            (office, ["2026-12-25"], "2026-12-24T16:00:00Z", false, "2026-12-28T08:00:00Z"),
            // Over midnight.
            (nights, [], "2026-11-20T23:30:00Z", true, "2026-11-21T05:00:00Z"),
            // Nothing reaches into a holiday, and what would begin on one falls away whole.
            (nights, ["2026-11-21"], "2026-11-20T21:30:00Z", true, "2026-11-20T23:00:00Z"),
            (nights, ["2026-11-21"], "2026-11-21T21:30:00Z", false, "2026-11-27T21:00:00Z"),
            // A leap day is a day like others.
            (office, [], "2028-02-28T16:00:00Z", false, "2028-02-29T08:00:00Z"),
            // The gap of 29 March 2026: 02:00 to 03:00 is left out.
            (#"{"sun":[["02:30","04:00"]]}"#, [], "2026-03-29T00:30:00Z", false, "2026-03-29T01:00:00Z"),
            (#"{"sun":[["01:00","02:30"]]}"#, [], "2026-03-29T00:30:00Z", true, "2026-03-29T01:00:00Z"),
            // The overlap of 25 October 2026: 02:00 to 03:00 comes twice.
            (#"{"sun":[["02:15","02:45"]]}"#, [], "2026-10-25T00:20:00Z", true, "2026-10-25T00:45:00Z"),
            (#"{"sun":[["02:15","02:45"]]}"#, [], "2026-10-25T00:45:00Z", false, "2026-10-25T01:15:00Z"),
            (#"{"sun":[["02:15","02:45"]]}"#, [], "2026-10-25T01:15:00Z", true, "2026-10-25T01:45:00Z"),
        ])
    func edges(_ hours: String, _ holidays: [String], _ at: String, _ isOpen: Bool, _ edge: String) throws {
        let calendar = try Self.calendar(hours, holidays: holidays)
        #expect(calendar.isOpen(at: Self.moment(at)) == isOpen)
        #expect(calendar.nextEdge(after: Self.moment(at)) == Self.moment(edge))
    }

    @Test("who never opens or never closes has no edge, and a holiday is one")
    func noEdges() throws {
        let now = Self.moment("2026-11-22T10:00:00Z")
        #expect(try Self.calendar("{}").nextEdge(after: now) == nil)
        #expect(try Self.calendar("{}").moment(after: 1, from: now) == nil)
        #expect(try Self.calendar(Self.always).nextEdge(after: now) == nil)
        #expect(try Self.calendar(Self.always, holidays: ["2027-01-01"]).nextEdge(after: now) == Self.moment("2026-12-31T23:00:00Z"))
    }

    @Test(
        "so many hours are worked",
        arguments: [
            (office, "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z", 40.0),
            (office, "2026-11-20T15:30:00Z", "2026-11-23T08:15:00Z", 0.75),
            // A day with a gap has 23 hours, one with an overlap 25.
            (always, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23.0),
            (always, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25.0),
            (#"{"sat":[["22:00","06:00"]]}"#, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 7.0),
            (#"{"sat":[["22:00","06:00"]]}"#, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 9.0),
        ])
    func sums(_ hours: String, _ from: String, _ to: String, _ expected: Double) throws {
        let calendar = try Self.calendar(hours)
        #expect(calendar.openMilliseconds(from: Self.moment(from), to: Self.moment(to)) == Int64(expected * 3_600_000))
    }

    /// By the minute, as slowly and as surely as possible.
    @Test("sums, edges and due moments agree with each other and with the minutes counted one by one", arguments: 1...40)
    func property(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let zone =
            ["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Europe/Dublin", "Asia/Kolkata"]
            .randomElement(using: &random) ?? "UTC"
        let calendar = try Self.calendar(Self.week(&random), zone, holidays: ["2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05"])
        // Half of them around days on which clocks change.
        let changes = ["2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z", "2026-11-01T00:00:00Z", "2026-04-04T00:00:00Z"]
        let middle = Self.moment(changes.randomElement(using: &random) ?? "").milliseconds
        let start = middle - Int64.random(in: 0...4_320, using: &random) * 60_000
        let minutes = Int64.random(in: 1...8_640, using: &random)
        let end = start + minutes * 60_000
        func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

        let counted = (0..<minutes).filter { calendar.isOpen(at: at(start + $0 * 60_000)) }.count
        let whole = calendar.openMilliseconds(from: at(start), to: at(end))
        #expect(whole == Int64(counted) * 60_000, "seed \(seed), \(zone)")
        let split = start + Int64.random(in: 0...(end - start), using: &random)
        let parts = calendar.openMilliseconds(from: at(start), to: at(split)) + calendar.openMilliseconds(from: at(split), to: at(end))
        #expect(parts == whole, "seed \(seed): a split interval's parts are the whole")
        if whole > 0, let due = calendar.moment(after: whole, from: at(start)) {
            #expect(due <= at(end) && calendar.openMilliseconds(from: at(start), to: due) == whole, "seed \(seed)")
            #expect(calendar.openMilliseconds(from: at(start), to: at(due.milliseconds - 1)) == whole - 1, "seed \(seed)")
        }
        let flip = (1...minutes).first { calendar.isOpen(at: at(start + $0 * 60_000)) != calendar.isOpen(at: at(start)) }
        if let flip { #expect(calendar.nextEdge(after: at(start)) == at(start + flip * 60_000), "seed \(seed)") }
    }

    private static func week(_ random: inout SeededRandom) -> String {
        func clock(_ minute: Int) -> String {
            "\"\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)\""
        }
        let days = WeekHours.dayNames.compactMap { name -> String? in
            let spans = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                let start = Int.random(in: 0...1_438, using: &random)
                var end = Int.random(in: 1...1_439, using: &random)
                if end == start { end += 1 }
                return "[\(clock(start)),\(clock(end))]"
            }
            return spans.isEmpty ? nil : "\"\(name)\":[\(spans.joined(separator: ","))]"
        }
        return "{\(days.joined(separator: ","))}"
    }

    @Test("a day of the calendar is read and written as the calendar has it")
    func days() {
        for (text, number) in [("1970-01-01", 0), ("2026-11-22", 20_779), ("2028-02-29", 21_243), ("2000-02-29", 11_016)] {
            #expect(CalendarDay(text: Array(text.utf8))?.number == Int32(number))
            #expect(CalendarDay(number: Int32(number)).text == text)
        }
        for text in ["2026-02-29", "2100-02-29", "2026-13-01", "2026-1-1", "2026-11-22 ", "26-11-22"] {
            #expect(CalendarDay(text: Array(text.utf8)) == nil, "\(text)")
        }
    }
}
