/// A step of a pipeline.
public struct StatusSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    init(literal: StaticString) { slug = Slug(literal: literal) }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

public struct PipelineSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// The statuses that a ticket goes through, in order. A class because every ticket looks at one, and it never changes.
public final class Pipeline: Sendable {
    public static let statusesMax = 64

    public struct Status: Sendable, Equatable {
        public let slug: StatusSlug
        public let label: Text
        public let isOpen: Bool
        /// What a ticket must say to be in it.
        public let required: [PropertySlug]
        /// What it must say besides where another property has a value.
        public let conditional: [Condition]

        public init(slug: StatusSlug, label: Text, isOpen: Bool, required: [PropertySlug] = [], conditional: [Condition] = []) {
            self.slug = slug
            self.label = label
            self.isOpen = isOpen
            self.required = required
            self.conditional = conditional
        }
    }

    /// `property` is required where `other` is `value`.
    public struct Condition: Sendable, Equatable {
        public let property: PropertySlug
        public let other: PropertySlug
        public let value: PropertyValue

        public init(property: PropertySlug, other: PropertySlug, value: PropertyValue) {
            self.property = property
            self.other = other
            self.value = value
        }
    }

    /// What reps must keep to; admins and the desk itself need not.
    public struct Rules: Sendable, Equatable {
        /// Where a ticket may begin; empty: anywhere.
        public let createIn: [StatusSlug]
        public let forbidsSkipping: Bool
        public let forbidsGoingBack: Bool

        public init(createIn: [StatusSlug] = [], forbidsSkipping: Bool = false, forbidsGoingBack: Bool = false) {
            self.createIn = createIn
            self.forbidsSkipping = forbidsSkipping
            self.forbidsGoingBack = forbidsGoingBack
        }
    }

    public let slug: PipelineSlug
    public let label: Text
    public let statuses: [Status]
    public let rules: Rules

    public init(slug: PipelineSlug, label: Text, statuses: [Status], rules: Rules) {
        self.slug = slug
        self.label = label
        self.statuses = statuses
        self.rules = rules
    }

    /// New · Waiting on contact · Waiting on us · Closed.
    public static let standard = Pipeline(
        slug: PipelineSlug(Slug(literal: "support")), label: Text(encoded: Array("Support".utf8)),
        statuses: [
            status("new", "New", isOpen: true), status("waiting-contact", "Waiting on contact", isOpen: true),
            status("waiting-us", "Waiting on us", isOpen: true), status("closed", "Closed", isOpen: false),
        ], rules: Rules())

    private static func status(_ slug: StaticString, _ label: String, isOpen: Bool) -> Status {
        Status(slug: StatusSlug(literal: slug), label: Text(encoded: Array(label.utf8)), isOpen: isOpen)
    }

    func isSame(as other: Pipeline) -> Bool {
        slug == other.slug && label == other.label && statuses == other.statuses && rules == other.rules
    }

    public subscript(slug: StatusSlug) -> Status? { statuses.first { $0.slug == slug } }
    public func isOpen(_ slug: StatusSlug) -> Bool { self[slug]?.isOpen ?? true }

    /// Where a ticket begins that a contact opens.
    public var first: StatusSlug { statuses.first { $0.isOpen }?.slug ?? statuses[0].slug }
    /// Where an open ticket goes when a rep replies and names no status, if nothing else was said; nil where there is no such step.
    var onRepReply: StatusSlug? { self[StatusSlug(literal: "waiting-contact")]?.slug }
    var onContactReply: StatusSlug? { self[StatusSlug(literal: "waiting-us")]?.slug }
    var firstClosed: StatusSlug? { statuses.first { !$0.isOpen }?.slug }

    func existing(_ slug: StatusSlug) throws(Rejection) -> Status {
        guard let status = self[slug] else { throw .statusNotInPipeline(slug, known: statuses.map(\.slug)) }
        return status
    }

    /// What a ticket that says `properties` lacks for a status, each once, in order.
    func missing(in status: Status, _ properties: [PropertySlug: PropertyValue]) -> [PropertySlug] {
        var missing = status.required.filter { properties[$0] == nil }
        for condition in status.conditional where properties[condition.other].map({ $0.includes(condition.value) }) ?? false {
            if properties[condition.property] == nil, !missing.contains(condition.property) { missing.append(condition.property) }
        }
        return missing
    }

    /// Whether a rep may take a ticket from one status to another.
    func check(from old: StatusSlug, to new: StatusSlug) throws(Rejection) {
        guard let before = statuses.firstIndex(where: { $0.slug == old }), let after = statuses.firstIndex(where: { $0.slug == new })
        else { return }
        if rules.forbidsGoingBack, after < before {
            throw .conflicting("The pipeline \(slug.slug) does not go back, from \(old.slug) to \(new.slug); an admin can do it.")
        }
        if rules.forbidsSkipping, after > before + 1 {
            let next = statuses[before + 1].slug.slug
            throw .conflicting("The pipeline \(slug.slug) skips no status: after \(old.slug) comes \(next); an admin can do it.")
        }
    }
}
