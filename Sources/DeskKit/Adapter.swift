public import DeskSystem
internal import DeskWire

/// The ceilings of an adapter.
public struct AdapterLimits: Sendable {
    /// Publications that wait for the desk.
    public var publicationsMax = 4_096
    public var publicationBytesMax = 16 << 20
    /// Deliveries in hand or remembered.
    public var deliveriesMax = 4_096
    /// Deliveries without an answer.
    public var window = 16
    /// Reports that the desk has not confirmed. Above it "delivered" and "read" are dropped; "sent" and "failed" never are.
    public var reportsMax = 16_384
    /// So long may the answer to a probe wait for a delivery that is in hand.
    public var probeMillisecondsMax = 10_000

    public static let standard = AdapterLimits()
}

/// One channel's side of the desk: publish what contacts say, deliver what reps answer.
///
/// It connects, comes back when the desk does, and sends again what the desk has not confirmed. All closures are
/// called on the loop's thread.
public final class Adapter {
    /// A rep's answer is to be sent. Say what became of it with ``Delivery/report(_:)``.
    public var onDeliver: (Delivery) -> Void {
        get { ledger.onDeliver }
        set { ledger.onDeliver = newValue }
    }
    /// Whether something was sent that this process knows nothing of. Without it such a probe is answered "cannot tell".
    public var onProbe: ((Probe) -> Void)? {
        get { ledger.onProbe }
        set { ledger.onProbe = newValue }
    }
    /// An account of this channel is there, or has changed.
    public var onAccount: (AccountState) -> Void = { _ in }
    /// An account was created, updated or purged. What it throws is told the desk, which tells the change again later; it is taken
    /// when the closure has returned.
    public var onAccountChange: (AccountChange) throws(Refusal) -> Void = { _ in }
    /// An admin connects an account, or renews the credentials of one.
    public var onConnect: ((ConnectAttempt) -> Void)? {
        get { connectDesk.onConnect }
        set { connectDesk.onConnect = newValue }
    }
    /// An admin wants an account's settings to be what the closure is given: what it throws is told the admin, and nothing is changed.
    /// Said before ``start()``; without it every change that the form's rules allow is stored.
    public var onEdit: ((AccountState) throws(ConnectTrouble) -> Void)?
    /// Whether the desk is there.
    public var onState: (LinkState) -> Void = { _ in }
    /// The link is down for good; a program ends now.
    var onEnd: (LinkTrouble) -> Void = { _ in }
    public var onTyping: (DeskTyping) -> Void = { _ in }
    public var onRead: (DeskRead) -> Void = { _ in }

    /// What it needs of the file system while it runs, where the broker has started it; said before its loop runs.
    public var files = AdapterFiles()

    public let loop: EventLoop
    public let manifest: Manifest
    /// Whether the broker has started it: then it can wait for what is missing, since somebody shows what it waits for.
    public let isSupervised: Bool
    let link: BrokerLink
    private let ledger: DeliveryLedger
    private let publications: ResendQueue
    private let connectDesk: ConnectDesk
    private let limits: AdapterLimits
    private let log: (String) -> Void
    private var lastTrouble = ""
    /// What was said of the whole, and of accounts since.
    private var health: Health?
    private var healthOf: [String: Health] = [:]
    /// Where contacts find accounts.
    private var addresses: [String: String] = [:]
    private var accountStates: [String: AccountState] = [:]

    /// - Parameters:
    ///   - accounts: which to serve; nil means all of the channel's that nobody serves.
    ///   - log: takes one line an event, without anybody's words in it.
    public init(
        loop: EventLoop, endpoint: BrokerLink.Endpoint, manifest: Manifest, software: String, instance: String? = nil,
        accounts: [String]? = nil, limits: AdapterLimits = .standard, linkLimits: LinkLimits = .standard,
        random: @escaping () -> UInt64 = SystemRandom.integer, log: @escaping (String) -> Void = { _ in }
    ) {
        var hello = Introduction(.adapter, name: manifest.key, software: software)
        hello.manifest = manifest
        hello.instance = instance
        hello.accounts = accounts
        hello.window = limits.window
        self.loop = loop
        self.manifest = manifest
        isSupervised = if case .inherited = endpoint { true } else { false }
        self.limits = limits
        self.log = log
        link = BrokerLink(loop: loop, endpoint: endpoint, hello: hello, limits: linkLimits, random: random)
        ledger = DeliveryLedger(link: link, limits: limits, random: random, log: log)
        publications = ResendQueue(link: link, random: random)
        connectDesk = ConnectDesk(link: link, verdicts: publications, log: log)
        link.onState = { [weak self] in self?.hear($0) }
        link.onRequest = { [weak self] in self?.hear($0) }
        link.onNotice = { [weak self] in self?.hear($0, $1) }
    }

    public var isAttached: Bool { link.isAttached }

    /// The accounts that this process serves, by name.
    public var accounts: [AccountState] { accountStates.values.sorted { $0.account < $1.account } }

    public func account(_ name: String) -> AccountState? { accountStates[name] }

    /// Connects, and keeps connected.
    public func start() {
        link.hello.judgesEdits = onEdit != nil
        link.start()
    }

