internal import DeskCore

/// Messages that may be what was asked for, as the index has it; all that are, and some more.
struct SearchCandidates {
    let desk: Desk
    let sources: [any IndexSource]
    /// Whether every entry is in one of the sources.
    let isWhole: Bool
    private var tickets: [SearchWord: Set<UInt32>] = [:]
    private var named: [SearchWord: [UInt64]] = [:]

    /// While the index is being made, so many tickets are asked one by one for what they say of themselves. Of more that would hold up
    /// everybody, and some are found a little later.
    private static let lookedThroughMax = 20_000
    /// More tickets than this are looked for among the messages, and not their messages among the tickets.
    private static let fewTickets = 500

    init(_ desk: Desk, _ sources: [any IndexSource], isWhole: Bool) {
        self.desk = desk
        self.sources = sources
        self.isWhole = isWhole
    }

    /// Rising; nil where it may be any.
    mutating func messages(_ node: SearchNode, in source: any IndexSource) throws(IndexDamage) -> [UInt64]? {
        switch node {
        case .word(let word): return try messages(word, in: source)
        case .any(let nodes):
            var found: [UInt64] = []
            for node in nodes {
                guard let some = try messages(node, in: source) else { return nil }
                found = Self.union(found, some)
            }
            return found
        case .all(let nodes): return try all(nodes, in: source)
        case .not: return nil
        case .filter(let filter): return try messages(filter, in: source)
        }
    }

    private mutating func all(_ nodes: [SearchNode], in source: any IndexSource) throws(IndexDamage) -> [UInt64]? {
        var found: [UInt64]?
        for node in nodes {
            guard let some = try messages(node, in: source) else { continue }
            found = found.map { Self.intersection($0, some) } ?? some
            if found?.isEmpty == true { return found }
        }
        // What a message itself says it cannot be without.
        for case .not(.word(let word)) in nodes where found != nil {
            let terms = word.terms
            guard terms.beginning == nil, terms.whole.count == 1 else { continue }
            let said = try source.numbers(of: IndexedTerm(.message, terms.whole[0]).bytes)
            found = found.map { Self.difference($0, said) }
        }
        return found
    }

    private mutating func messages(_ filter: SearchFilter, in source: any IndexSource) throws(IndexDamage) -> [UInt64]? {
        switch filter {
        case .onTicket(let id): return timeline(id.number, in: source.range)
        case .has(let part):
            return try source.numbers(of: IndexedTerm(.part, part.rawValue.utf8).bytes)
        case .file: return try source.numbers(of: IndexedTerm(.part, SearchFilter.Part.attachment.rawValue.utf8).bytes)
        case .from(let rep, let word):
            let said = try word.map { word throws(IndexDamage) in try messages(word, in: source) } ?? []
            return Self.union(said, rep.map { messages(by: $0, in: source.range) } ?? [])
        case .ticket, .channel, .account, .kind, .before, .after: return nil
        }
    }

    private mutating func messages(_ word: SearchWord, in source: any IndexSource) throws(IndexDamage) -> [UInt64] {
        let said = try Self.numbers(.message, word, in: source)
        let heads = try tickets(word)
        let ids = try externallyNamed(word).filter { source.range.contains($0) }
        return Self.union(Self.union(said, messages(on: heads, in: source.range)), ids)
    }

    /// Those under all of a word's terms.
    private static func numbers(_ kind: IndexedTerm.Kind, _ word: SearchWord, in source: any IndexSource) throws(IndexDamage) -> [UInt64] {
        let terms = word.terms
        var found: [UInt64]?
        for term in terms.whole {
            let numbers = try source.numbers(of: IndexedTerm(kind, term).bytes)
            found = found.map { intersection($0, numbers) } ?? numbers
            if found?.isEmpty == true { return [] }
        }
        if let beginning = terms.beginning {
            let numbers = IndexMerge.rising(try source.numbers(beginningWith: IndexedTerm(kind, beginning).bytes))
            found = found.map { intersection($0, numbers) } ?? numbers
        }
        return found ?? []
    }

    // MARK: By what tickets say of themselves

