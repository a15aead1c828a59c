/// Reads a query from left to right: words beside each other must all hold, `OR` joins alternatives within parentheses, `-` before
/// anything is its opposite, quotes keep words together, `name:value` narrows.
struct SearchReader {
    private let scalars: [Unicode.Scalar]
    private let asker: RepName?
    private var at = 0
    private var depth = 0
    private var parts = 0
    private(set) var order: SearchExpression.Order?
    private(set) var marks: Set<TicketMark.Kind> = []

    init(_ text: [UInt8], asker: RepName?) {
        scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        self.asker = asker
    }

    mutating func query() throws(SearchTrouble) -> SearchNode {
        let node = try sequence()
        guard at == scalars.count else { throw trouble(at, at + 1, "this ) closes nothing; take it away, or put quotes around it") }
        return node
    }

    /// Up to the end or the parenthesis that closes it.
    private mutating func sequence() throws(SearchTrouble) -> SearchNode {
        var nodes: [SearchNode] = []
        var alternatives = 0
        var or: Int?
        while skipSpace(), scalars[at] != ")" {
            if takeOr() {
                guard !nodes.isEmpty, or == nil else { throw trouble(at - 2, at, "OR stands between two things to look for") }
                or = at - 2
                alternatives += 1
                continue
            }
            // What goes with what is never guessed.
            if let or, alternatives != nodes.count { throw mixed(or) }
            if or == nil, alternatives > 0 { throw mixed(at) }
            if let node = try item() { nodes.append(node) }
            or = nil
        }
        if let or { throw trouble(or, or + 2, "OR stands between two things to look for") }
        return nodes.count == 1 ? nodes[0] : alternatives > 0 ? .any(nodes) : .all(nodes)
    }

    private func mixed(_ place: Int) -> SearchTrouble {
        trouble(place, place + 1, "it is not clear what OR is between; put parentheses around that, as in (refund OR return) order")
    }

    private mutating func takeOr() -> Bool {
        guard at + 1 < scalars.count, scalars[at] == "O", scalars[at + 1] == "R", at + 2 == scalars.count || isEnd(scalars[at + 2]) else {
            return false
        }
        at += 2
        return true
    }

    /// Nil for what says how to list and not what.
    private mutating func item() throws(SearchTrouble) -> SearchNode? {
        let start = at
        parts += 1
        guard parts <= SearchExpression.partsMax else {
            throw trouble(start, start + 1, "a query has at most \(SearchExpression.partsMax) parts; leave some out")
        }
        if scalars[at] == "-", at + 1 < scalars.count, !isSpace(scalars[at + 1]) {
            at += 1
            guard let node = try item() else { throw trouble(start, at, "what says how to list has no opposite; leave out the -") }
            return .not(node)
        }
        if scalars[at] == "(" { return try group() }
        if isQuote(scalars[at]) { return try word(quoted(), from: start) }
        return try atom()
    }

    private mutating func group() throws(SearchTrouble) -> SearchNode {
        let start = at
        depth += 1
        guard depth <= SearchExpression.depthMax else {
            throw trouble(start, start + 1, "parentheses go at most \(SearchExpression.depthMax) deep")
        }
        at += 1
        let node = try sequence()
        guard at < scalars.count else { throw trouble(start, start + 1, "this ( is never closed; write ) where the group ends") }
        at += 1
        depth -= 1
        if case .all(let nodes) = node, nodes.isEmpty { throw trouble(start, at, "there is nothing between these parentheses") }
        return node
    }

    /// What stands between quotes, which may have `*` right behind them.
    private mutating func quoted() throws(SearchTrouble) -> (text: [UInt8], isPrefix: Bool) {
        let start = at
        at += 1
        let first = at
        while at < scalars.count, !isQuote(scalars[at]) { at += 1 }
        guard at < scalars.count else { throw trouble(start, start + 1, "this quote is never closed; write \" where the words end") }
        let text = utf8(first, at)
        at += 1
        let isPrefix = at < scalars.count && scalars[at] == "*"
        if isPrefix { at += 1 }
        return (text, isPrefix)
    }

    private func word(_ said: (text: [UInt8], isPrefix: Bool), from start: Int) throws(SearchTrouble) -> SearchNode {
        guard let word = SearchWord(said.text, isPrefix: said.isPrefix) else {
            throw trouble(start, at, "there is no letter or digit in it to look for")
        }
        return .word(word)
    }

