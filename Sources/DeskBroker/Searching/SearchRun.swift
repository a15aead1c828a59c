internal import DeskCore

/// A page of what was found, as it fills.
///
/// Parts of the journal are gone through from the newest (or the oldest): those with an index by their candidates, those without
/// one message after the other. How much is looked at is bounded, so that no question holds up a turn; what is left is the next page's.
final class SearchRun {
    struct Hit {
        let ticket: Ticket
        let facts: MessageFacts
        let document: SearchDocument
    }

    struct Wish {
        let expression: SearchExpression
        let limit: Int
        /// The message that the page before ended with; nil for the first.
        let after: UInt64?
        /// Each message that was found, not only the first of each ticket.
        let isByMessage: Bool
    }

    private static let looksMax = 50_000
    private static let readsMax = 300
    /// So many messages of a ticket are looked at to see whether it was on a page before.
    private static let earlierMax = 100

    private let wish: Wish
    private let desk: Desk
    private let judgement: SearchJudgement
    private let entry: (UInt64) -> Entry
    private let bounds: ClosedRange<UInt64>?
    private let words: [SearchWord]
    private var candidates: SearchCandidates
    private var seen: Set<UInt32> = []
    private var looks = 0
    private var reads = 0
    private var last: UInt64?
    private(set) var hits: [Hit] = []
    /// What the next page comes after; nil where everything was seen.
    private(set) var next: UInt64?

    init(_ wish: Wish, _ desk: Desk, at now: Timestamp, _ sources: [any IndexSource], entry: @escaping (UInt64) -> Entry) {
        self.wish = wish
        self.desk = desk
        self.entry = entry
        words = wish.expression.words
        judgement = SearchJudgement(expression: wish.expression, desk: desk, now: now)
        let stretches = Self.stretches(sources, through: desk.head.number)
        candidates = SearchCandidates(desk, sources, isWhole: stretches.allSatisfy { $0.source != nil })
        bounds = Self.bounds(wish, desk, now, entry)
        self.stretches = wish.expression.order == .newest ? stretches.reversed() : stretches
    }

    // MARK: Where to look

    private struct Stretch {
        let range: ClosedRange<UInt64>
        let source: (any IndexSource)?
    }

    private let stretches: [Stretch]

    /// The whole journal, from its beginning.
    private static func stretches(_ sources: [any IndexSource], through head: UInt64) -> [Stretch] {
        var stretches: [Stretch] = []
        var next: UInt64 = 1
        for source in sources where source.range.lowerBound >= next {
            if source.range.lowerBound > next { stretches.append(Stretch(range: next...(source.range.lowerBound - 1), source: nil)) }
            stretches.append(Stretch(range: source.range, source: source))
            next = source.range.upperBound + 1
        }
        if next <= head { stretches.append(Stretch(range: next...head, source: nil)) }
        return stretches
    }

    /// Which messages it can be by when they were said and by what was seen already; nil where it can be none.
    private static func bounds(_ wish: Wish, _ desk: Desk, _ now: Timestamp, _ entry: (UInt64) -> Entry) -> ClosedRange<UInt64>? {
        var (low, high): (UInt64, UInt64) = (1, desk.head.number)
        if let after = wish.after {
            if wish.expression.order == .newest { high = min(high, after == 0 ? 0 : after - 1) } else { low = after + 1 }
        }
        guard !wish.expression.isAboutTickets else { return low <= high ? low...high : nil }
        func first(from time: Timestamp) -> UInt64 {
            let place = desk.messages.place { entry($0.number).at < time }
            return place < desk.messages.count ? desk.messages[place: place].id.number : desk.head.number + 1
        }
        for filter in wish.expression.needed {
            switch filter {
            case .before(let when): high = min(high, first(from: when.timestamp(now: now)) - 1)
            case .after(let when): low = max(low, first(from: when.timestamp(now: now)))
            default: continue
            }
        }
        return low <= high ? low...high : nil
    }

