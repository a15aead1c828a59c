internal import DeskCore
internal import DeskKit

/// The types of frames that pass through a broker, as Protocol.md has them.
enum FrameTypes {
    static let all = [
        "account", "account.authorize", "account.complete", "account.connect", "account.create", "account.delete", "account.edit",
        "account.fail", "account.move", "account.set", "account.tickets", "accounts", "adapter.logs", "adapter.restart", "adapters",
        "assign", "audit", "availability", "backup", "bye", "channel", "channel.check", "channels", "connect", "connect.status",
        "contact", "contact.set", "deliver", "drop", "error", "event", "export", "health", "hello", "history", "metrics", "note", "ok",
        "ping", "pong", "presence", "probe", "publish", "read", "rep", "rep.remove", "rep.set", "reps", "retry", "routing",
        "routing.dryrun", "routing.set", "rule.test", "schedule.remove", "schedule.set", "schedules", "send", "set", "skill.remove",
        "skill.set", "skills", "sla.remove", "sla.set", "slas", "state", "stats", "status", "tap", "tapped", "team.remove", "team.set",
        "teams", "ticket", "tickets", "trace", "typing", "viewing", "watch", "welcome", "who", "why",
    ]

    static func unknown(_ type: String) -> String {
        let shown = PlainText.ascii(type, max: 40)
        guard let name = NearestWord.name(like: type, among: all) else {
            return "no frame has the type \(shown); there are: " + all.joined(separator: ", ")
        }
        return "no frame has the type \(shown); did you mean \(name)?"
    }
}