    private mutating func tickets(_ word: SearchWord) throws(IndexDamage) -> Set<UInt32> {
        if let known = tickets[word] { return known }
        var found: Set<UInt32> = []
        if isWhole || desk.tickets.count > Self.lookedThroughMax {
            var contacts: Set<UInt32> = []
            for source in sources {
                for number in try Self.numbers(.ticket, word, in: source) { found.insert(UInt32(clamping: number)) }
                for number in try Self.numbers(.contact, word, in: source) {
                    contacts.insert(desk.contacts.current(ContactID(UInt32(clamping: number))).number)
                }
            }
            if !contacts.isEmpty { found.formUnion(tickets(ofContacts: contacts)) }
            if let number = UInt32(String(decoding: word.folded, as: UTF8.self)) { found.insert(number) }
        } else {
            found = ticketsByLooking(word)
        }
        tickets[word] = found
        return found
    }

    private func tickets(ofContacts contacts: Set<UInt32>) -> [UInt32] {
        let threads = desk.threads.all.map { contacts.contains(desk.contacts.current($0.contact).number) }
        return desk.tickets.all.lazy.filter { ticket in
            let place = Int(ticket.thread.number) - 1
            return threads.indices.contains(place) && threads[place]
        }.map(\.id.number)
    }

    /// While the index is behind, each ticket is asked.
    private func ticketsByLooking(_ word: SearchWord) -> Set<UInt32> {
        var found: Set<UInt32> = []
        for ticket in desk.tickets.all {
            let names = [ticket.subject.utf8, Array(String(ticket.id.number).utf8)] + SearchDocument.contact(of: ticket, in: desk)
            if names.contains(where: { FoldedText($0).contains(word) }) { found.insert(ticket.id.number) }
        }
        return found
    }

    private func messages(on tickets: Set<UInt32>, in range: ClosedRange<UInt64>) -> [UInt64] {
        guard !tickets.isEmpty else { return [] }
        guard tickets.count > Self.fewTickets else {
            return tickets.flatMap { timeline($0, in: range) }.sorted()
        }
        return rows(in: range).compactMap { row in
            let facts = desk.messages[place: row]
            return tickets.contains(facts.ticket.number) ? facts.id.number : nil
        }
    }

    private func timeline(_ ticket: UInt32, in range: ClosedRange<UInt64>) -> [UInt64] {
        (desk.tickets[TicketID(ticket)]?.timeline ?? []).map(\.number).filter { range.contains($0) }
    }

    private func messages(by rep: RepName, in range: ClosedRange<UInt64>) -> [UInt64] {
        rows(in: range).compactMap { row in
            let facts = desk.messages[place: row]
            return facts.rep == rep ? facts.id.number : nil
        }
    }

    func rows(in range: ClosedRange<UInt64>) -> Range<Int> {
        let start = desk.messages.place { $0.number < range.lowerBound }
        return start..<max(start, desk.messages.place { $0.number <= range.upperBound })
    }

    // MARK: By their names elsewhere

    private mutating func externallyNamed(_ word: SearchWord) throws(IndexDamage) -> [UInt64] {
        if let known = named[word] { return known }
        var found: [UInt64] = []
        for source in sources { found += try source.numbers(of: IndexedTerm(.externalID, word.written).bytes) }
        found = IndexMerge.rising(found)
        named[word] = found
        return found
    }

    // MARK: Rising numbers

    static func intersection(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var (both, at): ([UInt64], Int) = ([], 0)
        for number in left {
            while at < right.count, right[at] < number { at += 1 }
            if at < right.count, right[at] == number { both.append(number) }
        }
        return both
    }

    static func difference(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var (rest, at): ([UInt64], Int) = ([], 0)
        for number in left {
            while at < right.count, right[at] < number { at += 1 }
            if at == right.count || right[at] != number { rest.append(number) }
        }
        return rest
    }

    static func union(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        var (all, at): ([UInt64], Int) = ([], 0)
        all.reserveCapacity(left.count + right.count)
        for number in left {
            while at < right.count, right[at] < number {
                all.append(right[at])
                at += 1
            }
            if at < right.count, right[at] == number { at += 1 }
            all.append(number)
        }
        return all + right[at...]
    }
}
