/// A snippet's name.
public struct SnippetSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// A text that reps write again and again, with fields that are filled from the ticket at hand.
public struct Snippet: Hashable, Sendable {
    public enum Sharing: String, Sendable { case mine, team, everyone }

    public static let labelBytesMax = 256
    /// In Unicode scalars.
    public static let textMax = 2_500

    public let slug: SnippetSlug
    public let label: Text
    public let text: Text
    /// Another, shorter name, as in `#refund`.
    public let shortcut: Slug?
    public let sharing: Sharing
    public let owner: RepName

    public init(slug: SnippetSlug, label: Text, text: Text, shortcut: Slug?, sharing: Sharing, owner: RepName) {
        self.slug = slug
        self.label = label
        self.text = text
        self.shortcut = shortcut
        self.sharing = sharing
        self.owner = owner
    }
}

/// What becomes of a snippet; what is nil stays as it is.
public struct SnippetChange: Sendable {
    public let slug: SnippetSlug
    public let label: Text?
    public let text: Text?
    public let shortcut: Edit<Slug>
    public let sharing: Snippet.Sharing?

    public init(slug: SnippetSlug, label: Text?, text: Text?, shortcut: Edit<Slug>, sharing: Snippet.Sharing?) {
        self.slug = slug
        self.label = label
        self.text = text
        self.shortcut = shortcut
        self.sharing = sharing
    }

    func applied(to former: Snippet?, owner: RepName) -> Snippet {
        Snippet(
            slug: slug, label: label ?? former?.label ?? Text(encoded: slug.slug.bytes), text: text ?? former?.text ?? .empty,
            shortcut: shortcut.applied(to: former?.shortcut), sharing: sharing ?? former?.sharing ?? .mine,
            owner: former?.owner ?? owner)
    }
}
