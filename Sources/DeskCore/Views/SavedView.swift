/// A view's name.
public struct ViewSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// Tickets that belong together for whoever reads them, by a condition under a name.
public struct SavedView: Hashable, Sendable {
    public enum Sharing: String, Sendable { case mine, team, everyone }
    public enum Layout: String, Sendable { case table, board }

    public static let labelBytesMax = 256
    public static let columnsMax = 16

    public let slug: ViewSlug
    public let label: Text
    /// A condition in words, as ``TicketCondition`` reads it.
    public let query: [UInt8]
    /// What a list shows of each ticket; none for what it shows anyway.
    public let columns: [Slug]
    public let layout: Layout
    public let sharing: Sharing
    /// Nil for those that every desk has.
    public let owner: RepName?

    public init(
        slug: ViewSlug, label: Text, query: [UInt8], columns: [Slug] = [], layout: Layout = .table, sharing: Sharing = .mine,
        owner: RepName?
    ) {
        self.slug = slug
        self.label = label
        self.query = query
        self.columns = columns
        self.layout = layout
        self.sharing = sharing
        self.owner = owner
    }

    private init(_ slug: StaticString, _ label: StaticString, _ query: StaticString) {
        self.init(
            slug: ViewSlug(Slug(literal: slug)), label: Text(encoded: Array(label.description.utf8)),
            query: Array(query.description.utf8), sharing: .everyone, owner: nil)
    }

    /// What every desk has, in the order in which lists show them.
    public static let standard = [
        SavedView("unassigned", "Unassigned", "is:open owner:none"),
        SavedView("team-unassigned", "My team's unassigned", "is:open owner:none team:mine"),
        SavedView("mine", "Assigned to me", "is:open owner:me"),
        SavedView("open", "All open", "is:open"),
        SavedView("mentions", "My mentions", "is:mentioned"),
        SavedView("following", "Following", "is:followed"),
        SavedView("closed", "All closed", "is:closed"),
        SavedView("spam", "Spam", "is:spam"),
        SavedView("trash", "Trash", "is:trash"),
    ]

    /// What is left of these to those who are set up without a seat.
    static let seatless: Set<ViewSlug> = [
        ViewSlug(Slug(literal: "mentions")), ViewSlug(Slug(literal: "following")), ViewSlug(Slug(literal: "open")),
    ]
}

/// What becomes of a view; what is nil stays as it is.
public struct ViewChange: Sendable {
    public let slug: ViewSlug
    public let label: Text?
    public let query: [UInt8]?
    public let columns: [Slug]?
    public let layout: SavedView.Layout?
    public let sharing: SavedView.Sharing?

    public init(
        slug: ViewSlug, label: Text?, query: [UInt8]?, columns: [Slug]?, layout: SavedView.Layout?, sharing: SavedView.Sharing?
    ) {
        self.slug = slug
        self.label = label
        self.query = query
        self.columns = columns
        self.layout = layout
        self.sharing = sharing
    }

    func applied(to former: SavedView?, owner: RepName) -> SavedView {
        SavedView(
            slug: slug, label: label ?? former?.label ?? Text(encoded: slug.slug.bytes), query: query ?? former?.query ?? [],
            columns: columns ?? former?.columns ?? [], layout: layout ?? former?.layout ?? .table,
            sharing: sharing ?? former?.sharing ?? .mine, owner: former?.owner ?? owner)
    }
}
