/// Something about an account that its adapter has still to be told, or has not said that it knows.
public struct AccountNotice: Sendable {
    public enum Change: String, Sendable { case created, updated, purged }

    /// The entry in which it happened: the notice's own number, the same however often it is sent.
    public let sequence: SequenceNumber
    public let change: Change
    public let changed: [String]

    public init(sequence: SequenceNumber, change: Change, changed: [String]) {
        self.sequence = sequence
        self.change = change
        self.changed = changed
    }
}

/// What adapters have still to be told of their accounts, oldest first.
public struct NoticeBook: Sendable {
    /// An adapter that never comes hears of what changed, though no longer of each change by itself.
    static let pendingMax = 64

    private var pending: [AccountSlug: [AccountNotice]] = [:]
    /// The entry of the newest.
    public private(set) var newest = SequenceNumber.zero

    public subscript(account: AccountSlug) -> [AccountNotice] { pending[account] ?? [] }

    public var sortedAccounts: [AccountSlug] { pending.keys.sorted() }

    mutating func add(_ slug: AccountSlug, _ change: AccountNotice.Change, _ changed: [String] = [], in sequence: SequenceNumber) {
        var list = pending[slug] ?? []
        let last = list.last
        // One entry is one change, and beyond the ceiling the last ones become one.
        let isSame = last?.sequence == sequence || (list.count >= Self.pendingMax && last?.change == .updated)
        if change == .updated, isSame, let last {
            list[list.count - 1] = AccountNotice(
                sequence: sequence, change: last.change, changed: last.changed + changed.filter { !last.changed.contains($0) })
        } else {
            list.append(AccountNotice(sequence: sequence, change: change, changed: changed))
        }
        pending[slug] = list
        newest = sequence
    }

    mutating func told(_ slug: AccountSlug, through sequence: SequenceNumber) {
        let rest = self[slug].filter { $0.sequence > sequence }
        pending[slug] = rest.isEmpty ? nil : rest
    }

    func write(to state: inout StateWriter) {
        for (slug, notices) in pending.sorted(by: { $0.key < $1.key }) {
            state.write(slug.slug)
            for notice in notices {
                state.write(notice.sequence.number)
                state.write(Array(notice.change.rawValue.utf8))
                for name in notice.changed { state.write(Array(name.utf8)) }
            }
        }
    }
}
