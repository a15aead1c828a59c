internal import DeskCore
internal import DeskWire

/// How the journal has this part's events: as the wire has them.
extension EntryMembers {
    static let view: [String: [[UInt8]]] = [
        "view_set": names("event view label query columns layout sharing owner"),
        "view_removed": names("event view"),
        "tickets_read": names("event marks"),
        "ticket_followed": names("event ticket rep on"),
        "mentioned": names("event ticket reps"),
        "ticket_team_set": names("event ticket team"),
        "ticket_snoozed": names("event ticket until"),
        "notify_set": names("event rep off"),
    ]
}

extension EntryCoding {
    static func append(_ event: ViewEvent, to writer: inout JSONWriter) { writer.viewEvent(event) }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func view(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        let event: ViewEvent? =
            switch kind {
            case "view_set": .set(try savedView(value))
            case "view_removed": .removed(ViewSlug(try slug(value, "view")))
            case "tickets_read": .read(try marks(value))
            case "ticket_followed":
                .followed(try ticket(value), RepName(try slug(value, "rep")), on: value["on"]?.bool ?? true)
            case "mentioned": .mentioned(try ticket(value), slugs(value, "reps").map(RepName.init))
            case "ticket_team_set":
                .teamSet(try ticket(value), value["team"]?.isNull == false ? TeamSlug(try slug(value, "team")) : nil)
            case "ticket_snoozed": .snoozed(try ticket(value), try snooze(value))
            case "notify_set": .notifySet(RepName(try slug(value, "rep")), off: try topics(value))
            default: nil
            }
        return event.map { .view($0) }
    }

    private func snooze(_ value: JSONValue) throws(UnreadableEntry) -> Snooze? {
        guard let until = value["until"], !until.isNull else { return nil }
        return until.isString("reply") ? Snooze(until: nil) : Snooze(until: try time(value, "until"))
    }

    private func savedView(_ value: JSONValue) throws(UnreadableEntry) -> SavedView {
        guard let layout = value["layout"]?.string.flatMap({ SavedView.Layout(rawValue: $0) }),
            let sharing = value["sharing"]?.string.flatMap({ SavedView.Sharing(rawValue: $0) })
        else { throw unreadable("a view of an unknown kind") }
        return SavedView(
            slug: ViewSlug(try slug(value, "view")), label: try text(value, "label"), query: try bytes(value, "query"),
            columns: slugs(value, "columns"), layout: layout, sharing: sharing, owner: optionalRep(value, "owner"))
    }

    private func marks(_ value: JSONValue) throws(UnreadableEntry) -> [ReadMark] {
        var marks: [ReadMark] = []
        for element in value["marks"]?.elements ?? [] {
            marks.append(
                ReadMark(
                    rep: RepName(try slug(element, "rep")), ticket: try ticket(element),
                    sequence: SequenceNumber(try message(element, "seq").number)))
        }
        return marks
    }

    private func topics(_ value: JSONValue) throws(UnreadableEntry) -> [NotifyTopic] {
        var topics: [NotifyTopic] = []
        for element in value["off"]?.elements ?? [] {
            guard let topic = element.string.flatMap({ NotifyTopic(rawValue: $0) }) else { throw unreadable("an unknown topic") }
            topics.append(topic)
        }
        return topics
    }
}
