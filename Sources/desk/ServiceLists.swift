internal import DeskConsole
internal import DeskKit

enum ScheduleList {
    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    static func run(_ call: Call) {
        gather(call) { schedules in
            if call.format.shape == .json {
                for schedule in schedules { call.say(json: schedule.raw) }
            } else if schedules.isEmpty {
                call.remark(
                    "There is no schedule." + (call.format.hasHints ? " " + call.saying("schedule set NAME --zone ZONE --hours HOURS") : "")
                )
            } else {
                call.say(table(schedules, call.seat.now).lines(call.format))
            }
            call.done()
        }
    }

    private static func gather(_ call: Call, _ former: [JSONValue] = [], after: String? = nil, then: @escaping ([JSONValue]) -> Void) {
        call.ask(
            "schedules", { writer in if let after { writer.field("after", after) } },
            then: { body in
                let schedules = former + (body["items"]?.elements ?? [])
                if let next = body["next"]?.string { return gather(call, schedules, after: next, then: then) }
                then(schedules)
            })
    }

    private static func table(_ schedules: [JSONValue], _ now: Int64) -> Table {
        var table = Table(columns: [
            .init(name: "schedule", width: 20), .init(name: "zone", width: 24), .init(name: "now", width: 24),
            .init(name: "label", width: 0),
        ])
        for schedule in schedules {
            let cells = [schedule["schedule"], schedule["zone"]].map(ServiceVerbs.text)
            let isOpen = schedule["open"]?.bool ?? false
            table.rows.append(
                .init(
                    cells: cells + [state(schedule, now), ServiceVerbs.text(schedule["label"])],
                    plainCells: cells + [isOpen ? "open" : "closed", ServiceVerbs.text(schedule["label"])]))
        }
        return table
    }

    /// `open until 17:00`.
    private static func state(_ schedule: JSONValue, _ now: Int64) -> String {
        let edge = schedule["changesAt"]?.utf8.flatMap(TimeWords.milliseconds).map { " until " + TimeWords.clock($0, now: now) } ?? ""
        return (schedule["open"]?.bool == true ? "open" : "closed") + edge
    }

    static func show(_ name: String, _ call: Call) {
        gather(call) { schedules in
            guard let schedule = schedules.first(where: { $0["schedule"]?.utf8?.elementsEqual(name.utf8) == true }) else {
                return call.fail(
                    "there is no schedule \(PlainText.ascii(name, max: 64)); `\(call.saying("schedule list"))` shows those there are")
            }
            if call.format.shape == .json { call.say(json: schedule.raw) } else { call.say(lines(schedule, call)) }
            call.done()
        }
    }

    private static func lines(_ schedule: JSONValue, _ call: Call) -> [String] {
        let head = [schedule["label"], schedule["zone"]].map(ServiceVerbs.text).joined(separator: ", ")
        var table = Table(columns: [.init(name: "day", width: 10), .init(name: "hours", width: 0)])
        for day in days {
            let spans = (schedule["hours"]?[day]?.elements ?? []).map { $0.elements.map { ServiceVerbs.text($0) }.joined(separator: "-") }
            table.rows.append(.init(cells: [day, spans.isEmpty ? "closed" : spans.joined(separator: " ")]))
        }
        let holidays = (schedule["holidays"]?.elements ?? []).map { ServiceVerbs.text($0) }
        if !holidays.isEmpty { table.rows.append(.init(cells: ["holidays", holidays.joined(separator: " ")])) }
        let now = call.format.isForPeople ? ["\(head), \(state(schedule, call.seat.now))"] : []
        return now + table.lines(call.format)
    }
}

enum LevelList {
    private static let minutes = ["firstReplyMinutes", "nextReplyMinutes", "closeMinutes"]

    static func run(_ call: Call) {
        call.ask(
            "slas",
            then: { body in
                let levels = body["items"]?.elements ?? []
                if call.format.shape == .json {
                    for level in levels { call.say(json: level.raw) }
                } else if levels.isEmpty {
                    call.remark("Nothing is promised." + (call.format.hasHints ? " " + call.saying("sla set NAME --first-reply 1h") : ""))
                } else {
                    call.say(table(levels).lines(call.format))
                }
                call.done()
            })
    }

    private static func table(_ levels: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(name: "place", width: 5, side: .right), .init(name: "sla", width: 20), .init(name: "firstReply", width: 12),
            .init(name: "nextReply", width: 12), .init(name: "close", width: 12), .init(name: "schedule", width: 20),
            .init(name: "tickets", width: 14), .init(name: "when", width: 0),
        ])
        for level in levels {
            let numbers = minutes.map { level[$0]?.integer }
            let names = [level["place"].map { $0.raw }.map { String(decoding: $0, as: UTF8.self) } ?? "", ServiceVerbs.text(level["sla"])]
            let open = level["openTickets"]?.integer ?? 0
            let when = level["when"] == nil ? "all tickets" : ServiceVerbs.text(level["when"])
            let words = zip(["first", "next", "close"], numbers).map { word, number in
                number.map { "\(word) \(ClockWords.length($0 * 60_000))" } ?? ""
            }
            let schedule = ServiceVerbs.text(level["schedule"])
            table.rows.append(
                .init(
                    cells: names + words + [schedule.isEmpty ? "24/7" : schedule, open == 1 ? "1 ticket" : "\(open) tickets", when],
                    plainCells: names + numbers.map { $0.map { "\($0)" } ?? "-" } + [schedule, "\(open)", ServiceVerbs.text(level["when"])])
            )
        }
        return table
    }

    static func show(_ name: String, _ call: Call) {
        call.ask(
            "slas",
            then: { body in
                let levels = body["items"]?.elements ?? []
                guard let level = levels.first(where: { $0["sla"]?.utf8?.elementsEqual(name.utf8) == true }) else {
                    return call.fail(
                        "there is no service level \(PlainText.ascii(name, max: 64)); `\(call.saying("sla list"))` shows those there are")
                }
                if call.format.shape == .json { call.say(json: level.raw) } else { call.say(lines(level).lines(call.format)) }
                call.done()
            })
    }

    private static func lines(_ level: JSONValue) -> Table {
        var table = Table(columns: [.init(name: "what", width: 12), .init(name: "is", width: 0)])
        func add(_ what: String, _ value: String?) { if let value, !value.isEmpty { table.rows.append(.init(cells: [what, value])) } }
        add("label", ServiceVerbs.text(level["label"]))
        add("when", level["when"] == nil ? "all tickets" : ServiceVerbs.text(level["when"]))
        for (word, field) in [("first reply", "firstReplyMinutes"), ("next reply", "nextReplyMinutes"), ("close", "closeMinutes")] {
            add(word, level[field]?.integer.map { "within " + ClockWords.length($0 * 60_000) })
        }
        add("due soon", level["dueSoonMinutes"]?.integer.map { ClockWords.length($0 * 60_000) + " before" })
        add("hours", level["schedule"] == nil ? "around the clock" : ServiceVerbs.text(level["schedule"]))
        add("stands still", (level["pausedIn"]?.elements ?? []).map { ServiceVerbs.text($0) }.joined(separator: " "))
        add("open tickets", level["openTickets"]?.integer.map { "\($0)" })
        return table
    }
}
