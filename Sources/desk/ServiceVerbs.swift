internal import DeskConsole
internal import DeskKit

/// Working hours, and what contacts are promised.
enum ServiceVerbs {
    static let all: [Verb] = [
        Verb(
            name: "schedule", usage: "list | show NAME | set NAME | remove NAME",
            summary: "working hours, which reps and promises may have",
            details: [
                "set: makes or changes one; what no flag mentions stays. --hours \"mon-fri 09:00-13:00 14:00-18:00\" may stand several times, and all of them "
                    + "are the whole week; 22:00-06:00 goes on into the next day. On a holiday nothing is open from midnight to midnight.",
                "`rep set NAME --schedule NAME` gives a rep these hours. list and show are for reps too, the others are for admins.",
            ],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls", "show"],
            flags: [
                VerbFlag("--zone", "ZONE", "set: whose clocks count, such as Europe/Madrid"),
                VerbFlag("--hours", "HOURS", "set: such as mon-fri 09:00-17:00; several times, or none"),
                VerbFlag("--holidays", "DAYS", "set: such as 2026-12-25,2027-01-01, or none"),
                VerbFlag("--label", "TEXT", "set: what people call it"),
            ],
            shape: .words(1...2), run: schedule),
        Verb(
            name: "sla", usage: "list | show NAME | set NAME | remove NAME",
            summary: "what contacts are promised: replies and an end in time",
            details: [
                "set: makes or changes one; what no flag mentions stays. TIME is minutes, or 30m, 4h, 2d (of 24 hours); none takes it away.",
                "The first one in the list whose query a new ticket matches holds for it. Notes do not count as replies.",
                "A change is for new tickets, unless --also-open. list and show are for reps too, the others are for admins.",
            ],
            group: .people, need: .broker(.admin), wordsForReps: ["list", "ls", "show"],
            flags: [
                VerbFlag("--first-reply", "TIME", "set: until somebody answers"),
                VerbFlag("--next-reply", "TIME", "set: until somebody answers again"),
                VerbFlag("--close", "TIME", "set: until it is closed"),
                VerbFlag("--due-soon", "TIME", "set: so long before, it is due soon (else a quarter, at most 1h)"),
                VerbFlag("--when", "QUERY", "set: for which tickets, in the words of inbox; or none"),
                VerbFlag("--schedule", "NAME", "set: hours that count, or none for all"),
                VerbFlag(
                    "--pause", "PLACES", "set: where clocks stand still, such as support/waiting-contact; separated by commas, or none"),
                VerbFlag("--place", "N", "set: which is looked at first, from 1"),
                VerbFlag("--label", "TEXT", "set: what people call it"),
                VerbFlag("--also-open", nil, "set, remove: tickets that are open follow"),
            ],
            shape: .words(1...2), run: level),
    ]

    private static func schedule(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): ScheduleList.run(call)
        case ("show", 2): ScheduleList.show(words[1], call)
        case ("set", 2): ScheduleSetting.run(words[1], call)
        case ("remove", 2): remove("schedule", "schedule", words[1], call)
        default: call.failForm()
        }
    }

    private static func level(_ call: Call) {
        let words = call.arguments.words
        switch (words[0], words.count) {
        case ("list", 1), ("ls", 1): LevelList.run(call)
        case ("show", 2): LevelList.show(words[1], call)
        case ("set", 2): LevelSetting.run(words[1], call)
        case ("remove", 2): remove("sla", "service level", words[1], call)
        default: call.failForm()
        }
    }

    private static func remove(_ type: String, _ kind: String, _ name: String, _ call: Call) {
        call.ask(
            type + ".remove",
            {
                $0.field(type, name)
                if call.arguments.has("--also-open") { $0.field("alsoOpen", true) }
            }, then: { PeopleVerbs.answered("The \(kind) \(SafeText.line(name)) is removed.", "", $0, call) })
    }

    static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
}