    /// A word that no other run of any adapter has, to begin keys with where the service has no identifiers.
    public func uniqueName() -> String { String(SystemRandom.integer(), radix: 36) }

    /// Calls `body` once after a while, on the loop.
    public func after(milliseconds: Int, _ body: @escaping () -> Void) { loop.after(milliseconds: milliseconds, body) }
}

// To the desk.
extension Adapter {
    /// Hands over what was said. Order within a thread holds whatever happens; the same key twice is one message.
    /// - Parameter then: hears what became of it, always in a later turn.
    /// - Throws: where too much waits already. Stop reading from the service then.
    public func publish(_ publication: Publication, then: @escaping (PublishOutcome) -> Void = { _ in }) throws(PublishError) {
        let request = link.prepare("publish") { publication.write(to: &$0) }
        let size = request.object.count
        guard size <= Framing.objectBytesMax else { throw .tooLarge(bytes: size) }
        guard publications.count < limits.publicationsMax, publications.byteCount + size <= limits.publicationBytesMax else {
            throw .full(count: publications.count, bytes: publications.byteCount)
        }
        let whileOff = publication.whileOff
        var entry = ResendQueue.Entry(request: request, judge: { [weak self] in self?.judge($0, whileOff, then) ?? .finished })
        if whileOff == .giveBack { entry.giveBack = { then(.refused($0)) } }
        publications.add(entry, to: publication.lane)
    }

    /// Whether ``publish(_:then:)`` would take another one, whatever its size.
    public var hasRoom: Bool {
        publications.count < limits.publicationsMax && publications.byteCount + Framing.objectBytesMax <= limits.publicationBytesMax
    }

    /// Tries again what waits because of `channel_off`, without waiting for the account to be active.
    public func retry(account: String) {
        let prefix = Array(account.utf8) + [0]
        publications.release { $0.starts(with: prefix) }
    }

    /// Tells reps that the contact is typing, or has stopped. Never kept; the desk forgets it by itself after a while.
    public func typing(account: String, thread: String, on: Bool) {
        link.notice("typing") {
            $0.field("account", account)
            $0.field("thread", thread)
            $0.field("on", on)
        }
    }

    /// The messages of a thread above the one numbered `after`, at most `limit` (1…200). Never notes.
    public func history(
        account: String, thread: String, after: Int64 = 0, limit: Int = 50, then: @escaping (HistoryAnswer) -> Void
    ) {
        link.request("history") {
            $0.field("account", account)
            $0.field("thread", thread)
            $0.field("after", after)
            $0.field("limit", limit)
        } then: { answer in
            switch answer {
            case .ok(let frame): then(.page(HistoryPage(frame)))
            case .refused(let refusal): then(.refused(refusal))
            case .lost: then(.lost)
            }
        }
    }

    /// Says what has become of a reply long after its delivery, by the desk's number: read days later, or delivered by an earlier process.
    public func report(_ status: DeliveryStatus, message: Int64) { ledger.report(status, message: message) }

    /// Says how the service fares, of one account or of all; said again by itself to a broker that has come back.
    public func report(_ health: Health, account: String? = nil) {
        if let account {
            healthOf[account] = health
        } else {
            self.health = health
            healthOf = [:]
        }
        tell(health, account)
    }

    private func tell(_ health: Health, _ account: String?) {
        link.notice("health") { health.write(to: &$0, account: account, address: account.flatMap { addresses[$0] }) }
    }

    /// Says where contacts find an account now, such as the address of its page, for admins to see; empty where that is nowhere.
    public func report(address: String, of account: String) {
        guard addresses[account] ?? "" != address else { return }
        addresses[account] = address
        tell(healthOf[account] ?? health ?? .connected, account)
    }

    /// Takes nothing new, finishes what is in hand, and calls `then` when that is done or the time is up.
    public func drain(millisecondsMax: Int = 5_000, then: @escaping () -> Void) {
        ledger.isDraining = true
        let deadline = loop.now.advanced(milliseconds: millisecondsMax)
        waitUntilDrained(deadline, then)
    }

    private func waitUntilDrained(_ deadline: MonotonicTime, _ then: @escaping () -> Void) {
        let isDone = ledger.inHandCount == 0 && ledger.unreportedCount == 0 && publications.goingCount == 0 && link.isIdle
        if isDone || loop.now >= deadline {
            link.close()
            return then()
        }
        loop.after(milliseconds: 10) { [self] in waitUntilDrained(deadline, then) }
    }

    private func judge(_ answer: LinkAnswer, _ whileOff: Publication.WhileOff, _ then: (PublishOutcome) -> Void) -> ResendQueue.Verdict {
        switch answer {
        case .ok(let frame): then(.accepted(Acceptance(frame)))
        case .refused(let refusal) where refusal.code == "busy": return .again
        case .refused(let refusal) where refusal.code == "channel_off" && whileOff == .giveBack:
            then(.refused(refusal))
            return .givenBack(refusal)
        case .refused(let refusal) where refusal.retryable:
            then(.waiting(refusal))
            return refusal.code == "channel_off" ? .parked : .again
        case .refused(let refusal):
            log("the desk refused a publication: \(refusal.code)")
            then(.refused(refusal))
        case .lost: return .again
        }
        return .finished
    }
}