    /// A word or a filter.
    private mutating func atom() throws(SearchTrouble) -> SearchNode? {
        let start = at
        while at < scalars.count, !isEnd(scalars[at]), !isQuote(scalars[at]) { at += 1 }
        let (name, value) = (filterName(start, at), at)
        if let name, at == name.upperBound + 1, at < scalars.count, isQuote(scalars[at]) {
            let said = try quoted()
            return try filter(name, value, said.text, start)
        }
        let end = at
        if at < scalars.count, isQuote(scalars[at]) { throw trouble(at, at + 1, "a quote begins a word of its own; put a space before it") }
        if let name { return try filter(name, name.upperBound + 1, utf8(name.upperBound + 1, end), start) }
        if scalars[start..<end].contains("=") { return try ticketFilter(utf8(start, end), start, end) }
        let isPrefix = end - start > 1 && scalars[end - 1] == "*"
        return try word((utf8(start, isPrefix ? end - 1 : end), isPrefix), from: start)
    }

    /// `name` of `name:value`. Addresses on the web and times of day have colons too.
    private func filterName(_ start: Int, _ end: Int) -> Range<Int>? {
        guard let colon = scalars[start..<end].firstIndex(of: ":"), colon > start else { return nil }
        guard scalars[start..<colon].allSatisfy({ ("a"..."z").contains($0) || $0 == "-" }) else { return nil }
        if colon + 1 < end, scalars[colon + 1] == "/" { return nil }
        return start..<colon
    }

    private mutating func filter(_ name: Range<Int>, _ valueAt: Int, _ value: [UInt8], _ start: Int) throws(SearchTrouble) -> SearchNode? {
        let known = String(decoding: utf8(name.lowerBound, name.upperBound), as: UTF8.self)
        guard !value.isEmpty else { throw trouble(start, at, "\(known): says nothing; write a value right behind the colon") }
        let reading = FilterValue(value, asker: asker)
        switch known {
        case "sort":
            guard let wish = reading.order, order == nil || order == wish else {
                throw trouble(valueAt, at, "it is sort:newest or sort:oldest")
            }
            order = wish
            return nil
        case "is":
            if let kind = reading.kind { return .filter(.kind(kind)) }
            if let mark = reading.mark { marks.insert(mark) }
            return try ticketFilter(utf8(start, at), start, at)
        default:
            if let read = reading.filter(named: known) {
                guard let filter = read.filter else { throw trouble(valueAt, at, read.wanted) }
                return .filter(filter)
            }
            return try ticketFilter(utf8(start, at), start, at)
        }
    }

    /// In the words in which people ask for tickets.
    private func ticketFilter(_ text: [UInt8], _ start: Int, _ end: Int) throws(SearchTrouble) -> SearchNode {
        do throws(Rejection) {
            return .filter(.ticket(try TicketCondition(parsing: text, asker: asker)))
        } catch {
            throw trouble(start, end, Self.filters)
        }
    }

    private static let filters =
        """
        it is none of is:open|closed|unassigned|failed|unknown|unsent|overdue|due-soon|spam|trash|note|reply|incoming, from:, channel:, \
        account:, status:, owner:, pipeline:, contact:, ticket:, has:, file:, before:, after:, older:, newer:, sort:, PROPERTY=VALUE; \
        put quotes around what is to be looked for as it stands
        """

    // MARK: Scalars

    /// False at the end.
    private mutating func skipSpace() -> Bool {
        while at < scalars.count, isSpace(scalars[at]) { at += 1 }
        return at < scalars.count
    }

    private func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    private func isEnd(_ scalar: Unicode.Scalar) -> Bool { isSpace(scalar) || scalar == "(" || scalar == ")" }
    /// As they are typed, and as word processors make them.
    private func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "\"" || (0x201C...0x201F).contains(scalar.value) }

    private func utf8(_ start: Int, _ end: Int) -> [UInt8] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<end])
        return Array(String(text).utf8)
    }

    private func trouble(_ start: Int, _ end: Int, _ reason: String) -> SearchTrouble {
        SearchTrouble(column: start + 1, width: max(1, min(end, scalars.count) - start), reason: reason)
    }
}

extension SearchExpression {
    /// - Parameter asker: whom `owner:me` and `from:me` mean.
    public init(parsing text: [UInt8], asker: RepName?) throws(SearchTrouble) {
        var reader = SearchReader(text, asker: asker)
        root = try reader.query()
        order = reader.order ?? .newest
        marks = reader.marks
    }
}