/// `schedule set`: what each flag says.
enum ScheduleSetting {
    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    static func run(_ name: String, _ call: Call) {
        let arguments = call.arguments
        let lines = arguments.values("--hours").filter { $0 != "none" }
        let week = lines.reduce(into: Optional([String: [String]]())) { week, line in week = week.flatMap { read(line, into: $0) } }
        guard let week else {
            return call.fail(usage: "schedule: --hours is like mon-fri 09:00-13:00 14:00-18:00, or sat,sun 22:00-06:00")
        }
        call.ask(
            "schedule.set",
            {
                $0.field("schedule", name)
                if let zone = arguments.value("--zone") { $0.field("zone", zone) }
                if arguments.has("--hours") { write(week, &$0) }
                RepSetting.list("holidays", arguments.value("--holidays"), &$0)
                if let label = arguments.value("--label") { $0.field("label", label) }
            },
            then: {
                let line = "The schedule \(SafeText.line(name)) is set."
                PeopleVerbs.answered(line, " \(call.saying("schedule show \(SafeText.line(name))"))", $0, call)
            })
    }

    /// Days, and spans of hours on each of them; nil where it is something else.
    private static func read(_ line: String, into week: [String: [String]]) -> [String: [String]]? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 1, let names = names(words[0]) else { return nil }
        var week = week
        for word in words.dropFirst() {
            let ends = word.split(separator: "-").map(String.init)
            guard ends.count == 2, ends.allSatisfy(isClock) else { return nil }
            for name in names { week[name, default: []].append(#"["\#(padded(ends[0]))","\#(padded(ends[1]))"]"#) }
        }
        return week
    }

    private static func isClock(_ word: String) -> Bool {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && (1...2).contains(parts[0].utf8.count) && parts[1].utf8.count == 2
            && parts.allSatisfy { Arguments.number($0) != nil || $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
    }

    private static func padded(_ clock: String) -> String { clock.utf8.count == 4 ? "0" + clock : clock }

    /// `mon-fri`, `sat,sun`.
    private static func names(_ word: String) -> [String]? {
        var names: [String] = []
        for part in word.split(separator: ",") {
            let ends = part.split(separator: "-").map { end in days.firstIndex { $0 == end } }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            // From Saturday to Monday it is Saturday, Sunday and Monday.
            names += (0...((last - first + 7) % 7)).map { days[(first + $0) % 7] }
        }
        return names.isEmpty ? nil : names
    }

    private static func write(_ week: [String: [String]], _ writer: inout JSONWriter) {
        let members = days.compactMap { day in week[day].map { "\"\(day)\":[\($0.joined(separator: ","))]" } }
        writer.fieldRaw("hours", Array("{\(members.joined(separator: ","))}".utf8))
    }
}

/// `sla set`: what each flag says.
enum LevelSetting {
    private static let times = [
        ("--first-reply", "firstReplyMinutes"), ("--next-reply", "nextReplyMinutes"), ("--close", "closeMinutes"),
        ("--due-soon", "dueSoonMinutes"),
    ]

    static func run(_ name: String, _ call: Call) {
        let arguments = call.arguments
        let place = arguments.value("--place").map { Arguments.number($0[...]) }
        if case .some(.none) = place { return call.fail(usage: "sla: --place is a number, from 1") }
        for (flag, _) in times {
            guard let word = arguments.value(flag), word != "none", minutes(word) == nil else { continue }
            return call.fail(usage: "sla: \(flag) is minutes, or like 30m, 4h, 2d, or none; \(PlainText.ascii(word, max: 40)) is not")
        }
        call.ask(
            "sla.set",
            { writer in
                writer.field("sla", name)
                for (flag, field) in times {
                    if let word = arguments.value(flag) { RepSetting.number(field, minutes(word), &writer) }
                }
                RepSetting.word("when", arguments.value("--when"), &writer)
                RepSetting.word("schedule", arguments.value("--schedule"), &writer)
                RepSetting.list("pausedIn", arguments.value("--pause"), &writer)
                if let place, let place { writer.field("place", place) }
                if let label = arguments.value("--label") { writer.field("label", label) }
                if arguments.has("--also-open") { writer.field("alsoOpen", true) }
            },
            then: {
                let whom = arguments.has("--also-open") ? "It is for open tickets as well." : "It is for new tickets."
                PeopleVerbs.answered("The service level \(SafeText.line(name)) is set. \(whom)", " \(call.saying("sla list"))", $0, call)
            })
    }

    private static func minutes(_ word: String) -> Int64? {
        let units: [UInt8: Int64] = [UInt8(ascii: "m"): 1, UInt8(ascii: "h"): 60, UInt8(ascii: "d"): 1_440]
        guard let unit = word.utf8.last.flatMap({ units[$0] }) else { return Arguments.number(word[...]) }
        return Arguments.number(word.dropLast()).flatMap { $0 <= 1_000_000 ? $0 * unit : nil }
    }
}
