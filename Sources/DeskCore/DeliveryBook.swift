/// Where a reply is on its way to the contact.
public enum DeliveryState: String, CaseIterable, Sendable {
    /// The adapter is away or has its hands full.
    case queued
    /// The channel is off, or it can still be taken back.
    case held
    /// Given to the adapter, which has not answered.
    case dispatched
    /// The adapter has it and has not said more.
    case accepted
    case sent
    case delivered
    case read
    case failed
    /// It may have been sent; nobody knows. A rep settles it with `retry` or `drop`.
    case unknown
    case canceled
}

/// One reply's way to the contact.
public struct Delivery: Sendable {
    public let message: MessageID
    public fileprivate(set) var ticket: TicketID
    public let thread: ThreadID
    public let account: AccountSlug
    public fileprivate(set) var state: DeliveryState
    /// Until when it is held so that it can be taken back; nil where it is not, or is held for another reason.
    public fileprivate(set) var until: Timestamp?
    public fileprivate(set) var attempt: UInt32
    public fileprivate(set) var failure: DeliveryFailure?
    public fileprivate(set) var externalIDs: [[UInt8]] = []
    public fileprivate(set) var changed: Timestamp
    /// The entry of its latest step.
    public fileprivate(set) var entry: SequenceNumber
    public let written: Timestamp
}

/// Every reply's delivery, and which may go out next.
public struct DeliveryBook: Sendable {
    private var deliveries: [MessageID: Delivery] = [:]
    /// Queued replies of an account, oldest first.
    private var waiting: [AccountSlug: [MessageID]] = [:]
    /// Replies of an account that are held because it is off, oldest first.
    private var held: [AccountSlug: [MessageID]] = [:]
    /// Replies that can be taken back.
    private var windows = UndoWindows()
    /// Dispatched or accepted: what the adapter has, or had when its session ended.
    private var inHand: [AccountSlug: [MessageID]] = [:]
    /// Deliveries of a thread that are dispatched and not answered: at most one.
    private var unanswered: [ThreadID: Int] = [:]
    /// Queued replies of a thread: a new one goes behind them.
    private var waitingInThread: [ThreadID: Int] = [:]
    /// How many there are of an account in each state.
    private var tallies: [AccountSlug: DeliveryTally] = [:]
    public private(set) var failedCount = 0
    public private(set) var unknownCount = 0

    public subscript(message: MessageID) -> Delivery? { deliveries[message] }
    public func queued(of account: AccountSlug) -> [MessageID] { waiting[account] ?? [] }
    public func held(of account: AccountSlug) -> [MessageID] { held[account] ?? [] }
    public func inHand(of account: AccountSlug) -> [MessageID] { inHand[account] ?? [] }
    public func tally(of account: AccountSlug) -> DeliveryTally { tallies[account] ?? DeliveryTally() }
    public var tally: DeliveryTally { tallies.values.reduce(into: DeliveryTally()) { $0.add($1) } }
    /// All that no adapter has, oldest first.
    var unsent: [MessageID] { ([waiting, held].flatMap { $0.values.flatMap(\.self) } + windows.all).sorted() }
    public var unsentCount: Int { [waiting, held, inHand].reduce(windows.count) { $0 + $1.values.reduce(0) { $0 + $1.count } } }
    /// When the next reply can be taken back no longer; nil where none can.
    var nextWindowEnd: Timestamp? { windows.first?.until }

    /// Those in one of these states, oldest first. A look at all of them, for a person who asks.
    public func all(in states: [DeliveryState], of account: AccountSlug?) -> [MessageID] {
        deliveries.values.filter { states.contains($0.state) && (account == nil || $0.account == account) }.map(\.message).sorted()
    }

    /// The oldest queued reply of the account whose thread has nothing unanswered and is not among `blocked`.
    public func next(of account: AccountSlug, blocked: (ThreadID) -> Bool) -> MessageID? {
        waiting[account]?.first { message in
            guard let thread = deliveries[message]?.thread else { return false }
            return unanswered[thread, default: 0] == 0 && !blocked(thread)
        }
    }

    func existing(_ message: MessageID) throws(Rejection) -> Delivery {
        guard let delivery = deliveries[message] else { throw .unknownMessage(message) }
        return delivery
    }

