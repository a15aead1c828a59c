internal import DeskConsole
internal import DeskKit

/// `desk status`: the whole truth in at most ten lines.
enum StatusVerb {
    static let linesMax = 10

    static func run(_ call: Call) {
        call.ask(
            "stats",
            then: { body in
                let place = call.seat.link?.place ?? ""
                if call.format.shape == .json {
                    call.say(json: json(body, place))
                } else {
                    call.say(StatusReport(body, place: place).lines(call.format))
                }
                call.done()
            })
    }

    /// The answer, where it came from, and what the lines for people end with.
    private static func json(_ body: JSONValue, _ place: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("socket", place)
        for (name, value) in body.members where !name.elementsEqual("type".utf8) && !name.elementsEqual("re".utf8) {
            writer.fieldRaw(String(decoding: name, as: UTF8.self), value.raw)
        }
        let attention = Attention(body)
        writer.field("well", attention.isNothing)
        writer.field("first", attention.sentence)
        writer.endObject()
        return writer.bytes
    }
}

/// The answer to `stats` as lines.
struct StatusReport {
    private let body: JSONValue
    private let place: String

    init(_ body: JSONValue, place: String) {
        self.body = body
        self.place = place
    }

    /// A table, but for people's terminals: there nothing is cut off, a long line goes on in the next.
    func lines(_ format: Format) -> [String] {
        let rows = rows
        if format.shape == .spoken { return rows.map { "\($0.cells[0]): \($0.cells[1])" } }
        guard format.shape == .columns else {
            return Table(columns: [.init(name: "what", width: 0), .init(name: "state", width: 0)], rows: rows).lines(format)
        }
        let width = rows.map { DisplayWidth.columns(of: $0.cells[0]) }.max() ?? 0
        return rows.map { row in
            let line = DisplayWidth.pad(row.cells[0], to: width) + "  " + row.cells[1]
            return row.role.map { format.style.apply($0, to: line) } ?? line
        }
    }

    private var rows: [Table.Row] {
        var rows = alarms + [row("broker", broker), journal, row("sessions", sessions), row("tickets", tickets)]
        let attention = Attention(body)
        rows += channels(StatusVerb.linesMax - rows.count - 1)
        rows.append(row("first", attention.sentence, attention.isNothing ? nil : .warn))
        return rows
    }

    private func row(_ name: String, _ text: String, _ role: Role? = nil) -> Table.Row { .init(cells: [name, text], role: role) }

    /// Nothing is said more loudly than that nothing is taken in.
    private var alarms: [Table.Row] {
        var rows: [Table.Row] = []
        if body["diskFull"]?.bool == true {
            rows.append(row("DISK FULL", "nothing is taken in until the journal has room; what was taken in is safe", .error))
        }
        if let damages = body["damages"]?.elements.count {
            let damaged = damages == 0 ? "" : ", which is damaged in \(damages) place\(damages == 1 ? "" : "s")"
            rows.append(row("READ-ONLY", "this broker only shows what it can read of a journal\(damaged)", .error))
        } else if body["readOnly"]?.bool == true {
            rows.append(row("READ-ONLY", "nothing is taken in until an admin has looked at the journal", .error))
        }
        return rows
    }

    private var broker: String {
        let up = TimeWords.age(body.count("uptimeMs"))
        let process = body["process"]?.integer.map { ", process \($0)" } ?? ""
        return "\(body.word("software"))\(process), up \(up) since \(body.moment("started") ?? "?"), at \(SafeText.line(place))"
    }

    private var journal: Table.Row {
        let synced = body.age("synced").map { "last sync \($0) ago" } ?? "nothing synced since the start"
        let facts = "\(ByteWords.short(body.count("journalBytes"))) (with room ahead), head \(body.count("head")), \(synced), epoch "
        let epoch = body.word("epoch")
        return .init(cells: ["journal", facts + epoch.prefix(8)], plainCells: ["journal", facts + epoch])
    }

