/// A step of the pipeline.
public struct StatusSlug: Hashable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    init(literal: StaticString) { slug = Slug(literal: literal) }
}

/// The statuses that a ticket goes through, in order.
public struct Pipeline: Sendable {
    public struct Status: Sendable {
        public let slug: StatusSlug
        public let isOpen: Bool
    }

    public let statuses: [Status]
    /// Where a ticket begins that a contact opens.
    public let first: StatusSlug
    /// Where an open ticket goes when a rep replies and names no status.
    public let onRepReply: StatusSlug
    /// Where a ticket that waited for the contact goes when they write, and one that is reopened.
    public let onContactReply: StatusSlug

    /// New · Waiting on contact · Waiting on us · Closed.
    public static let standard = Pipeline(
        statuses: [
            Status(slug: StatusSlug(literal: "new"), isOpen: true),
            Status(slug: StatusSlug(literal: "waiting-contact"), isOpen: true),
            Status(slug: StatusSlug(literal: "waiting-us"), isOpen: true),
            Status(slug: StatusSlug(literal: "closed"), isOpen: false),
        ],
        first: StatusSlug(literal: "new"),
        onRepReply: StatusSlug(literal: "waiting-contact"),
        onContactReply: StatusSlug(literal: "waiting-us")
    )

    public func isOpen(_ slug: StatusSlug) -> Bool { statuses.first { $0.slug == slug }?.isOpen ?? true }

    func checkKnown(_ slug: StatusSlug) throws(Rejection) {
        guard statuses.contains(where: { $0.slug == slug }) else { throw .statusNotInPipeline(slug, known: statuses.map(\.slug)) }
    }
}