    /// Until when a reply is held that could be taken back until `wish`: none goes out before an earlier one of its thread.
    func windowEnd(in thread: ThreadID, wish: Timestamp?) -> Timestamp? { [wish, windows.end(in: thread)].compactMap(\.self).max() }

    /// What goes on its way because nobody has taken it back: as many as fit an entry.
    func windowsEnded(by now: Timestamp, _ passage: (AccountSlug) -> Account.Passage) -> [Event] {
        windows.ended(by: now).prefix(Self.followersMax).compactMap { message in
            deliveries[message].map { follow($0, passage($0.account)) }
        }
    }

    /// The state in which a reply begins.
    func firstState(in thread: ThreadID, accountIsActive: Bool, _ readiness: AdapterReadiness) -> DeliveryState {
        guard accountIsActive else { return .held }
        let isNext = unanswered[thread, default: 0] == 0 && waitingInThread[thread, default: 0] == 0
        return isNext && readiness == .ready ? .dispatched : .queued
    }

    /// What the adapter's report changes: statuses never go back, except that `read` clears `failed`; a repeat is no event.
    func report(_ delivery: Delivery, _ report: DeliveryReport) throws(Rejection) -> [Event] {
        guard let next = Self.successor(of: delivery, report.status) else {
            if Self.mayBeReported(delivery) { return [] }
            throw .deliveryState(delivery.message, delivery.state, wanted: "reported as \(report.status.rawValue)")
        }
        return [change(delivery, to: next, failure: report.failure, externalIDs: report.externalIDs)]
    }

    /// What has never been given to an adapter cannot be reported on by one.
    private static func mayBeReported(_ delivery: Delivery) -> Bool {
        switch delivery.state {
        case .held, .canceled: false
        case .queued: delivery.attempt > 0
        case .dispatched, .accepted, .sent, .delivered, .read, .failed, .unknown: true
        }
    }

    private static func successor(of delivery: Delivery, _ status: DeliveryReport.Status) -> DeliveryState? {
        guard mayBeReported(delivery) else { return nil }
        return switch (status, delivery.state) {
        case (.accepted, .dispatched): .accepted
        case (.sent, .queued), (.sent, .dispatched), (.sent, .accepted), (.sent, .unknown): .sent
        case (.delivered, .queued), (.delivered, .dispatched), (.delivered, .accepted), (.delivered, .sent), (.delivered, .unknown):
            .delivered
        case (.read, .queued), (.read, .dispatched), (.read, .accepted), (.read, .sent), (.read, .delivered), (.read, .unknown),
            (.read, .failed):
            .read
        case (.failed, .dispatched), (.failed, .accepted), (.failed, .sent), (.failed, .delivered), (.failed, .unknown): .failed
        default: nil
        }
    }

    /// What follows from an adapter's knowledge of a delivery in doubt.
    func settle(_ delivery: Delivery, _ outcome: ProbeOutcome, resendable: Bool, accountIsActive: Bool) -> [Event] {
        let waiting: DeliveryState = accountIsActive ? .queued : .held
        guard delivery.state == .dispatched || delivery.state == .accepted else { return [] }
        return switch outcome {
        case .sent(let externalIDs): [change(delivery, to: .sent, externalIDs: externalIDs)]
        case .notSent: [change(delivery, to: waiting)]
        case .cannotTell: [change(delivery, to: resendable ? waiting : .unknown)]
        }
    }

    func retry(_ delivery: Delivery, accountIsActive: Bool, _ readiness: AdapterReadiness) throws(Rejection) -> [Event] {
        guard delivery.state == .failed || delivery.state == .unknown else {
            throw .deliveryState(delivery.message, delivery.state, wanted: "retried")
        }
        let next = firstState(in: delivery.thread, accountIsActive: accountIsActive, readiness)
        return [change(delivery, to: next, attempt: next == .dispatched ? delivery.attempt + 1 : delivery.attempt)]
    }

