/// Texts that reps write again and again.
extension Desk {
    func decide(
        _ command: SnippetCommand, by author: Author, at now: Timestamp, _ adapter: (AccountSlug) -> AdapterReadiness
    ) throws(Rejection) -> Decision {
        guard let asker = author.person else { throw .notYours }
        switch command {
        case .set(let change, let key):
            return try once(keys.keyed(by: author, "snippet.set", key: key) { $0.combine(change) }, key) { () throws(Rejection) in
                try set(change, by: asker, author)
            }
        case .remove(let slug, let key):
            return try once(keys.keyed(by: author, "snippet.remove", key: key) { $0.combine(slug.slug) }, key) { () throws(Rejection) in
                [.snippet(.removed(try changeable(slug, author).slug))]
            }
        }
    }

    mutating func apply(_ event: SnippetEvent, in sequence: SequenceNumber, at now: Timestamp) {
        switch event {
        case .set(let snippet): snippets.apply(snippet)
        case .removed(let slug): snippets.remove(slug)
        }
    }

    private func set(_ change: SnippetChange, by asker: RepName, _ author: Author) throws(Rejection) -> [Event] {
        let former = snippets[change.slug]
        if former != nil { _ = try changeable(change.slug, author) }
        guard former != nil || snippets.count < SnippetBook.snippetsMax else {
            throw .quota("There are \(SnippetBook.snippetsMax) snippets, which is the most; remove one first.", after: 0)
        }
        let snippet = change.applied(to: former, owner: asker)
        try check(snippet.text.utf8)
        try checkShortcut(of: snippet)
        return snippet == former ? [] : [.snippet(.set(snippet))]
    }

    private func check(_ text: [UInt8]) throws(Rejection) {
        guard !text.isEmpty else { throw .badField("text", reason: "it is empty; a snippet is a text") }
        guard String(decoding: text, as: UTF8.self).unicodeScalars.count <= Snippet.textMax else {
            throw .badField("text", reason: "it has more than \(Snippet.textMax) characters")
        }
        for piece in SnippetText(text).pieces {
            switch piece {
            case .words: continue
            case .unknown(let name): throw unknownField(String(decoding: name, as: UTF8.self))
            case .field(let field):
                if let property = field.property, pipelines.property(property) == nil { throw unknownField(field.name) }
            }
        }
    }

    /// A field that is never filled would block every reply.
    private func unknownField(_ name: String) -> Rejection {
        let names = SnippetField.names + pipelines.sortedProperties.flatMap { ["contact.\($0.slug.slug)", "ticket.\($0.slug.slug)"] }
        let hint =
            NearestWord.name(like: name, among: names).map { "; did you mean \($0)?" } ?? "; there are \(names.joined(separator: ", "))"
        return .badField("text", reason: "there is no field \(name)\(hint)")
    }

    /// One that two of a rep's snippets had would mean neither; and a name is looked for before any shortcut.
    private func checkShortcut(of snippet: Snippet) throws(Rejection) {
        if let other = snippets.sorted.first(where: { $0.slug != snippet.slug && $0.shortcut == snippet.slug.slug }) {
            throw .conflicting("#\(snippet.slug.slug) stands for the snippet \(other.slug.slug) already; choose another name.")
        }
        guard let shortcut = snippet.shortcut else { return }
        let other = snippets.sorted.first { $0.slug != snippet.slug && ($0.shortcut == shortcut || $0.slug.slug == shortcut) }
        guard let other else { return }
        throw .conflicting("#\(shortcut) stands for the snippet \(other.slug.slug) already; choose another shortcut.")
    }

    /// A snippet is changed by whoever made it, and by admins.
    private func changeable(_ slug: SnippetSlug, _ author: Author) throws(Rejection) -> Snippet {
        guard let snippet = snippets[slug] else { throw .unknown(Self.noSnippet(slug.slug)) }
        if case .admin = author { return snippet }
        guard snippet.owner == author.person else {
            throw .notAllowed("The snippet \(slug.slug) is another rep's; make one of your own under another name.")
        }
        return snippet
    }

    public static func noSnippet(_ name: Slug) -> String { "There is no snippet \(name) for you; `desk snippets` shows those there are." }

    /// Those that a rep may use, by name.
    public func snippets(of rep: RepName) -> [Snippet] { snippets.sorted.filter { sees($0, rep) } }

    /// By its name or its shortcut.
    public func snippet(_ name: Slug, of rep: RepName) -> Snippet? {
        if let snippet = snippets[SnippetSlug(name)], sees(snippet, rep) { return snippet }
        return snippets(of: rep).first { $0.shortcut == name }
    }

    private func sees(_ snippet: Snippet, _ rep: RepName) -> Bool {
        guard snippet.owner != rep else { return true }
        return switch snippet.sharing {
        case .everyone: true
        case .mine: false
        case .team: !teams(of: snippet.owner).isDisjoint(with: teams(of: rep))
        }
    }

    /// What time alone brings about: nothing.
    func snippetDue(at now: Timestamp) -> [Event] { [] }
    var snippetDeadline: Timestamp? { nil }
}

extension KeyedHash {
    fileprivate mutating func combine(_ change: SnippetChange) {
        combine(change.slug.slug)
        combine(change.label?.encoded ?? [])
        combine(change.text?.encoded ?? [])
        switch change.shortcut {
        case .unchanged: combine(0)
        case .cleared: combine(1)
        case .set(let slug): combine(slug)
        }
        combine(Array((change.sharing?.rawValue ?? "").utf8))
    }
}
