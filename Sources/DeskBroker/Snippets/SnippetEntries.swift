internal import DeskCore
internal import DeskWire

/// How the journal has this part's events: as the wire has them.
extension EntryMembers {
    static let snippet: [String: [[UInt8]]] = [
        "snippet_set": names("event snippet label text shortcut sharing owner"),
        "snippet_removed": names("event snippet"),
    ]
}

extension EntryCoding {
    static func append(_ event: SnippetEvent, to writer: inout JSONWriter) { writer.snippetEvent(event) }
}

extension EntryReader {
    /// Nil where the kind is none of this part's.
    func snippet(_ kind: String, _ value: JSONValue) throws(UnreadableEntry) -> Event? {
        switch kind {
        case "snippet_set": .snippet(.set(try snippet(value)))
        case "snippet_removed": .snippet(.removed(SnippetSlug(try slug(value, "snippet"))))
        default: nil
        }
    }

    private func snippet(_ value: JSONValue) throws(UnreadableEntry) -> Snippet {
        guard let sharing = value["sharing"]?.string.flatMap({ Snippet.Sharing(rawValue: $0) }) else {
            throw unreadable("a snippet of an unknown kind")
        }
        return Snippet(
            slug: SnippetSlug(try slug(value, "snippet")), label: try text(value, "label"), text: try text(value, "text"),
            shortcut: value["shortcut"] == nil ? nil : try slug(value, "shortcut"), sharing: sharing,
            owner: RepName(try slug(value, "owner")))
    }
}