    /// Others than this one.
    private var sessions: String {
        let roles = [("adapter", "adapters"), ("rep", "reps"), ("admin", "admins")]
        let counts = roles.map { role, plural in
            let count = body["roles"]?.count(role) ?? 0
            return "\(count) \(count == 1 ? role : plural)"
        }
        let strangers = body["roles"]?.count("none") ?? 0
        return counts.joined(separator: ", ") + (strangers > 0 ? ", \(strangers) without a hello" : "") + ", this one counted"
    }

    private var tickets: String {
        let statuses = body["statuses"]?.elements ?? []
        let open = statuses.filter { $0["open"]?.bool == true }
        let parts = statuses.filter { $0.count("tickets") > 0 }.map { "\($0.count("tickets")) \($0.word("status"))" }
        let total = open.reduce(Int64(0)) { $0 + $1.count("tickets") }
        return "\(total) open" + (parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")")
    }

    /// Those in trouble come first; where there is no room for all, the last line says how many there are besides.
    private func channels(_ room: Int) -> [Table.Row] {
        let channels = body["channels"]?.elements ?? []
        let more = Int(body.count("moreChannels"))
        guard !channels.isEmpty else { return [row("channels", "none yet; start an adapter, it registers its channel")] }
        guard channels.count + more > room else { return channels.map(channel) }
        let shown = channels.prefix(room - 1)
        let calm = channels.dropFirst(shown.count).allSatisfy { ChannelFacts($0).isCalm } && more == 0
        let rest = channels.count - shown.count + more
        return shown.map(channel) + [row("…", "\(rest) more channels\(calm ? ", all well" : ""): desk channel list")]
    }

    private func channel(_ value: JSONValue) -> Table.Row {
        let facts = ChannelFacts(value)
        let now = body.time("time")
        return .init(
            cells: [facts.name, facts.words(now: now)], plainCells: [facts.name, facts.words(now: now, all: true)],
            role: facts.isCalm ? nil : .warn)
    }
}

/// One channel of the answer.
struct ChannelFacts {
    let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    var name: String { value.word("channel") }
    var isConnected: Bool { value["connected"]?.bool == true }
    var off: Int64 { value.count("off") }
    var isWell: Bool { value.word("state") == "connected" }
    var isCalm: Bool { isWell && off == 0 && ["queued", "failed", "unknown"].allSatisfy { value.count($0) == 0 } }

    /// How its adapter fares, said louder the worse that is.
    private var state: String {
        let reason = value["stateReason"] == nil ? "" : " (\(value.word("stateReason")))"
        let next = value["retryInMs"].map { _ in " in " + TimeWords.age(value.count("retryInMs")) } ?? ""
        return switch value.word("state") {
        case "connected": "here"
        case "starting": "starting" + reason
        case "retrying": "RETRY" + next + reason
        case "bad_credentials": "BAD CREDENTIALS" + reason
        case "broken": "BROKEN" + reason
        default: "AWAY" + reason
        }
    }

    /// - Parameter all: counts that are 0 too.
    func words(now: Int64?, all: Bool = false) -> String {
        let accounts = value.count("accounts")
        var words = state
        words += ", \(accounts) account\(accounts == 1 ? "" : "s")"
        if off > 0 { words += off == accounts ? ", OFF" : ", \(off) OFF" }
        let states = ["queued", "held", "unknown", "failed"].filter { all || value.count($0) > 0 }
        words += ": " + (states.isEmpty ? "nothing waits" : states.map { "\(value.count($0)) \($0)" }.joined(separator: ", "))
        if let now, let oldest = value.time("oldest") { words += ", oldest waits \(TimeWords.age(now - oldest))" }
        return words
    }
}

/// What somebody should do first, worst first.
struct Attention {
    private let body: JSONValue
    private let found: String?

    init(_ body: JSONValue) {
        self.body = body
        found = Self.broken(body) ?? Self.refused(body) ?? Self.undelivered(body) ?? Self.waiting(body) ?? Self.closed(body)
    }

    var isNothing: Bool { found == nil }
    var sentence: String { found ?? "nothing needs attention" }