    // MARK: Looking

    func fill() throws(IndexDamage) {
        guard let bounds else { return }
        for stretch in stretches where stretch.range.overlaps(bounds) {
            let range = stretch.range.clamped(to: bounds)
            let found =
                try stretch.source.map { source throws(IndexDamage) in try candidates.messages(wish.expression.root, in: source) } ?? nil
            guard found.map({ look(at: $0, range) }) ?? look(at: range) else { return }
        }
        next = nil
    }

    /// False where the page is full.
    private func look(at messages: [UInt64], _ range: ClosedRange<UInt64>) -> Bool {
        if wish.expression.order == .newest {
            for message in messages.reversed() where range.contains(message) { guard look(at: message) else { return false } }
        } else {
            for message in messages where range.contains(message) { guard look(at: message) else { return false } }
        }
        return true
    }

    private func look(at range: ClosedRange<UInt64>) -> Bool {
        let rows = candidates.rows(in: range)
        if wish.expression.order == .newest {
            for row in rows.reversed() { guard look(at: desk.messages[place: row]) else { return false } }
        } else {
            for row in rows { guard look(at: desk.messages[place: row]) else { return false } }
        }
        return true
    }

    private func look(at message: UInt64) -> Bool {
        guard let facts = desk.messages[MessageID(message)] else { return true }
        return look(at: facts)
    }

    private func look(at facts: MessageFacts) -> Bool {
        guard hits.count < wish.limit, looks < Self.looksMax, reads < Self.readsMax else {
            next = last
            return false
        }
        looks += 1
        last = facts.id.number
        guard wish.isByMessage || !seen.contains(facts.ticket.number), let hit = hit(facts) else { return true }
        seen.insert(facts.ticket.number)
        if wish.isByMessage || !wasShown(hit) { hits.append(hit) }
        return true
    }

    private func hit(_ facts: MessageFacts) -> Hit? {
        guard let ticket = desk.tickets[facts.ticket], judgement.isInSight(ticket), let shown = desk.searched(facts.id),
            judgement.holds(facts, on: ticket, nil) != false
        else { return nil }
        reads += 1
        guard let document = SearchDocument(facts, as: shown, on: ticket, in: desk, entry) else { return nil }
        if !words.isEmpty, !document.saysAny(of: words) { return nil }
        return judgement.holds(facts, on: ticket, document) == true ? Hit(ticket: ticket, facts: facts, document: document) : nil
    }

    /// Whether the ticket was on a page before this one.
    private func wasShown(_ hit: Hit) -> Bool {
        guard let after = wish.after else { return false }
        let isNewest = wish.expression.order == .newest
        let earlier = hit.ticket.timeline.filter { isNewest ? $0.number >= after : $0.number <= after }
        return earlier.prefix(Self.earlierMax).contains { id in desk.messages[id].flatMap(self.hit) != nil }
    }
}

extension SearchExpression {
    /// No message in particular is looked for.
    var isAboutTickets: Bool { !root.isAboutMessages }

    /// Filters without which it cannot hold.
    var needed: [SearchFilter] {
        switch root {
        case .filter(let filter): [filter]
        case .all(let nodes): nodes.compactMap { if case .filter(let filter) = $0 { filter } else { nil } }
        default: []
        }
    }

    /// What is marked where it is found.
    var words: [SearchWord] { root.words }
}

extension SearchNode {
    fileprivate var isAboutMessages: Bool {
        switch self {
        case .all(let nodes), .any(let nodes): nodes.contains { $0.isAboutMessages }
        case .not(let node): node.isAboutMessages
        case .word: true
        case .filter(.from), .filter(.has), .filter(.file), .filter(.kind): true
        case .filter: false
        }
    }

    fileprivate var words: [SearchWord] {
        switch self {
        case .all(let nodes), .any(let nodes): nodes.flatMap(\.words)
        case .word(let word): [word]
        case .not, .filter: []
        }
    }
}
