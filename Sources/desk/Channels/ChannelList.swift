internal import DeskConsole
internal import DeskKit

/// `desk channel list`: every account, and channels that have none yet.
enum ChannelList {
    static func run(_ call: Call) {
        gather(call) { channels in
            if call.format.shape == .json {
                for channel in channels { call.say(json: channel.raw) }
                return call.done()
            }
            guard !channels.isEmpty else {
                call.remark("No channel is installed. Start an adapter, such as desk-echo or desk-webchat; it registers its channel.")
                call.remark(call.format.hasHints ? "desk channel available" : "")
                return call.done()
            }
            let accounts = channels.flatMap { $0["accounts"]?.elements ?? [] }.compactMap { $0["account"]?.string }
            RoutingSummaries.gather(call, accounts) { routing in
                call.say(table(channels, routing, call.seat.now).lines(call.format))
                call.done()
            }
        }
    }

    /// All pages of them.
    static func gather(_ call: Call, _ former: [JSONValue] = [], after: String? = nil, then: @escaping ([JSONValue]) -> Void) {
        call.ask(
            "channels", { writer in if let after { writer.field("after", after) } },
            then: { body in
                let channels = former + (body["items"]?.elements ?? [])
                if let next = body["next"]?.string { return gather(call, channels, after: next, then: then) }
                then(channels)
            })
    }

    /// Fields keep their places within a protocol version, so those that were thought of later stand at the end.
    private static let plainNames = [
        "channel", "account", "switch", "adapter", "open", "held", "queued", "label", "identifier", "credentials", "routing", "lastIn",
        "lastOut", "revision", "address",
    ]

    private static func table(_ channels: [JSONValue], _ routing: [String: String], _ now: Int64) -> Table {
        var table = Table(columns: [
            .init(name: "channel", width: 12), .init(name: "account", width: 20), .init(name: "identifier", width: 24),
            .init(name: "status", width: 28), .init(name: "routing", width: 24), .init(name: "open", width: 8),
            .init(name: "held", width: 8),
            .init(name: "queued", width: 10), .init(name: "last in", width: 8), .init(name: "last out", width: 8),
            .init(name: "label", width: 0),
        ])
        table.plainNames = plainNames
        for channel in channels {
            let key = text(channel["channel"])
            let accounts = channel["accounts"]?.elements ?? []
            if accounts.isEmpty { table.rows.append(rowWithoutAccount(key, channel)) }
            for account in accounts { table.rows.append(row(key, account, routing, now)) }
        }
        return table
    }

    /// Nothing can be sent through it yet: whether its adapter is well comes first, then what is to do.
    private static func rowWithoutAccount(_ key: String, _ channel: JSONValue) -> Table.Row {
        let adapter = AdapterWords(channel)
        let hint = channel["installed"]?.bool == false ? "" : "desk channel connect \(key)"
        return .init(
            cells: [key, "(no account)", "", adapter.state, "", "", "", "", "", "", adapter.reason.isEmpty ? hint : adapter.reason],
            plainCells: [key, "-", "-", adapter.plainState] + Array(repeating: "-", count: plainNames.count - 4),
            role: adapter.isWell ? nil : .warn)
    }

    private static func row(_ channel: String, _ account: JSONValue, _ routing: [String: String], _ now: Int64) -> Table.Row {
        let adapter = AdapterWords(account)
        let status = AccountStatus(account, adapter)
        let counts = ["open", "held", "queued"].map { account[$0]?.integer }
        let (slug, label) = (text(account["account"]), text(account["label"]))
        let times = ["lastIn", "lastOut"].map { account[$0]?.utf8.flatMap(TimeWords.milliseconds) }
        let summary = account["account"]?.string.flatMap { routing[$0] } ?? ""
        let (identifier, address) = (text(account["identifier"]?["value"]), text(account["address"]))
        let shownTimes = zip(times, ["in", "out"]).map { time, word in time.map { "\(word) \(TimeWords.age(now - $0))" } ?? "" }
        return .init(
            cells: [channel, slug, identifier == slug ? "" : identifier, status.words, summary]
                + zip(counts, ["open", "held", "queued"]).map { count, word in
                    count.map { $0 == 0 && word != "open" ? "" : "\($0) \(word)" } ?? ""
                }
                + shownTimes + [label + (address.isEmpty ? "" : ", " + address) + status.reason],
            plainCells: [channel, slug, status.isOn ? "on" : "off", adapter.plainState] + counts.map { $0.map { "\($0)" } ?? "-" } + [
                label, identifier, status.isAuthorized ? "authorized" : "unauthorized", summary,
            ] + times.map { $0.map(TimeWords.wire) ?? "-" } + [account["revision"]?.integer.map { "\($0)" } ?? "-", address],
            role: status.isWell ? nil : .warn)
    }

