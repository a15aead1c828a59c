/// Who is kept out: blocked senders, spam, trash, rates and lists.
public struct StrangerBook: Sendable {
    public static let blocksMax = 1_000_000
    /// Trash is emptied of what has been in it for so long.
    public static let trashDays: Int64 = 30

    public struct Block: Sendable {
        public let target: BlockTarget
        public let reason: Text?
        public let since: SequenceNumber
    }

    private var blocks: [BlockTarget: Block] = [:]
    private var marks: [TicketID: TicketMark] = [:]
    /// What lies in the trash, and when it goes: each time is later than the one before.
    private var trash: [(due: Timestamp, ticket: TicketID)] = []
    private var purged: Set<TicketID> = []
    private var guards: [AccountSlug: AccountGuard] = [:]
    private var pace = Pace()

    public var hasBlocks: Bool { !blocks.isEmpty }
    public func block(_ target: BlockTarget) -> Block? { blocks[target] }
    /// In the order in which they were made.
    public var sortedBlocks: [Block] {
        blocks.values.sorted { ($0.since, $0.target.sortingKey) < ($1.since, $1.target.sortingKey) }
    }
    public var blockCount: Int { blocks.count }
    public func mark(_ ticket: TicketID) -> TicketMark? { marks.isEmpty ? nil : marks[ticket] }
    public func isPurged(_ ticket: TicketID) -> Bool { purged.contains(ticket) }
    public var hasPurged: Bool { !purged.isEmpty }
    public func guarding(_ account: AccountSlug) -> AccountGuard { guards.isEmpty ? .open : guards[account] ?? .open }

    var nextPurge: Timestamp? { trash.first?.due }
    func due(by now: Timestamp) -> [TicketID] { trash.prefix { $0.due <= now }.map(\.ticket) }

    /// Milliseconds until one more message may come; nil where it may now.
    func wait(_ account: AccountSlug, _ sender: Digest, at now: Timestamp) -> Int? {
        let limits = guarding(account)
        let waits = [
            limits.perSender.flatMap { pace.wait(.sender(account, sender), $0, at: now) },
            limits.perAccount.flatMap { pace.wait(.account(account), $0, at: now) },
        ]
        return waits.compactMap(\.self).max()
    }

    func isPaced(_ account: AccountSlug) -> Bool {
        !guards.isEmpty && (guards[account].map { $0.perSender != nil || $0.perAccount != nil } ?? false)
    }

    /// A message has come in.
    mutating func take(_ account: AccountSlug, _ sender: Digest, at now: Timestamp) {
        let limits = guarding(account)
        if let rate = limits.perSender { pace.take(.sender(account, sender), rate, at: now) }
        if let rate = limits.perAccount { pace.take(.account(account), rate, at: now) }
    }

    mutating func apply(_ target: BlockTarget, reason: Text?, in sequence: SequenceNumber) {
        blocks[target] = Block(target: target, reason: reason, since: sequence)
    }

    mutating func apply(unblocked target: BlockTarget) { blocks[target] = nil }

    mutating func apply(_ ticket: TicketID, _ mark: TicketMark?, at now: Timestamp) {
        trash.removeAll { $0.ticket == ticket }
        marks[ticket] = mark
        if mark?.kind == .trash { trash.append((now.adding(hours: Self.trashDays * 24), ticket)) }
    }

    mutating func apply(purged ticket: TicketID) {
        trash.removeAll { $0.ticket == ticket }
        purged.insert(ticket)
    }

    mutating func apply(_ limits: AccountGuard, to account: AccountSlug) { guards[account] = limits }

    func write(to state: inout StateWriter) {
        for block in sortedBlocks {
            state.write(block.target.sortingKey)
            state.write(block.reason) { $0.write($1.encoded) }
            state.write(block.since.number)
        }
        for ticket in marks.keys.sorted() {
            state.write(ticket.number)
            state.write(Array((marks[ticket]?.kind.rawValue ?? "").utf8))
            state.write(Array((marks[ticket]?.cause.rawValue ?? "").utf8))
            state.write(marks[ticket]?.status) { $0.write($1.slug) }
        }
        for (due, ticket) in trash {
            state.write(due.milliseconds)
            state.write(ticket.number)
        }
        for ticket in purged.sorted() { state.write(ticket.number) }
        for account in guards.keys.sorted() {
            state.write(account.slug)
            for rate in [guards[account]?.perSender, guards[account]?.perAccount] {
                state.write(rate ?? nil) {
                    $0.write($1.count)
                    $0.write($1.seconds)
                }
            }
            for pattern in guarding(account).allowed + guarding(account).denied { state.write(pattern.text) }
        }
        pace.write(to: &state)
    }
}

extension BlockTarget {
    /// For an order that means nothing and is always the same.
    fileprivate var sortingKey: [UInt8] {
        switch self {
        case .contact(let id): Array("contact \(id.number)".utf8)
        case .identifier(let identifier): Array("\(identifier.kind.rawValue) ".utf8) + identifier.value
        }
    }
}

extension [UInt8] {
    fileprivate static func < (left: Self, right: Self) -> Bool { left.lexicographicallyPrecedes(right) }
}

private func < (left: (SequenceNumber, [UInt8]), right: (SequenceNumber, [UInt8])) -> Bool {
    left.0 == right.0 ? left.1.lexicographicallyPrecedes(right.1) : left.0 < right.0
}

/// How fast messages come, by sender and by account: one moment each, moved on by every message (the generic cell rate algorithm).
private struct Pace: Sendable {
    enum Source: Hashable, Sendable {
        case sender(AccountSlug, Digest)
        case account(AccountSlug)
    }

    /// Senders who are remembered; whoever has not written for longest goes first.
    static let sourcesMax = 100_000

    /// Until when what each has sent is as much as it may.
    private var filled: [Source: Int64] = [:]

    /// Milliseconds until there is room for one more message.
    func wait(_ source: Source, _ rate: Rate, at now: Timestamp) -> Int? {
        guard let until = filled[source] else { return nil }
        let step = Self.step(rate)
        let room = now.milliseconds + rate.seconds * 1_000 - (until + step)
        return room >= 0 ? nil : Int(-room)
    }

    mutating func take(_ source: Source, _ rate: Rate, at now: Timestamp) {
        if filled.count >= Self.sourcesMax { makeRoom(at: now) }
        filled[source] = max(filled[source] ?? 0, now.milliseconds) + Self.step(rate)
    }

    /// Half of all at once, so that it is seldom: first who may send again anyhow, then who may soonest.
    private mutating func makeRoom(at now: Timestamp) {
        filled = filled.filter { $0.value > now.milliseconds }
        guard filled.count > Self.sourcesMax / 2 else { return }
        let middle = filled.values.sorted()[filled.count / 2]
        filled = filled.filter { $0.value > middle }
    }

    private static func step(_ rate: Rate) -> Int64 { max(1, rate.seconds * 1_000 / max(1, rate.count)) }

    func write(to state: inout StateWriter) {
        var lines: [[UInt8]] = []
        for (source, until) in filled {
            var line = StateWriter()
            switch source {
            case .sender(let account, let digest):
                line.write(account.slug)
                line.write(digest)
            case .account(let account): line.write(account.slug)
            }
            line.write(until)
            lines.append(line.bytes)
        }
        for line in lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) { state.write(line) }
    }
}
