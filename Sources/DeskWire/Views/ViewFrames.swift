public import DeskCore

/// What is read of this part of the desk without changing it.
public enum ViewQuery: Sendable {
    case views(counts: Bool)
    /// What calls the asker.
    case notify
}

extension RequestTypes {
    static let view: [RequestType] = [
        RequestType("views", .people), RequestType("view.set", .people), RequestType("view.remove", .people),
        RequestType("follow", .people), RequestType("ticket.team", .people), RequestType("notify.set", .people),
        RequestType("snooze", .people),
        RequestType("notify", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func view(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "views": .view(.views(counts: try fields.bool("counts", default: false)))
        case "notify": .view(.notify)
        case "view.set": .command(.view(.set(try viewChange(fields), try fields.key())))
        case "view.remove": .command(.view(.remove(ViewSlug(try fields.slug("view")), try fields.key())))
        case "follow":
            .command(
                .view(
                    .follow(
                        try fields.ticket(), try optionalSlug(fields, "rep").map(RepName.init), on: try fields.bool("on", default: true),
                        try fields.key())))
        case "ticket.team":
            .command(.view(.assignTeam(try fields.ticket(), try optionalSlug(fields, "team").map(TeamSlug.init), try fields.key())))
        case "snooze": .command(.view(.snooze(try fields.ticket(), try snooze(fields), try fields.key())))
        case "notify.set": .command(.view(.notify(try topics(try fields.object("topics")), try fields.key())))
        default: nil
        }
    }

    private static func optionalSlug(_ fields: Fields, _ name: String) throws(Refusal) -> Slug? {
        fields.optional(name) == nil ? nil : try fields.slug(name)
    }

    /// A moment, or `reply`; null where it is over.
    private static func snooze(_ fields: Fields) throws(Refusal) -> Snooze? {
        guard fields.optional("until") != nil else { return nil }
        if try fields.bytes("until", bytesMax: 64).elementsEqual("reply".utf8) { return Snooze(until: nil) }
        return Snooze(until: try fields.time("until"))
    }

    private static func viewChange(_ fields: Fields) throws(Refusal) -> ViewChange {
        let query = try fields.optionalText("query", bytesMax: TicketCondition.bytesMax)
        return ViewChange(
            slug: ViewSlug(try fields.slug("view")), label: try fields.optionalText("label", bytesMax: SavedView.labelBytesMax),
            query: query?.utf8, columns: try columns(fields), layout: try word(fields, "layout", "table or board"),
            sharing: try word(fields, "sharing", "mine, team or everyone"))
    }

    private static func word<Word: RawRepresentable<String>>(
        _ fields: Fields, _ name: String, _ wanted: String
    ) throws(Refusal) -> Word? {
        guard let bytes = try fields.optionalBytes(name, bytesMax: 16) else { return nil }
        guard let word = Word(rawValue: String(decoding: bytes, as: UTF8.self)) else { throw .badField(name, "it is not \(wanted)") }
        return word
    }

    private static func columns(_ fields: Fields) throws(Refusal) -> [Slug]? {
        guard fields.optional("columns") != nil else { return nil }
        let names = try fields.byteStrings("columns", bytesMax: Slug.bytesMax)
        guard names.count <= SavedView.columnsMax else { throw .badField("columns", "it has more than \(SavedView.columnsMax) elements") }
        var columns: [Slug] = []
        for name in names {
            guard let slug = Slug(name) else { throw .badField("columns", "it has an element that is no column's name") }
            columns.append(slug)
        }
        return columns
    }

    private static func topics(_ fields: Fields) throws(Refusal) -> [NotifyTopic: Bool] {
        var topics: [NotifyTopic: Bool] = [:]
        for (name, value) in fields.object.members {
            guard let topic = NotifyTopic(rawValue: String(decoding: name, as: UTF8.self)) else {
                throw .badField("topics", "it names one that is none of \(NotifyTopic.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            guard let on = value.bool else { throw .badField("topics", "\(topic.rawValue) is neither true nor false") }
            topics[topic] = on
        }
        return topics
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: ViewEvent, _ desk: Desk, to writer: inout JSONWriter) { writer.viewEvent(event) }
}

/// Views as frames and journal entries show them.
extension JSONWriter {
    public mutating func viewEvent(_ event: ViewEvent) {
        switch event {
        case .set(let view):
            field("event", "view_set")
            members(of: view)
        case .removed(let slug):
            field("event", "view_removed")
            self.slug("view", slug.slug)
        case .read(let marks):
            field("event", "tickets_read")
            name("marks")
            beginArray()
            for mark in marks { self.mark(mark) }
            endArray()
        case .followed(let ticket, let rep, let on):
            begin("ticket_followed", ticket)
            slug("rep", rep.slug)
            field("on", on)
        case .mentioned(let ticket, let reps):
            begin("mentioned", ticket)
            strings("reps", reps.map(\.slug.bytes))
        case .teamSet(let ticket, let team):
            begin("ticket_team_set", ticket)
            slug("team", team?.slug)
        case .snoozed(let ticket, let snooze):
            begin("ticket_snoozed", ticket)
            self.snooze("until", snooze)
        case .notifySet(let rep, let off):
            field("event", "notify_set")
            slug("rep", rep.slug)
            strings("off", off.map { Array($0.rawValue.utf8) })
        }
    }

    /// A moment, or `reply`; null where there is none.
    public mutating func snooze(_ name: String, _ snooze: Snooze?) {
        guard let snooze else { return fieldNull(name) }
        if let until = snooze.until { time(name, until) } else { field(name, "reply") }
    }

    private mutating func begin(_ event: String, _ ticket: TicketID) {
        field("event", event)
        field("ticket", UInt64(ticket.number))
    }

    private mutating func mark(_ mark: ReadMark) {
        beginObject()
        slug("rep", mark.rep.slug)
        field("ticket", UInt64(mark.ticket.number))
        field("seq", mark.sequence.number)
        endObject()
    }

    public mutating func members(of view: SavedView) {
        slug("view", view.slug.slug)
        text("label", view.label)
        field("query", utf8: view.query)
        if !view.columns.isEmpty { strings("columns", view.columns.map(\.bytes)) }
        field("layout", view.layout.rawValue)
        field("sharing", view.sharing.rawValue)
        slug("owner", view.owner?.slug)
    }

    /// Whom a ticket concerns besides its owner, and whether it has anything new for the reader.
    mutating func concerns(_ ticket: Ticket, in desk: Desk, for reader: RepName?) {
        if let team = desk.views.team(of: ticket.id) { slug("team", team.slug) }
        let followers = desk.views.followers(of: ticket.id)
        if !followers.isEmpty { strings("followers", followers.map(\.slug.bytes)) }
        if let snooze = desk.views.snooze(of: ticket.id) { self.snooze("snoozed", snooze) }
        if let reader { field("unread", desk.isUnread(ticket, by: reader)) }
    }
}
