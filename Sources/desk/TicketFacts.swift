internal import DeskConsole
internal import DeskKit

/// A ticket as lists show it.
struct TicketFacts {
    let number: Int64
    var subject: [UInt8]
    var status: String
    var isOpen: Bool
    var owner: String?
    var channel: String
    /// The way that a reply goes where that is another than the ticket came in by: its channel, account and address.
    let via: (channel: String, account: String, address: [UInt8])?
    /// When the service lets nobody answer any more.
    let windowCloses: Int64?
    var account: String
    /// By name, else by identifier.
    var contact: [UInt8]
    /// How the service knows the contact.
    let identifier: [UInt8]
    private let shortContact: String?
    var updated: Int64
    /// The highest sequence that touched it: what `seen` is compared with.
    var head: Int64
    var isLastFromContact: Bool
    /// The contact has said something that we have not seen; false where nobody has said.
    var isUnread: Bool
    /// Out of the way until that moment, or `reply`; nil where it is in its place.
    var snoozed: String?
    /// Lines of its timeline.
    var messages: Int
    var unsent: Int
    var failed: Int
    var unknown: Int
    /// What was promised of it, as the broker said when it was asked.
    var clocks: [JSONValue] = []
    /// Empty where it was put together from events.
    private let pipeline: String
    private let properties: JSONValue?
    private let mark: String?
    private let reopenings: Int64
    /// The ticket that it is part of by now.
    let mergedInto: Int64?
    /// As the broker sent it; empty where it was put together from events.
    var raw: [UInt8] = []

    init?(_ value: JSONValue) {
        guard let number = value["ticket"]?.integer else { return nil }
        self.number = number
        subject = value["subject"]?.utf8 ?? []
        status = value["status"]?.string ?? ""
        isOpen = value["open"]?.bool ?? true
        owner = value["owner"]?.string
        channel = value["channel"]?.string ?? ""
        account = value["account"]?.string ?? ""
        via = value["via"].map { ($0["channel"]?.string ?? "", $0["account"]?.string ?? "", $0["identifier"]?["value"]?.utf8 ?? []) }
        windowCloses = value["windowClosesAt"]?.utf8.flatMap(TimeWords.milliseconds)
        identifier = value["identifier"]?["value"]?.utf8 ?? []
        contact = value["contact"]?["name"]?.utf8 ?? identifier
        shortContact = value["contact"]?["name"]?.utf8 == nil ? ContactName.short(value["identifier"]) : nil
        updated = value["updated"]?.utf8.flatMap(TimeWords.milliseconds) ?? 0
        head = value["head"]?.integer ?? 0
        isUnread = value["unread"]?.bool ?? false
        snoozed = value["snoozed"]?.string
        isLastFromContact = value["lastFrom"]?.isString("contact") ?? false
        messages = Int(value["messages"]?.integer ?? 0)
        unsent = Int(value["unsent"]?.integer ?? 0)
        failed = Int(value["failed"]?.integer ?? 0)
        unknown = Int(value["unknown"]?.integer ?? 0)
        clocks = value["sla"]?.elements ?? []
        pipeline = value["pipeline"]?.string ?? ""
        properties = value["properties"]
        mark = value["mark"]?.string
        reopenings = value["reopenings"]?.integer ?? 0
        mergedInto = value["mergedInto"]?.integer
        raw = value.raw
    }

    /// Replies that somebody has to decide about.
    var unsettled: Int { failed + unknown }

    /// What most tickets have nothing of.
    var particulars: [String] {
        var words: [String] = []
        if let mark { words.append(mark == "trash" ? "in the TRASH" : SafeText.line(mark).uppercased()) }
        if !pipeline.isEmpty, pipeline != "support" { words.append("pipeline " + SafeText.line(pipeline)) }
        words += PropertyWords.pairs(properties).map { "\($0)=\($1)" }
        if let via { words.append("replies go via \(SafeText.line(via.channel)) as \(SafeText.line(via.account))") }
        if let snoozed { words.append("snoozed until \(SnoozeVerb.words(until: snoozed))") }
        if let mergedInto { words.append("merged into \(mergedInto)") }
        if reopenings > 0 { words.append(reopenings == 1 ? "reopened once" : "reopened \(reopenings) times") }
        return words
    }

    /// For people. Programs get ``wholeContact``.
    var shownContact: String { shortContact ?? wholeContact }
    var wholeContact: String { contact.isEmpty ? "somebody" : SafeText.line(contact) }
    var shownSubject: String { SafeText.line(subject) }
    var shownOwner: String { owner.map { SafeText.line($0) } ?? "-" }
    var shownStatus: String { SafeText.line(status) }
    /// What people read in a list: a promise that is broken or nearly so stands beside the status.
    var statusInLists: String {
        let states = clocks.compactMap { $0["state"]?.string }
        return shownStatus + (states.contains("overdue") ? " OVERDUE" : states.contains("due_soon") ? " due soon" : "")
    }
    var shownChannel: String { SafeText.line(channel) }
    /// The channel over which a reply goes.
    var replyChannel: String { via.map { SafeText.line($0.channel) } ?? shownChannel }
    var shownAccount: String { SafeText.line(account) }
}