    func drop(_ delivery: Delivery) throws(Rejection) -> [Event] {
        switch delivery.state {
        case .queued, .held, .failed, .unknown: return [change(delivery, to: .canceled)]
        case .canceled: return []
        case .dispatched, .accepted, .sent, .delivered, .read:
            throw .deliveryState(delivery.message, delivery.state, wanted: "dropped")
        }
    }

    /// Like a drop, but only of what no adapter ever had.
    func undo(_ delivery: Delivery) throws(Rejection) -> [Event] {
        guard delivery.attempt == 0 else { throw .deliveryState(delivery.message, delivery.state, wanted: "undone") }
        return try drop(delivery)
    }

    func dispatch(_ delivery: Delivery) -> [Event] {
        delivery.state == .queued ? [change(delivery, to: .dispatched, attempt: delivery.attempt + 1)] : []
    }

    /// So many fit an entry, and the frame that tells of it; the others follow in entries of their own.
    static let followersMax = 1_000

    /// What becomes of the account's replies once it is as `passage` says: as many as fit an entry, oldest first.
    func follow(_ account: AccountSlug, _ passage: Account.Passage) -> [Event] {
        followers(of: account, passage).prefix(Self.followersMax).compactMap { message in
            deliveries[message].map { follow($0, passage) }
        }
    }

    func hasFollowers(of account: AccountSlug, _ passage: Account.Passage) -> Bool {
        switch passage {
        case .open: held[account]?.isEmpty == false
        case .draining: false
        case .shut: waiting[account]?.isEmpty == false
        case .canceling, .gone: !followers(of: account, passage).isEmpty
        }
    }

    private func followers(of account: AccountSlug, _ passage: Account.Passage) -> [MessageID] {
        switch passage {
        case .open: held(of: account)
        case .draining: []
        case .shut: queued(of: account)
        case .canceling: queued(of: account) + windows.all(of: account)
        case .gone: queued(of: account) + held(of: account) + inHand(of: account) + windows.all(of: account)
        }
    }

    /// What an admin wants done with replies that are held already; those that are written later stay held.
    func settle(heldOf account: AccountSlug, _ wish: QueueWish) -> [Event] {
        guard wish != .hold else { return [] }
        return held(of: account).prefix(Self.followersMax).compactMap { deliveries[$0] }.map {
            change($0, to: wish == .cancel ? .canceled : .queued)
        }
    }

    private func follow(_ delivery: Delivery, _ passage: Account.Passage) -> Event {
        switch passage {
        case .open, .draining: change(delivery, to: .queued)
        case .shut: change(delivery, to: .held)
        case .canceling: change(delivery, to: .canceled)
        // What the adapter had in its hands may have gone out; the rest never will.
        case .gone:
            delivery.state == .dispatched || delivery.state == .accepted
                ? change(delivery, to: .unknown) : change(delivery, to: .failed, failure: Self.accountDeleted)
        }
    }

    private static let accountDeleted = DeliveryFailure(
        code: Text(encoded: Array("account_deleted".utf8)),
        text: Text(encoded: Array("The account was deleted before this went out.".utf8)),
        isRetryable: false)

    private func change(
        _ delivery: Delivery, to state: DeliveryState, attempt: UInt32? = nil, failure: DeliveryFailure? = nil, externalIDs: [[UInt8]] = []
    ) -> Event {
        .deliveryChanged(
            DeliveryChanged(
                ticket: delivery.ticket, message: delivery.message, state: state, attempt: attempt ?? delivery.attempt, failure: failure,
                externalIDs: externalIDs, previous: delivery.entry))
    }

    mutating func apply(_ message: MessageID, _ reply: ReplySent, at now: Timestamp) {
        let delivery = Delivery(
            message: message, ticket: reply.ticket, thread: reply.thread, account: reply.account, state: reply.state,
            until: reply.until, attempt: reply.state == .dispatched ? 1 : 0, failure: nil, changed: now,
            entry: SequenceNumber(message.number), written: now)
        deliveries[message] = delivery
        enter(delivery)
    }

