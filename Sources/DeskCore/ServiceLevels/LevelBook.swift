/// What is promised, and in which order it is looked at: the first that is for a ticket holds.
public struct LevelBook: Sendable {
    public static let levelsMax = 100

    public private(set) var all: [ServiceLevel] = []

    public subscript(slug: LevelSlug) -> ServiceLevel? { all.first { $0.slug == slug } }
    public func place(of slug: LevelSlug) -> Int? { all.firstIndex { $0.slug == slug }.map { $0 + 1 } }

    func existing(_ slug: LevelSlug) throws(Rejection) -> ServiceLevel {
        guard let level = self[slug] else {
            let near = NearestWord.name(like: slug.slug.text, among: all.map(\.slug.slug.text).sorted())
            throw .unknown(
                "There is no service level \(slug.slug)\(near.map { " (did you mean \($0)?)" } ?? ""); `desk sla list` shows those there are."
            )
        }
        return level
    }

    /// What happens where a level is to be so.
    func set(_ change: LevelChange) throws(Rejection) -> [Event] {
        let former = self[change.slug]
        guard former != nil || all.count < Self.levelsMax else {
            throw .quota("There are \(Self.levelsMax) service levels, which is the most; remove one that is not needed.", after: 0)
        }
        let level = change.applied(to: former)
        guard level.firstReply != nil || level.nextReply != nil || level.close != nil else {
            throw .badField("firstReplyMinutes", reason: "a service level promises something: this, nextReplyMinutes or closeMinutes")
        }
        let last = former == nil ? all.count + 1 : all.count
        let place = min(change.place ?? place(of: change.slug) ?? last, last)
        if former?.isSame(as: level) == true, place == self.place(of: change.slug), !change.alsoOpen { return [] }
        return [.service(.levelSet(level, place: place, alsoOpen: change.alsoOpen))]
    }

    mutating func apply(_ level: ServiceLevel, place: Int) {
        // One that says the same stays the one that tickets hold.
        let kept = self[level.slug].flatMap { $0.isSame(as: level) ? $0 : nil } ?? level
        all.removeAll { $0.slug == level.slug }
        all.insert(kept, at: max(0, min(place - 1, all.count)))
    }

    mutating func remove(_ slug: LevelSlug) { all.removeAll { $0.slug == slug } }

    func write(to state: inout StateWriter) {
        state.write(all.count)
        for level in all { level.write(to: &state) }
    }
}
