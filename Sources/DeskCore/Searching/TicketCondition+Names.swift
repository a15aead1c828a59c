extension TicketCondition {
    /// A name that nothing has finds nothing, which looks like an answer: it is refused with what may have been meant.
    ///
    /// - Parameter present: reps of whom the desk itself may know nothing; nil where it cannot be told who there is.
    public func checkNames(in desk: Desk, present: [RepName]? = nil) throws(Rejection) {
        for term in terms {
            switch term {
            case .status(let status): try Self.check("status", status.slug, among: Self.statuses(desk))
            case .pipeline(let pipeline):
                try Self.check("pipeline", pipeline.slug, among: desk.pipelines.sortedPipelines.map(\.slug.slug))
            case .says(let property, _): try Self.check("property", property.slug, among: desk.pipelines.sortedProperties.map(\.slug.slug))
            case .owner(let owner?): if let present { try Self.check(owner, present, desk) }
            default: continue
            }
        }
    }

    private static func statuses(_ desk: Desk) -> [Slug] { desk.pipelines.sortedPipelines.flatMap { $0.statuses.map(\.slug.slug) } }

    private static func check(_ kind: String, _ slug: Slug, among known: [Slug]) throws(Rejection) {
        guard !known.contains(slug) else { return }
        let near = NearestWord.name(like: slug.text, among: known.map(\.text)).map { "did you mean \($0)?" }
        let list = "`desk \(kind == "property" ? kind : "pipeline") list` shows those there are."
        throw .queryNamesNothing(sentence: "There is no \(kind) \(slug); \(near ?? list)")
    }

    /// Whoever attaches is a rep, so that only a name that is nearly another's is taken for a mistake.
    private static func check(_ owner: RepName, _ present: [RepName], _ desk: Desk) throws(Rejection) {
        let known = desk.people.sortedReps.map(\.name) + present
        guard !known.contains(owner), !desk.tickets.all.contains(where: { $0.owner == owner }) else { return }
        guard let near = NearestWord.name(like: owner.slug.text, among: known.map(\.slug.text)) else { return }
        throw .queryNamesNothing(sentence: "Nobody called \(owner.slug) is here or has a ticket; did you mean \(near)?")
    }
}

extension SearchNode {
    /// What it asks of tickets, wherever in it.
    public var conditions: [TicketCondition] {
        switch self {
        case .all(let nodes), .any(let nodes): nodes.flatMap(\.conditions)
        case .not(let node): node.conditions
        case .filter(.ticket(let condition)): [condition]
        case .word, .filter: []
        }
    }
}
