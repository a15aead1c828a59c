internal import DeskConsole
internal import DeskKit

/// What was promised of a ticket, in words.
enum ClockWords {
    private static let names = ["first_reply": "first reply", "next_reply": "next reply", "close": "close"]

    static func name(_ clock: JSONValue?) -> String { clock?.string.flatMap { names[$0] } ?? SafeText.line(clock?.utf8 ?? []) }

    /// `first reply due in 12 min, 09:42`; nil where it is over, or nothing is to be said.
    static func sentence(_ clock: JSONValue, now: Int64) -> String? {
        let name = name(clock["clock"])
        let due = clock["dueAt"]?.utf8.flatMap(TimeWords.milliseconds)
        switch clock["state"]?.string {
        case "active": return due.map { "\(name) due in \(length($0 - now)), \(TimeWords.clock($0, now: now))" }
        case "due_soon": return due.map { "\(name) due soon, in \(length($0 - now)), \(TimeWords.clock($0, now: now))" }
        case "overdue": return due.map { "\(name) OVERDUE by \(length(now - $0)), since \(TimeWords.clock($0, now: now))" }
        case "paused": return clock["leftSeconds"]?.integer.map { "\(name) stands still with \(length($0 * 1_000)) left" }
        case "completed_late": return "\(name) came late"
        default: return nil
        }
    }

    /// `40 s`, `12 min`, `9 h`, `2 h 30 min`, `3 days`.
    static func length(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1_000)
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3_600: "\(minutes) min"
        case ..<36_000: minutes == 0 ? "\(hours) h" : "\(hours) h \(minutes) min"
        case ..<172_800: "\(hours) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
