internal import DeskWire

/// Which members an entry has in version 1. Replay refuses an entry with any other: what a newer version has added means
/// something, and a state made without it would be wrong from then on.
enum EntryMembers {
    static let version: Int64 = 1

    /// `version` is not written in version 1. Later versions write theirs, so that it can be named.
    static let root = names("at by events version")
    static let author = names("role name")
    static let party = names("kind value name")
    static let failure = names("code text retryable")

    private static let parts = [
        people, routing, account, contact, pipeline, stranger, service, sending, view, snippet, merge,
    ]
    static let events = parts.reduce(into: common) { all, part in
        all.merge(part) { _, _ in preconditionFailure("two events of one name") }
    }

    private static let common: [String: [[UInt8]]] = [
        "channel_registered": names("event channel manifest"),
        "account_created": names("event account channel label identifier"),
        "account_changed": names("event account active reason"),
        "contact_created": names("event contact party channel"),
        "thread_opened": names("event thread account name contact party others"),
        "ticket_opened": names("event ticket thread subject status followUpOf pipeline properties"),
        "message_received": names(
            "event ticket thread account key threadName from text at direction to subject externalId replyTo "
                + "kind target removed attachments rich parts quote"),
        "reply_sent": names(
            "event ticket thread account threadName rep to text replyTo key keyed state until kind target removed attachments rich parts"),
        "noted": names("event ticket rep text key keyed attachments rich parts"),
        "assigned": names("event ticket from to"),
        "status_changed": names("event ticket from to"),
        "delivery_changed": names("event ticket message state attempt failure externalIds previous"),
        "key_used": names("event key keyed"),
    ]

    static func names(_ words: String) -> [[UInt8]] { words.utf8.split(separator: 0x20).map(Array.init) }

    /// What is in the entry that version 1 does not have; nil where there is nothing of the kind.
    static func stranger(in root: JSONValue) -> String? {
        if let version = root["version"], version.integer != Self.version {
            return "it is of version \(version.integer.map(String.init) ?? "none")"
        }
        if let found = unknown(root, Self.root) ?? root["by"].flatMap({ unknown($0, author) }) { return found }
        for event in root["events"]?.elements ?? [] {
            if let found = stranger(inEvent: event) { return found }
        }
        return nil
    }

    private static func stranger(inEvent event: JSONValue) -> String? {
        guard let kind = event["event"]?.string, let known = events[kind] else { return "an event of an unknown kind" }
        if let found = unknown(event, known) { return "\(kind): \(found)" }
        for name in ["from", "party", "identifier"] {
            if let value = event[name], value.kind == .object, let found = unknown(value, party) { return "\(kind): \(name): \(found)" }
        }
        for element in (event["to"]?.elements ?? []) + (event["others"]?.elements ?? []) {
            if let found = unknown(element, party) { return "\(kind): to: \(found)" }
        }
        if let direction = event["direction"], !direction.isString("outgoing") { return "\(kind): an unknown direction" }
        return event["failure"].flatMap { unknown($0, failure) }.map { "\(kind): failure: \($0)" }
    }

    private static func unknown(_ object: JSONValue, _ known: [[UInt8]]) -> String? {
        object.firstMember(outside: known).map { "the member \(String(decoding: $0.prefix(64), as: UTF8.self))" }
    }
}
