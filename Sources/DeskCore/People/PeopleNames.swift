/// A group of reps.
public struct TeamSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// Something that a rep can do and a rule may ask for, such as `spanish`.
public struct SkillSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}

/// Working hours that several reps, or promises about answers, may share.
public struct ScheduleSlug: Hashable, Comparable, Sendable {
    public let slug: Slug
    public init(_ slug: Slug) { self.slug = slug }
    public static func < (left: Self, right: Self) -> Bool { left.slug < right.slug }
}