    private static func text(_ value: JSONValue?) -> String { SafeText.line(value?.utf8 ?? []) }
}

/// How an account is: its switch, its credentials and its adapter in one.
struct AccountStatus {
    let words: String
    /// Behind the label: why.
    let reason: String
    let isOn: Bool
    let isAuthorized: Bool
    let isWell: Bool

    init(_ account: JSONValue, _ adapter: AdapterWords) {
        isOn = account["active"]?.bool ?? true
        isAuthorized = account["authorized"]?.bool ?? true
        isWell = isOn && isAuthorized && adapter.isWell
        var parts = isOn ? [] : ["OFF"]
        if !isAuthorized { parts.append("NEEDS RE-AUTH") }
        if !adapter.isWell { parts.append(adapter.plainState == "away" ? "ADAPTER AWAY" : adapter.state) }
        words = parts.isEmpty ? "on" : (isOn && isAuthorized ? "on, " : "") + parts.joined(separator: ", ")
        let why = isOn ? "" : account["reason"].map { ": " + SafeText.line($0.utf8 ?? []) } ?? ""
        reason = why + (adapter.reason.isEmpty ? "" : "; " + adapter.reason)
    }
}

/// What becomes of new tickets, account by account, in two or three words.
enum RoutingSummaries {
    /// Of so many it is asked; beyond, the list is for programs anyway.
    static let accountsMax = 200

    static func gather(_ call: Call, _ accounts: [String], then: @escaping ([String: String]) -> Void) {
        guard let link = call.link, !accounts.isEmpty else { return then([:]) }
        let asked = accounts.prefix(accountsMax)
        var (found, left) = ([String: String](), asked.count)
        for account in asked {
            link.requestDurably("routing", { $0.field("account", account) }) { answer in
                if case .ok(let body) = answer { found[account] = words(body["routing"] ?? body) }
                left -= 1
                if left == 0 { then(found) }
            }
        }
    }

    private static func words(_ routing: JSONValue) -> String {
        guard routing["assign"]?.bool == true else { return "to nobody" }
        let rules = routing["rules"]?.elements.count ?? 0
        let behind = rules == 0 ? "" : ", \(rules) rule\(rules == 1 ? "" : "s")"
        let names = ["reps", "teams"].flatMap { routing[$0]?.elements.compactMap(\.utf8) ?? [] }.map { SafeText.line($0) }
        let who = names.count <= 2 ? names.joined(separator: ", ") : "\(names.count) reps and teams"
        return switch routing["mode"]?.string {
        case "users_and_teams": "to " + who + behind
        case "contact_owner": "to contact's owner" + behind
        default: "to nobody" + behind
        }
    }
}

/// `desk channel list --archived`: accounts that were deleted.
enum ChannelArchive {
    static func run(_ call: Call) { gather(call, [], nil) }

    private static func gather(_ call: Call, _ former: [JSONValue], _ after: String?) {
        call.ask(
            "accounts",
            { writer in
                writer.field("archived", true)
                if let after { writer.field("after", after) }
            },
            then: { body in
                let items = former + (body["items"]?.elements ?? [])
                if let next = body["next"]?.string { return gather(call, items, next) }
                show(call, items)
            })
    }

    private static func show(_ call: Call, _ items: [JSONValue]) {
        if call.format.shape == .json {
            for item in items { call.say(json: item.raw) }
        } else if items.isEmpty {
            call.remark("No account was ever deleted.")
        } else {
            var table = Table(columns: [
                .init(name: "channel", width: 12), .init(name: "account", width: 24), .init(name: "identifier", width: 24),
                .init(name: "deleted", width: 20), .init(name: "label", width: 0),
            ])
            for item in items { table.rows.append(row(item, call.seat.now)) }
            call.say(table.lines(call.format))
        }
        call.done()
    }

    private static func row(_ item: JSONValue, _ now: Int64) -> Table.Row {
        func text(_ name: String) -> String { SafeText.line(item[name]?.utf8 ?? []) }
        let at = item["archivedAt"]?.utf8.flatMap(TimeWords.milliseconds)
        let identifier = SafeText.line(item["identifier"]?["value"]?.utf8 ?? [])
        return .init(
            cells: [
                text("channel"), text("account"), identifier, at.map { "deleted " + TimeWords.clock($0, now: now) } ?? "", text("label"),
            ],
            plainCells: [text("channel"), text("account"), identifier, at.map(TimeWords.wire) ?? "-", text("label")])
    }
}