    private static func broken(_ body: JSONValue) -> String? {
        if body["diskFull"]?.bool == true { return "make room on the disk that holds the journal; the broker goes on by itself" }
        guard body["readOnly"]?.bool == true else { return nil }
        if body["damages"] != nil { return "look at the journal with `desk journal check DIR`, mend it, start deskd without --read-only" }
        return "the journal lacks what was acknowledged once: look at it with `desk journal check DIR`, restore it, and start deskd again"
    }

    /// What somebody has changed in the configuration is not how it is.
    private static func refused(_ body: JSONValue) -> String? {
        guard body["configurationTrouble"] != nil else { return nil }
        return "the configuration was refused, and what was read before holds: \(body.word("configurationTrouble"))"
    }

    /// Nobody can write to us there. That may be meant, so it comes last.
    private static func closed(_ body: JSONValue) -> String? {
        let channels = (body["channels"]?.elements ?? []).map(ChannelFacts.init)
        if let bare = channels.first(where: { $0.isConnected && $0.value.count("accounts") == 0 }) {
            return "\(bare.name) is connected and has no account yet: desk channel connect \(bare.name)"
        }
        guard let shut = channels.first(where: { $0.off > 0 && $0.off == $0.value.count("accounts") }) else { return nil }
        return "\(shut.name) is off, so nobody can write there: desk channel list, then desk channel on ACCOUNT"
    }

    private static func undelivered(_ body: JSONValue) -> String? {
        let (unknown, failed) = (body.count("unknown"), body.count("failed"))
        if failed > 0 { return "\(failed) \(replies(failed)) failed: desk inbox is:failed" }
        if unknown > 0 { return "nobody knows whether \(unknown) \(replies(unknown)) went out: desk inbox is:unknown" }
        let channels = (body["channels"]?.elements ?? []).map(ChannelFacts.init)
        if let away = channels.first(where: { !$0.isConnected && $0.value.count("queued") > 0 }) {
            let queued = away.value.count("queued")
            return "\(queued) \(replies(queued)) wait\(queued == 1 ? "s" : "") for the adapter of \(away.name), which is away: start it"
        }
        if let held = channels.first(where: { $0.value.count("held") > 0 }) {
            let count = held.value.count("held")
            return "\(count) \(replies(count)) held on \(held.name), which is off: desk channel list, then desk channel on ACCOUNT"
        }
        guard let ill = channels.first(where: { !$0.isWell && $0.value.word("state") != "starting" }) else { return nil }
        switch ill.value.word("state") {
        case "away": return "the adapter of \(ill.name) is away: start it"
        case "bad_credentials": return "the service of \(ill.name) refuses its credentials: desk channel list"
        default: return "\(ill.name) is in trouble: desk adapter logs \(ill.name)"
        }
    }

    private static func waiting(_ body: JSONValue) -> String? {
        let waiting = (body["statuses"]?.elements ?? []).filter { ["new", "waiting-us"].contains($0.word("status")) }
        let count = waiting.reduce(Int64(0)) { $0 + $1.count("tickets") }
        return count == 0 ? nil : "\(count) ticket\(count == 1 ? " waits" : "s wait") for us: desk next"
    }

    private static func replies(_ count: Int64) -> String { count == 1 ? "reply" : "replies" }
}

extension JSONValue {
    fileprivate func count(_ name: String) -> Int64 { self[name]?.integer ?? 0 }
    fileprivate func word(_ name: String) -> String { SafeText.line(self[name]?.utf8 ?? []) }
    fileprivate func time(_ name: String) -> Int64? { self[name]?.utf8.flatMap { TimeWords.milliseconds($0) } }

    fileprivate func age(_ name: String) -> String? {
        guard let now = time("time"), let then = time(name) else { return nil }
        return TimeWords.age(now - then)
    }

    fileprivate func moment(_ name: String) -> String? {
        guard let now = time("time"), let then = time(name) else { return nil }
        return TimeWords.clock(then, now: now)
    }
}