// From the desk.
extension Adapter {
    private func hear(_ state: LinkState) {
        switch state {
        case .connecting: break
        case .attached(let welcome): hear(welcome)
        case .waiting(_, let trouble), .ended(let trouble): logOnce(trouble.message)
        }
        onState(state)
        if case .ended(let trouble) = state { onEnd(trouble) }
    }

    /// A broker that is away is away at every attempt; one line of that is enough.
    private func logOnce(_ line: String) {
        guard !lastTrouble.utf8.elementsEqual(line.utf8) else { return }
        lastTrouble = line
        log(line)
    }

    private func hear(_ welcome: Welcome) {
        lastTrouble = ""
        let notice = welcome.notice.map { ", " + $0 } ?? ""
        log("attached to \(welcome.software), epoch \(welcome.epoch), generation \(welcome.generation)\(notice)")
        accountStates = Dictionary(welcome.accounts.map { ($0.account, $0) }) { $1 }
        ledger.attached(welcome)
        // It is well until it says otherwise.
        if let health, health != .connected { tell(health, nil) }
        for account in Set(healthOf.keys).union(addresses.keys) { tell(healthOf[account] ?? health ?? .connected, account) }
        for state in accounts {
            if state.isActive { retry(account: state.account) }
            onAccount(state)
        }
        publications.attached()
    }

    private func hear(_ request: BrokerRequest) {
        switch request.type {
        case "deliver": ledger.hearDelivery(request)
        case "probe": ledger.hearProbe(request)
        case "account": hearAccount(request)
        case "connect": connectDesk.hear(request)
        case "edit": hearEdit(request)
        default:
            let message = "this adapter does not know '\(request.type)'; it may be older than the desk"
            link.refuse(request, Refusal(code: "unknown_type", message: message))
        }
    }

    private func hearEdit(_ request: BrokerRequest) {
        guard let onEdit else {
            return link.refuse(request, Refusal(code: "unsupported", message: "this adapter looks at no changes before they are stored"))
        }
        guard let name = request.body["account"]?.string, var state = accountStates[name] else {
            return link.refuse(request, Refusal(code: "bad_field", message: "an edit frame names an account of ours"))
        }
        state.update(request.body)
        do throws(ConnectTrouble) {
            try onEdit(state)
            link.answer(request)
        } catch {
            link.refuse(request, Refusal(code: error.code, message: error.text))
        }
    }

    private func hearAccount(_ request: BrokerRequest) {
        guard var state = AccountState(request.body) else {
            return link.refuse(request, Refusal(code: "bad_field", message: "an account frame names an account"))
        }
        if var known = accountStates[state.account] {
            known.update(request.body)
            state = known
        }
        let kind = request.body["change"]?.string.flatMap(AccountChange.Kind.init) ?? .updated
        if kind == .purged { state.isActive = false }
        do throws(Refusal) {
            let changed = request.body["changed"]?.elements.compactMap(\.string) ?? []
            try onAccountChange(AccountChange(kind: kind, changed: changed, state: state))
            take(state, kind)
            link.answer(request)
        } catch {
            log("account \(state.account) was \(kind.rawValue), and that was not taken: \(error.code)")
            link.refuse(request, error)
        }
    }

    private func take(_ state: AccountState, _ kind: AccountChange.Kind) {
        accountStates[state.account] = kind == .purged ? nil : state
        healthOf[state.account] = kind == .purged ? nil : healthOf[state.account]
        addresses[state.account] = kind == .purged ? nil : addresses[state.account]
        log("account \(state.account) is \(kind == .purged ? "gone" : state.isActive ? "on" : "off")")
        onAccount(state)
        if state.isActive { retry(account: state.account) }
    }

    private func hear(_ type: String, _ frame: JSONValue) {
        switch type {
        case "typing": DeskTyping(frame).map(onTyping)
        case "read": DeskRead(frame).map(onRead)
        case "error": log("the desk could not read a frame of ours: \(Refusal(frame).message)")
        default: break  // a newer desk may tell more
        }
    }
}

/// A rep is typing in a thread, or has stopped.
public struct DeskTyping: Sendable {
    public let account: String
    public let thread: String
    public let rep: Rep?
    public let isOn: Bool

    init?(_ frame: JSONValue) {
        guard let account = frame["account"]?.string, let thread = frame["thread"]?.string, let on = frame["on"]?.bool else { return nil }
        self.account = account
        self.thread = thread
        rep = frame["rep"].flatMap(Rep.init)
        isOn = on
    }
}

/// A rep has looked at everything in a thread up to a message.
public struct DeskRead: Sendable {
    public let account: String
    public let thread: String
    public let message: Int64

    init?(_ frame: JSONValue) {
        guard let account = frame["account"]?.string, let thread = frame["thread"]?.string, let message = frame["message"]?.integer
        else { return nil }
        self.account = account
        self.thread = thread
        self.message = message
    }
}
