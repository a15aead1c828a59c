public import DeskCore

/// What is read of this part of the desk without changing it.
public enum SnippetQuery: Sendable {
    /// By name, from the one after `after` on.
    case list(after: SnippetSlug?, limit: Int)
    /// One with the values of a ticket, by its name or its shortcut.
    case fill(Slug, TicketID)
}

extension RequestTypes {
    static let snippet: [RequestType] = [
        RequestType("snippets", .people), RequestType("snippet.fill", .people), RequestType("snippet.set", .people),
        RequestType("snippet.remove", .people),
    ]
}

extension Dispatch {
    /// Nil where the type is none of this part's.
    static func snippet(_ type: String, _ fields: Fields) throws(Refusal) -> Intention? {
        switch type {
        case "snippets":
            .snippet(
                .list(
                    after: fields.optional("after") == nil ? nil : SnippetSlug(try fields.slug("after")),
                    // As many as fit a frame, however long each is.
                    limit: Int(try fields.integer("limit", in: 1...50, default: 50))))
        case "snippet.fill": .snippet(.fill(try fields.slug("snippet"), try fields.ticket()))
        case "snippet.set": .command(.snippet(.set(try snippetChange(fields), try fields.key())))
        case "snippet.remove": .command(.snippet(.remove(SnippetSlug(try fields.slug("snippet")), try fields.key())))
        default: nil
        }
    }

    private static func snippetChange(_ fields: Fields) throws(Refusal) -> SnippetChange {
        SnippetChange(
            slug: SnippetSlug(try fields.slug("snippet")), label: try fields.optionalText("label", bytesMax: Snippet.labelBytesMax),
            text: try fields.optionalText("text", bytesMax: Snippet.textMax * 4),
            shortcut: try fields.edit("shortcut") { fields, name throws(Refusal) in try fields.slug(name) },
            sharing: try sharing(fields))
    }

    private static func sharing(_ fields: Fields) throws(Refusal) -> Snippet.Sharing? {
        guard let bytes = try fields.optionalBytes("sharing", bytesMax: 16) else { return nil }
        guard let sharing = Snippet.Sharing(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            throw .badField("sharing", "it is not mine, team or everyone")
        }
        return sharing
    }
}

extension EventFrames {
    /// The members of an event as those who watch are told of it.
    static func append(_ event: SnippetEvent, _ desk: Desk, to writer: inout JSONWriter) { writer.snippetEvent(event) }
}

/// Snippets as frames and journal entries show them.
extension JSONWriter {
    public mutating func snippetEvent(_ event: SnippetEvent) {
        switch event {
        case .set(let snippet):
            field("event", "snippet_set")
            members(of: snippet)
        case .removed(let slug):
            field("event", "snippet_removed")
            self.slug("snippet", slug.slug)
        }
    }

    public mutating func members(of snippet: Snippet) {
        slug("snippet", snippet.slug.slug)
        text("label", snippet.label)
        text("text", snippet.text)
        if let shortcut = snippet.shortcut { slug("shortcut", shortcut) }
        field("sharing", snippet.sharing.rawValue)
        slug("owner", snippet.owner.slug)
    }
}
