/// What is kept of a message besides its place in the journal.
public struct MessageFacts: Sendable {
    public enum Kind: UInt8, Sendable {
        case incoming
        /// Said by the business, but not from here.
        case outside
        case reply
        case note
    }

    public let id: MessageID
    public let ticket: TicketID
    /// Nil for a note.
    public let thread: ThreadID?
    public let kind: Kind
    /// Who wrote a reply or a note.
    public let rep: RepName?
}

/// All messages and notes in order. A person's name is kept once, so that a message costs 24 bytes here.
public struct MessageIndex: Sendable {
    private struct Row {
        let id: UInt64
        /// 0 while a message waits for its ticket.
        var ticket: UInt32
        let thread: UInt32
        let rep: UInt16
        let kind: MessageFacts.Kind
    }

    /// More people than this never write in one desk's life; the last place stands for all beyond.
    private static let repsMax = Int(UInt16.max)

    private var rows: [Row] = []
    private var reps: [RepName] = []
    private var external = DigestTable<MessageID>()
    /// Messages of either side, notes not counted.
    public private(set) var messageCount = 0

    public subscript(id: MessageID) -> MessageFacts? { row(id).map { facts(rows[$0]) } }

    /// The ticket that a message is on.
    public func ticket(of id: MessageID) -> TicketID? { row(id).flatMap { rows[$0].ticket == 0 ? nil : TicketID(rows[$0].ticket) } }

    private func row(_ id: MessageID) -> Int? {
        // The latest is asked for most.
        if let last = rows.last, last.id == id.number { return rows.count - 1 }
        let low = place(where: { $0.number < id.number })
        return low < rows.count && rows[low].id == id.number ? low : nil
    }

    /// How many messages and notes there are.
    public var count: Int { rows.count }

    /// The message or note at `place` of their order, from 0.
    public subscript(place place: Int) -> MessageFacts { facts(rows[place]) }

    /// The first place whose message is not `before`, which must hold for all up to some point and for none from there on.
    public func place(where before: (MessageID) -> Bool) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if before(MessageID(rows[middle].id)) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func find(external digest: Digest) -> MessageID? { external[digest] }

    mutating func append(_ facts: MessageFacts) {
        rows.append(
            Row(
                id: facts.id.number, ticket: facts.ticket.number, thread: facts.thread?.number ?? 0, rep: place(of: facts.rep),
                kind: facts.kind))
        if facts.kind != .note { messageCount += 1 }
    }

    /// A message that had no ticket has got one, or it went to another.
    mutating func place(_ id: MessageID, on ticket: TicketID) {
        if let row = row(id) { rows[row].ticket = ticket.number }
    }

    mutating func name(_ id: MessageID, external digest: Digest) { external[digest] = id }

    private mutating func place(of rep: RepName?) -> UInt16 {
        guard let rep else { return 0 }
        if let index = reps.firstIndex(of: rep) { return UInt16(index + 1) }
        if reps.count < Self.repsMax - 1 { reps.append(rep) }
        return UInt16(reps.count)
    }

    private func facts(_ row: Row) -> MessageFacts {
        MessageFacts(
            id: MessageID(row.id), ticket: TicketID(row.ticket), thread: row.thread == 0 ? nil : ThreadID(row.thread), kind: row.kind,
            rep: row.rep == 0 ? nil : reps[Int(row.rep) - 1])
    }

    func write(to state: inout StateWriter) {
        for row in rows {
            state.write(row.id)
            state.write(row.ticket)
            state.write(row.thread)
            state.write(row.rep)
            state.write(row.kind.rawValue)
        }
        for rep in reps { state.write(rep.slug) }
        for (digest, id) in external.inOrder.sorted(by: { ($0.value, $0.key.low) < ($1.value, $1.key.low) }) {
            state.write(digest)
            state.write(id.number)
        }
    }
}