    /// Takes note of a change and says which state was before.
    mutating func apply(_ change: DeliveryChanged, in sequence: SequenceNumber, at now: Timestamp) -> DeliveryState? {
        guard var delivery = deliveries[change.message] else { return nil }
        let old = delivery.state
        leave(delivery)
        delivery.state = change.state
        delivery.until = nil
        delivery.attempt = change.attempt
        delivery.failure = change.failure
        if !change.externalIDs.isEmpty { delivery.externalIDs = change.externalIDs }
        delivery.changed = now
        delivery.entry = sequence
        deliveries[change.message] = delivery
        enter(delivery)
        return old
    }

    /// Its message went to another ticket.
    mutating func move(_ message: MessageID, to ticket: TicketID) { deliveries[message]?.ticket = ticket }

    private mutating func enter(_ delivery: Delivery) {
        tallies[delivery.account, default: DeliveryTally()].count(delivery.state, by: 1)
        switch delivery.state {
        case .queued:
            Self.insert(delivery.message, into: &waiting[delivery.account, default: []])
            waitingInThread[delivery.thread, default: 0] += 1
        case .held:
            if let until = delivery.until {
                windows.insert(delivery, until: until)
            } else {
                Self.insert(delivery.message, into: &held[delivery.account, default: []])
            }
        case .dispatched:
            Self.insert(delivery.message, into: &inHand[delivery.account, default: []])
            unanswered[delivery.thread, default: 0] += 1
        case .accepted: Self.insert(delivery.message, into: &inHand[delivery.account, default: []])
        case .failed: failedCount += 1
        case .unknown: unknownCount += 1
        case .sent, .delivered, .read, .canceled: break
        }
    }

    private mutating func leave(_ delivery: Delivery) {
        tallies[delivery.account, default: DeliveryTally()].count(delivery.state, by: -1)
        switch delivery.state {
        case .queued:
            Self.remove(delivery.message, from: &waiting[delivery.account, default: []])
            Self.lower(&waitingInThread, delivery.thread)
        case .held:
            if delivery.until != nil {
                windows.remove(delivery)
            } else {
                Self.remove(delivery.message, from: &held[delivery.account, default: []])
            }
        case .dispatched:
            Self.remove(delivery.message, from: &inHand[delivery.account, default: []])
            Self.lower(&unanswered, delivery.thread)
        case .accepted: Self.remove(delivery.message, from: &inHand[delivery.account, default: []])
        case .failed: failedCount -= 1
        case .unknown: unknownCount -= 1
        case .sent, .delivered, .read, .canceled: break
        }
    }

    /// Oldest first whatever the way back into the list was, so that order holds.
    private static func insert(_ message: MessageID, into list: inout [MessageID]) {
        var index = list.count
        while index > 0, message < list[index - 1] { index -= 1 }
        list.insert(message, at: index)
    }

    private static func remove(_ message: MessageID, from list: inout [MessageID]) {
        if let index = list.firstIndex(of: message) { list.remove(at: index) }
    }

    private static func lower(_ counts: inout [ThreadID: Int], _ thread: ThreadID) {
        counts[thread, default: 0] -= 1
        if counts[thread] == 0 { counts[thread] = nil }
    }

    func write(to state: inout StateWriter) {
        for delivery in deliveries.values.sorted(by: { $0.message < $1.message }) {
            state.write(delivery.message.number)
            state.write(delivery.ticket.number)
            state.write(delivery.thread.number)
            state.write(delivery.account.slug)
            state.write(Array(delivery.state.rawValue.utf8))
            state.write(delivery.attempt)
            state.write(delivery.failure) { state, failure in
                state.write(failure.code?.encoded ?? [])
                state.write(failure.text?.encoded ?? [])
                state.write(failure.isRetryable)
            }
            for id in delivery.externalIDs { state.write(id) }
            state.write(delivery.changed.milliseconds)
            state.write(delivery.until) { $0.write($1.milliseconds) }
        }
        for lists in [waiting, held, inHand] {
            for (account, messages) in lists.sorted(by: { $0.key < $1.key }) where !messages.isEmpty {
                state.write(account.slug)
                for message in messages { state.write(message.number) }
            }
        }
        for counts in [unanswered, waitingInThread] {
            for (thread, count) in counts.sorted(by: { $0.key.number < $1.key.number }) {
                state.write(thread.number)
                state.write(count)
            }
        }
        state.write(failedCount)
        state.write(unknownCount)
    }
}
