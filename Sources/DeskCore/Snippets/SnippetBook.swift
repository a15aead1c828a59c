/// Texts that reps write again and again, by name.
public struct SnippetBook: Sendable {
    public static let snippetsMax = 1_000

    private var snippets: [SnippetSlug: Snippet] = [:]

    public subscript(slug: SnippetSlug) -> Snippet? { snippets[slug] }
    var count: Int { snippets.count }
    var sorted: [Snippet] { snippets.values.sorted { $0.slug < $1.slug } }

    mutating func apply(_ snippet: Snippet) { snippets[snippet.slug] = snippet }
    mutating func remove(_ slug: SnippetSlug) { snippets[slug] = nil }

    func write(to state: inout StateWriter) {
        for snippet in sorted {
            state.write(snippet.slug.slug)
            state.write(snippet.label.encoded)
            state.write(snippet.text.encoded)
            state.write(snippet.shortcut) { $0.write($1) }
            state.write(Array(snippet.sharing.rawValue.utf8))
            state.write(snippet.owner.slug)
        }
    }
}
